import { useEffect, useState } from 'react';
import { nameOf, ownerOf } from '../accounts/status.ts';
import { ask } from '../session.ts';
import type { Account } from '../types.ts';

// The names of the accounts on a page, asked for once each. One that is gone keeps its id.
export function useNames(ids: string[]): Record<string, string> {
  const [names, setNames] = useState<Record<string, string>>({});
  const missing = [...new Set(ids)].filter((id) => names[id] === undefined).sort().join(',');
  useEffect(() => {
    if (!missing) return;
    let wanted = true;
    void ask<Account[]>(`/accounts?account_ids=${encodeURIComponent(missing)}&page_size=1000`).then((answer) => {
      if (!wanted || !answer.ok) return;
      const found = Object.fromEntries(missing.split(',').map((id) => [id, '']));
      for (const account of answer.value) found[account.id] = `${nameOf(account)}, ${ownerOf(account)}`;
      setNames((before) => ({ ...before, ...found }));
    });
    return () => {
      wanted = false;
    };
  }, [missing]);
  return names;
}
