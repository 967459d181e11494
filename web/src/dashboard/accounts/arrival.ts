import type { Account, ConnectSession } from '../types.ts';

export interface Awaited {
  session: ConnectSession;
  path: string; // where the account will show up
}

// By the gateway's own clock: it was linked or changed after the link was made.
export const hasArrived = (account: Account, session: ConnectSession): boolean => Date.parse(account.updated_at) > Date.parse(session.created_at);
