// What the Hub's page says to the page around it. Read with care: any window can send anything.

export interface LinkedAccount {
  id: string;
  provider: string;
}

/**
 * Why nothing can be linked: the link has expired, was used already, or its account was removed. `silent`: the frame said nothing, as when
 * this page's origin is not allowed, the token belongs to another gateway or project, or the gateway does not answer.
 */
export type GoneReason = 'expired' | 'used' | 'removed' | 'silent';

export interface Gone {
  reason: GoneReason;
}

export type HubMessage =
  | { type: 'ready' }
  | { type: 'close' }
  | { type: 'gone'; reason: GoneReason }
  | { type: 'resize'; height: number }
  | { type: 'success'; account: LinkedAccount };

export const kHeightMin = 160;
export const kHeightMax = 2400;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export function readMessage(data: unknown): HubMessage | null {
  if (!isRecord(data)) return null;
  switch (data['type']) {
    case 'figlink.ready':
      return { type: 'ready' };
    case 'figlink.close':
      return { type: 'close' };
    case 'figlink.gone': {
      const reason = data['reason'];
      return reason === 'expired' || reason === 'used' || reason === 'removed' ? { type: 'gone', reason } : null;
    }
    case 'figlink.resize': {
      const height = data['height'];
      if (typeof height !== 'number' || !Number.isFinite(height)) return null;
      return { type: 'resize', height: Math.min(kHeightMax, Math.max(kHeightMin, Math.ceil(height))) };
    }
    case 'AccountConnected': {
      const account = data['account'];
      if (!isRecord(account) || typeof account['id'] !== 'string' || typeof account['provider'] !== 'string') return null;
      return { type: 'success', account: { id: account['id'], provider: account['provider'] } };
    }
    default:
      return null;
  }
}

export interface HubPlace {
  baseUrl: string;
  token: string;
  theme?: string | null;
}

// Where the Hub's page is; null for what is no web address. A gateway may lie below a path.
export function hubUrl({ baseUrl, token, theme }: HubPlace): URL | null {
  if (!baseUrl || !token) return null;
  let url: URL;
  try {
    url = new URL(`${baseUrl.replace(/\/+$/, '')}/link`);
  } catch {
    return null;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  url.searchParams.set('token', token);
  url.searchParams.set('embed', '1');
  if (theme === 'light' || theme === 'dark') url.searchParams.set('theme', theme);
  return url;
}
