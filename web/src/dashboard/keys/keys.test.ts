import { expect, test } from 'vitest';
import type { Key } from '../types.ts';
import { countWords, keysFor, kKeyScopes, kUsualScopes, readShown, shownParams, toggled, troubleOf } from './keys.ts';

const key = (id: string, created_at: string, revoked_at: string | null = null): Key => ({ id, name: id, hint: 'abcd', scopes: ['admin'], created_at, last_used_at: null, revoked_at });
const old = key('old', '2026-01-01T00:00:00Z');
const young = key('young', '2026-11-01T00:00:00Z');
const dead = key('dead', '2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z');

test('working keys come first, the newest at the top', () => {
  expect(keysFor([dead, old, young], 'all').map(({ id }) => id)).toEqual(['young', 'old', 'dead']);
  expect(keysFor([dead, old, young], 'working').map(({ id }) => id)).toEqual(['young', 'old']);
  expect(keysFor([dead, old, young], 'revoked').map(({ id }) => id)).toEqual(['dead']);
});

test('what is shown lives in the address', () => {
  expect(readShown(new URLSearchParams('show=revoked'))).toBe('revoked');
  expect(readShown(new URLSearchParams('show=nonsense'))).toBe('all');
  expect(shownParams('all')).toEqual({ show: '' });
  expect(readShown(new URLSearchParams({ show: shownParams('working')['show'] ?? '' }))).toBe('working');
});

test('keys are counted in words', () => {
  expect(countWords([])).toBe('0 keys work');
  expect(countWords([old])).toBe('1 key works');
  expect(countWords([old, young, dead])).toBe('2 keys work, 1 revoked');
});

test('a wish is checked before it is sent', () => {
  expect(troubleOf({ name: ' CI ', scopes: ['admin'] })).toEqual({});
  expect(troubleOf({ name: '  ', scopes: [] })).toEqual({ name: 'Say what the key is for.', scopes: 'Tick at least one.' });
  expect(troubleOf({ name: 'é'.repeat(65), scopes: ['admin'] }).name).toContain('128');
});

test('ticked scopes keep the order of the list', () => {
  expect(kUsualScopes).not.toContain('admin');
  expect(toggled(['admin'], 'accounts:read')).toEqual(['accounts:read', 'admin']);
  expect(toggled(['accounts:read', 'admin'], 'admin')).toEqual(['accounts:read']);
  expect(kKeyScopes.every(({ gives }) => gives.endsWith('.'))).toBe(true);
});
