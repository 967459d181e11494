import { useEffect, useMemo, useState } from 'react';
import { useLoad } from '../hooks.ts';
import { ask } from '../session.ts';
import type { Account } from '../types.ts';

const kMost = 100;

// The accounts used last, to choose from, and those of `ids` besides. Each is asked for once; one that is gone keeps its id.
export function useAccounts(ids: string[]): Map<string, Account> {
  const recent = useLoad('accounts', (signal) => ask<Account[]>(`/accounts?sort=-last_used_at&page_size=${kMost}`, { signal })).value;
  const [asked, setAsked] = useState<Record<string, Account | null>>({});
  const missing = recent === null ? '' : [...new Set(ids)].filter((id) => asked[id] === undefined && !recent.some((one) => one.id === id)).sort().join(',');
  useEffect(() => {
    if (!missing) return;
    const stop = new AbortController();
    void ask<Account[]>(`/accounts?account_ids=${encodeURIComponent(missing)}&page_size=${kMost}`, { signal: stop.signal }).then((answer) => {
      if (stop.signal.aborted || !answer.ok) return;
      const found: Record<string, Account | null> = Object.fromEntries(missing.split(',').map((id) => [id, null]));
      for (const account of answer.value) found[account.id] = account;
      setAsked((before) => ({ ...before, ...found }));
    });
    return () => stop.abort();
  }, [missing]);
  return useMemo(() => {
    const known = new Map(recent?.map((account) => [account.id, account]));
    for (const account of Object.values(asked)) if (account && !known.has(account.id)) known.set(account.id, account);
    return known;
  }, [recent, asked]);
}
