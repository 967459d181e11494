import type { Answer } from '../../wire/wire.ts';
import { ask } from '../session.ts';
import type { Account } from '../types.ts';
import { isDead, ownerOf } from './status.ts';

export const setStatus = (account: Account, status: 'suspended' | 'active'): Promise<Answer<Account>> =>
  ask<Account>(`/accounts/${encodeURIComponent(account.id)}`, { method: 'PATCH', body: { status } });

// What has come of it, in one sentence. The day of a token may have passed while its account was at rest.
export function statusSaid(account: Account): string {
  if (account.status === 'suspended') return `${ownerOf(account)} is suspended: nothing runs with it until you resume it.`;
  if (isDead(account)) return `${ownerOf(account)} is resumed, but its token is dead: relink it.`;
  return `${ownerOf(account)} is resumed.`;
}
