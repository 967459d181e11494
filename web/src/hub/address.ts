// What the page's own address says.
export interface HubAddress {
  token: string;
  embedded: boolean;
  theme: string | null;
}

export function readAddress(search: string): HubAddress {
  const query = new URLSearchParams(search);
  return { token: query.get('token') ?? '', embedded: query.get('embed') === '1', theme: query.get('theme') };
}

// Only a web address: a caller's `javascript:` must never run here.
export function safeRedirect(url: string | null | undefined): string | null {
  if (!url) return null;
  try {
    const { protocol, href } = new URL(url);
    return protocol === 'https:' || protocol === 'http:' ? href : null;
  } catch {
    return null;
  }
}

export const guideAddress = (actions: string[]): string =>
  actions.length > 0 ? `/guide?actions=${actions.map(encodeURIComponent).join(',')}` : '/guide';
