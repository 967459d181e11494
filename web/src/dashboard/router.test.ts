import { expect, test } from 'vitest';
import { addressOf, readPlace } from './router.ts';

test('an address names its page', () => {
  expect(readPlace('/dashboard', '').page).toBe('accounts');
  expect(readPlace('/dashboard/', '?page=2').params.get('page')).toBe('2');
  expect(readPlace('/dashboard/log', '').page).toBe('log');
  expect(readPlace('/dashboard.html', '').page).toBe('accounts');
  expect(readPlace('/dashboard/nothing', '').page).toBeNull();
});

test('an address says only what was chosen', () => {
  expect(addressOf('accounts')).toBe('/dashboard');
  expect(addressOf('run', { account: 'a b', action: '', more: undefined })).toBe('/dashboard/run?account=a+b');
});
