// What the Keys page knows beside what the gateway tells: what each scope lets a key do, and which keys are shown.
import type { Params } from '../router.ts';
import type { Key } from '../types.ts';

export interface KeyScope {
  name: string;
  gives: string;
}

export const kKeyScopes: readonly KeyScope[] = [
  { name: 'accounts:read', gives: 'See the linked accounts and the log; never their tokens.' },
  { name: 'accounts:write', gives: 'Link, test, change, suspend and remove accounts.' },
  { name: 'actions:read', gives: 'See the catalogue and run actions that only read from Figma.' },
  { name: 'actions:write', gives: 'Run actions that change something at Figma, such as posting a comment.' },
  { name: 'sessions:write', gives: 'Make the links by which a person links their own account.' },
  { name: 'admin', gives: 'All of the above, and sign in here, make and revoke keys, and change the settings.' },
];

// What the gateway gives a key when nobody says otherwise: all but `admin`.
export const kUsualScopes: readonly string[] = kKeyScopes.map((scope) => scope.name).filter((name) => name !== 'admin');
export const kNameMax = 128;

export const toggled = (scopes: readonly string[], name: string): string[] =>
  kKeyScopes.map((scope) => scope.name).filter((one) => (one === name ? !scopes.includes(one) : scopes.includes(one)));

export interface Wish {
  name: string;
  scopes: string[];
}
export type WishTrouble = Partial<Record<keyof Wish, string>>;

// What can be said before the gateway is asked. No scope at all would mean the usual ones there, which is not what the boxes show.
export function troubleOf(wish: Wish): WishTrouble {
  const trouble: WishTrouble = {};
  const name = wish.name.trim();
  if (name === '') trouble.name = 'Say what the key is for.';
  else if (new TextEncoder().encode(name).length > kNameMax) trouble.name = `Must be at most ${kNameMax} characters.`;
  if (wish.scopes.length === 0) trouble.scopes = 'Tick at least one.';
  return trouble;
}

export const kShown = ['all', 'working', 'revoked'] as const;
export type Shown = (typeof kShown)[number];

export const readShown = (params: URLSearchParams): Shown => kShown.find((one) => one === params.get('show')) ?? 'all';
export const shownParams = (shown: Shown): Params => ({ show: shown === 'all' ? '' : shown });

// The newest first; those that no longer work come after those that do.
export function keysFor(keys: readonly Key[], shown: Shown): Key[] {
  const fits = keys.filter((key) => shown === 'all' || (shown === 'revoked') === (key.revoked_at !== null));
  return fits.sort((a, b) => Number(a.revoked_at !== null) - Number(b.revoked_at !== null) || Date.parse(b.created_at) - Date.parse(a.created_at));
}

export function countWords(keys: readonly Key[]): string {
  const working = keys.filter((key) => key.revoked_at === null).length;
  const revoked = keys.length - working;
  const words = working === 1 ? '1 key works' : `${working} keys work`;
  return revoked === 0 ? words : `${words}, ${revoked} revoked`;
}
