import type { SortKey } from './address.ts';

export interface Column {
  title: string;
  sort: SortKey | null;
}

export const kColumns: Column[] = [
  { title: 'Account', sort: null },
  { title: 'Owner', sort: 'owner' },
  { title: 'Team', sort: 'team' },
  { title: 'Credential', sort: null },
  { title: 'Status', sort: 'status' },
  { title: 'Linked', sort: 'created_at' },
  { title: 'Last used', sort: 'last_used_at' },
  { title: 'Expires', sort: 'expires_at' },
];

// For phones, where the columns have no heads: each order upwards and downwards.
export const kSortLabels: Record<SortKey, [string, string]> = {
  created_at: ['Linked, oldest first', 'Linked, newest first'],
  last_used_at: ['Used, longest ago first', 'Used, latest first'],
  expires_at: ['Expires, soonest first', 'Expires, latest first'],
  owner: ['Owner, A to Z', 'Owner, Z to A'],
  status: ['Status, A to Z', 'Status, Z to A'],
  team: ['Team, A to Z', 'Team, Z to A'],
};
