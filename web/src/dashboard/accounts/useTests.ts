import { useCallback, useRef, useState } from 'react';
import { useSay } from '../parts/Say.tsx';
import { ask } from '../session.ts';
import type { Account } from '../types.ts';
import { ownerOf, statusWords } from './status.ts';

export interface TestState {
  busy: boolean;
  good: boolean;
  text: string; // '' while it runs
}

// Asks Figma whether a token works. One test of an account at a time.
export function useTests(onAccount: (account: Account) => void) {
  const say = useSay();
  const [states, setStates] = useState<Record<string, TestState>>({});
  const running = useRef(new Set<string>());
  const latest = useRef(onAccount);
  latest.current = onAccount;
  const run = useCallback(
    async (account: Account) => {
      if (running.current.has(account.id)) return;
      running.current.add(account.id);
      const tell = (state: TestState) => setStates((before) => ({ ...before, [account.id]: state }));
      tell({ busy: true, good: false, text: '' });
      const answer = await ask<Account>(`/accounts/${encodeURIComponent(account.id)}/test`, { method: 'POST' });
      running.current.delete(account.id);
      const good = answer.ok && answer.value.status !== 'error' && answer.value.status !== 'expired';
      const text = good ? 'The token works.' : answer.ok ? answer.value.status_reasons[0]?.description || `${statusWords(answer.value).text}.` : `${answer.trouble.message} ${answer.trouble.hint}`.trim();
      tell({ busy: false, good, text });
      // A token that is refused changes the account's status, which the refusal does not tell.
      const after = answer.ok ? answer : await ask<Account>(`/accounts/${encodeURIComponent(account.id)}`);
      if (after.ok) latest.current(after.value);
      say(`${ownerOf(account)}: ${text}`, good ? 'good' : 'bad');
    },
    [say],
  );
  return { states, run };
}
