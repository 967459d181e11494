import type { Account } from '../types.ts';

export type StatusTone = 'good' | 'warn' | 'bad' | 'calm';
export interface StatusWords {
  tone: StatusTone;
  text: string;
}

const kWords: Record<string, StatusWords> = {
  active: { tone: 'good', text: 'Active' },
  error: { tone: 'bad', text: 'Error' },
  expired: { tone: 'bad', text: 'Expired' },
  suspended: { tone: 'calm', text: 'Suspended' },
  inactive: { tone: 'calm', text: 'Inactive' },
  archived: { tone: 'calm', text: 'Archived' },
};

export function statusWords(account: Pick<Account, 'status' | 'expiring'>): StatusWords {
  if (account.status === 'active' && account.expiring) return { tone: 'warn', text: 'Expiring' };
  return kWords[account.status] ?? { tone: 'calm', text: account.status };
}

// What a person calls the account.
export function nameOf(account: Pick<Account, 'label' | 'figma_user' | 'team_name' | 'id'>): string {
  return account.label || account.figma_user?.handle || account.team_name || `Account …${account.id.slice(-4)}`;
}

// Where the gateway has the picture of the person; null when Figma told of none.
export const pictureOf = (account: Pick<Account, 'figma_user' | 'id'>): string | null =>
  account.figma_user?.img_url ? `/accounts/${encodeURIComponent(account.id)}/picture` : null;

export const ownerOf = (account: Pick<Account, 'origin_owner_id' | 'origin_owner_name'>): string => account.origin_owner_name || account.origin_owner_id;

// Those that a person put to rest can be woken; those whose token died need a new one. A dead one can be put to rest: it then stays so when
// its owner relinks it.
export const canResume = (account: Account): boolean => ['suspended', 'inactive', 'archived'].includes(account.status);
export const isDead = (account: Pick<Account, 'status'>): boolean => account.status === 'error' || account.status === 'expired';
export const canSuspend = (account: Account): boolean => account.status === 'active' || isDead(account);
