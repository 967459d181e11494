import { expect, test } from 'vitest';
import type { Account } from '../types.ts';
import { pageSnippet, serverSnippet } from './snippets.ts';
import { canResume, canSuspend, nameOf, statusWords } from './status.ts';
import { hasArrived } from './arrival.ts';
import { warningText } from './warnings.ts';

const account = (part: Partial<Account>): Account => ({
  id: 'IsJsnqNtR70qSMKlPHbT', provider: 'figma', status: 'active', status_reasons: [], origin_owner_id: 'acme', origin_owner_name: 'Acme', origin_username: null, label: null, type: 'production',
  team_id: '1', team_name: null, figma_user: null, credential: { kind: 'personal', hint: '0000' }, scopes: null, expires_at: null, days_left: null, expiring: false,
  created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z', last_used_at: null, ...part,
});

test('each status has a colour and a word', () => {
  expect(statusWords(account({}))).toEqual({ tone: 'good', text: 'Active' });
  expect(statusWords(account({ expiring: true }))).toEqual({ tone: 'warn', text: 'Expiring' });
  expect(statusWords(account({ status: 'expired' }))).toEqual({ tone: 'bad', text: 'Expired' });
  expect(statusWords(account({ status: 'new-one' }))).toEqual({ tone: 'calm', text: 'new-one' });
  expect([canSuspend(account({})), canResume(account({}))]).toEqual([true, false]);
  expect([canSuspend(account({ status: 'error' })), canResume(account({ status: 'error' }))]).toEqual([true, false]);
  expect(canResume(account({ status: 'suspended' }))).toBe(true);
});

test('an account is called by what is known of it', () => {
  expect(nameOf(account({ label: 'Mine', figma_user: { id: '1', handle: 'Mira', email: null, img_url: null } }))).toBe('Mine');
  expect(nameOf(account({ figma_user: { id: '1', handle: 'Mira', email: null, img_url: null }, team_name: 'Team' }))).toBe('Mira');
  expect(nameOf(account({}))).toBe('Account …PHbT');
});

test('the banner warns of the soonest', () => {
  const none = { first: null, total: 0 };
  const soon = (days_left: number, total: number) => ({ first: account({ days_left }), total });
  expect(warningText(none, none)).toBeNull();
  expect(warningText(none, soon(1, 1))).toEqual({ title: 'A token ends within 14 days', text: 'Acme tomorrow. Relink it with a new token before then.' });
  expect(warningText(none, soon(0, 3))?.text).toBe('First Acme today. Relink each with a new token before then.');
  expect(warningText(none, soon(14, 3))?.title).toBe('3 tokens end within 14 days');
});

test('the banner counts tokens that are dead already', () => {
  const none = { first: null, total: 0 };
  const dead = (total: number) => ({ first: account({ status: 'expired', origin_owner_name: 'Beta' }), total });
  expect(warningText(dead(1), none)).toEqual({ title: 'A token does not work any more', text: 'Beta: nothing runs until it is relinked with a new token.' });
  expect(warningText(dead(3), { first: account({ days_left: 1 }), total: 1 })).toEqual({
    title: '3 tokens do not work any more, and 1 ends within 14 days',
    text: 'Beta and 2 more: nothing runs until each is relinked. Acme tomorrow. Relink it with a new token before then.',
  });
});

test('an account has arrived when it changed after the link was made', () => {
  const session = { id: 1, token: 't', auth_link_url: '', created_at: '2026-11-01T00:00:00Z', expires_at: '' };
  expect(hasArrived(account({}), session)).toBe(false);
  expect(hasArrived(account({ updated_at: '2026-11-01T00:00:01Z' }), session)).toBe(true);
});

test('snippets carry no key and cannot be broken out of', () => {
  const wish = { base: 'https://gw.example', ownerId: 'c"1', ownerName: 'A </script><script>' };
  expect(serverSnippet(wish)).toContain('origin_owner_id: "c\\"1"');
  expect(serverSnippet(wish)).toContain('process.env.FIGLINK_KEY');
  expect(pageSnippet('element', 'https://gw.example/"><b>')).toContain('base-url="https://gw.example/&quot;>&lt;b>"');
  expect(pageSnippet('script', 'https://gw.example/</script>')).not.toContain('</script>";');
  expect(pageSnippet('react', 'https://gw.example')).toContain('baseUrl="https://gw.example"');
});
