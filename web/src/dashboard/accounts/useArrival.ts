// Whether somebody has linked in the Hub's window. Its browser process may be cut off from ours by the opener policy, so the gateway is asked.
import { useEffect, useRef, useState } from 'react';
import { useTick } from '../hooks.ts';
import { ask } from '../session.ts';
import type { Account } from '../types.ts';
import { hasArrived, type Awaited } from './arrival.ts';

const kEveryMs = 2500;

export function useArrival(awaited: Awaited | null): Account | null {
  const [arrived, setArrived] = useState<Account | null>(null);
  const busy = useRef(false);
  const look = async () => {
    if (!awaited || arrived || busy.current) return;
    busy.current = true;
    const answer = await ask<Account | Account[]>(awaited.path);
    busy.current = false;
    if (!answer.ok) return;
    const found = (Array.isArray(answer.value) ? answer.value : [answer.value]).find((account) => hasArrived(account, awaited.session));
    if (found) setArrived(found);
  };
  useEffect(() => setArrived(null), [awaited]);
  useTick(() => void look(), kEveryMs, awaited !== null && arrived === null);
  // Coming back from the other window is a good moment to look.
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => {
    const focus = () => void latest.current();
    addEventListener('focus', focus);
    return () => removeEventListener('focus', focus);
  }, []);
  return arrived;
}
