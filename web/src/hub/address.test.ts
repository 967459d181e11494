import { expect, test } from 'vitest';
import { guideAddress, readAddress, safeRedirect } from './address.ts';
import { goneBy, lastOf } from './load.ts';
import { listenerOf, targetsOf } from './messages.ts';
import { trouble } from '../wire/wire.ts';
import { initialsOf } from '../ui/Initials.tsx';

test('the address is read', () => {
  expect(readAddress('?token=t1&embed=1&theme=dark')).toEqual({ token: 't1', embedded: true, theme: 'dark' });
  expect(readAddress('')).toEqual({ token: '', embedded: false, theme: null });
});

test('only a web address is gone to', () => {
  expect(safeRedirect('https://a.example/x?account_id=1&status=linked')).toBe('https://a.example/x?account_id=1&status=linked');
  for (const bad of ['javascript:alert(1)', 'data:text/html,x', '//a.example', '/x', '', null, undefined, ' java\nscript:alert(1)']) {
    expect(safeRedirect(bad)).toBeNull();
  }
});

test('the guide is asked for exactly the actions', () => {
  expect(guideAddress(['a', 'b&c'])).toBe('/guide?actions=a,b%26c');
  expect(guideAddress([])).toBe('/guide');
});

test('messages go to named origins, and to the embedder alone where it is known', () => {
  const allowed = ['https://a.example', 'https://b.example'];
  expect(targetsOf(allowed, undefined)).toEqual(allowed);
  expect(targetsOf(allowed, ['https://b.example', 'https://top.example'])).toEqual(['https://b.example']);
  expect(targetsOf(allowed, ['https://evil.example'])).toEqual([]);
});

test('a page that nobody opened tells nobody', () => {
  const alone = { opener: null, parent: { postMessage: () => undefined } };
  alone.parent = alone as unknown as typeof alone.parent;
  expect(listenerOf(alone)).toBeNull();
  const opener = { postMessage: () => undefined };
  expect(listenerOf({ ...alone, parent: alone.parent, opener: null })).toBe(alone.parent);
  const popup = { opener, parent: { postMessage: () => undefined } };
  popup.parent = popup as unknown as typeof popup.parent;
  expect(listenerOf(popup)).toBe(opener);
});

test('of a stored secret only its end is known', () => {
  expect(lastOf('__secretvalue:**redacted**x7Qk')).toBe('x7Qk');
  expect(lastOf('figd_whole')).toBe('');
});

test('what cannot be opened says why', () => {
  expect(goneBy(trouble({ fault: 'unauthenticated', statusCode: 401 }))).toBe('expired');
  expect(goneBy(trouble({ fault: 'conflict' }))).toBe('used');
  expect(goneBy(trouble({ fault: 'network' }))).toBe('unreachable');
});

test('initials are letters', () => {
  expect(initialsOf('Mira von Lindqvist')).toBe('ML');
  expect(initialsOf('<img src=x>')).toBe('IX');
  expect(initialsOf('李雷')).toBe('李');
  expect(initialsOf(' ')).toBe('?');
});
