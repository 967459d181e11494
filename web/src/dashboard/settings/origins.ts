// The origins whose pages may hold the Hub's page, read as the gateway reads them (src/gateway/web_address.cpp).
import type { Trouble } from '../../wire/wire.ts';

export const kOriginsMax = 50;
const kHostMax = 253;
const kUsualPorts: Record<string, string> = { http: '80', https: '443' };

export type Read = { ok: true; origin: string } | { ok: false; message: string };
const no = (message: string): Read => ({ ok: false, message });

export function readOrigin(typed: string): Read {
  const text = typed.trim();
  if (text === '') return no('Type an origin, such as https://app.example.com.');
  if (text.includes('*')) return no('There are no wildcards: name each origin whole.');
  const parts = /^([^:/?#]+):\/\/([^/?#]*)(.*)$/.exec(text);
  if (!parts) return no('Begin with https:// or http://, such as https://app.example.com.');
  const [, scheme = '', authority = '', rest = ''] = parts;
  const name = scheme.toLowerCase();
  const usual = kUsualPorts[name];
  if (usual === undefined) return no('Must begin with https:// or http://.');
  if (rest !== '' && rest !== '/') return no('Leave out what follows the host and port: an origin has no path.');
  const [, host = '', given] = /^(\[::1\]|[^:]*)(?::(.*))?$/.exec(authority.toLowerCase()) ?? [];
  if (given !== undefined && !isPort(given)) return no('The port must be a number from 1 to 65535.');
  if (!isHost(host)) return no('The host must be a name, such as app.example.com, or an IPv4 address.');
  const port = given === undefined ? usual : String(Number(given));
  return { ok: true, origin: `${name}://${host}${port === usual ? '' : `:${port}`}` };
}

const isPort = (text: string) => /^\d{1,9}$/.test(text) && Number(text) > 0 && Number(text) <= 65535;
const isHost = (host: string) => host === '[::1]' || (/^[a-z0-9_.-]+$/.test(host) && host.length <= kHostMax && !host.startsWith('.') && !host.endsWith('.') && !host.includes('..'));

export function readAnother(typed: string, origins: readonly string[]): Read {
  const read = readOrigin(typed);
  if (!read.ok) return read;
  if (origins.includes(read.origin)) return no(`${read.origin} is allowed already.`);
  if (origins.length >= kOriginsMax) return no(`There may be at most ${kOriginsMax}. Remove one that is no longer used.`);
  return read;
}

// What the gateway said of the origins, to stand beside the field; '' when it spoke of something else.
export function saidOf(trouble: Trouble): string {
  return trouble.errors.find(({ field }) => field === 'allowed_origins' || field.startsWith('allowed_origins['))?.message ?? '';
}

// Plain http can be read and changed on its way, save on the machine itself.
export function isOpen(origin: string): boolean {
  return origin.startsWith('http://') && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin);
}
