// What a person pastes for a team, as the id that is in it. The gateway reads the same forms; here the reader sees at once what
// was understood.

const kHosts = ['figma.com', 'figma-gov.com'];

function asUrl(text: string): URL | null {
  if (!/^(https?:\/\/|(www\.)?figma(-gov)?\.com\/)/i.test(text)) return null;
  try {
    return new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  } catch {
    return null;
  }
}

export const looksLikeUrl = (text: string): boolean => asUrl(text.trim()) !== null;

// The id in /files/team/ID/name or /files/ORGANIZATION/team/ID/name; null where there is none.
export function teamIdOf(text: string): string | null {
  const url = asUrl(text.trim());
  if (!url) return null;
  const host = url.hostname.toLowerCase();
  if (!kHosts.some((ours) => host === ours || host.endsWith(`.${ours}`))) return null;
  const parts = url.pathname.split('/').filter(Boolean);
  const id = parts[parts.indexOf('team') + 1];
  return parts.includes('team') && id !== undefined && /^\d+$/.test(id) ? id : null;
}

// A URL of a team becomes its id; anything else stays as it was typed.
export const readTeam = (text: string): string => teamIdOf(text) ?? text;
