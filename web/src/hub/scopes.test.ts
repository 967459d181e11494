import { expect, test } from 'vitest';
import { sortScopes } from './ScopesNeeded.tsx';

test('scopes are told by what the link needs of them', () => {
  const needed = ['file_content:read', 'file_comments:read', 'file_versions:read'];
  const account = { scopes: ['current_user:read', 'file_content:read'], scopes_complete: false };
  expect(sortScopes(needed, account, ['file_comments:read', 'file_versions:read'], [])).toEqual({
    held: ['file_content:read'],
    unproved: ['file_comments:read', 'file_versions:read'],
    others: ['current_user:read'],
  });
  expect(sortScopes(needed, { scopes: null }, needed, [])).toEqual({ held: [], unproved: needed, others: [] });
  // Another scope that the token holds serves the same actions: the gateway says so by not naming it.
  expect(sortScopes(['file_content:read'], { scopes: ['files:read'], scopes_complete: true }, [], []).held).toEqual(['file_content:read']);
  expect(sortScopes(needed, { scopes: ['file_content:read'], scopes_complete: true }, [], needed.slice(1)).held).toEqual(['file_content:read']);
});
