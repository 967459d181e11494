import { useEffect, useState } from 'react';

const kTimerMsMax = 2 ** 31 - 1;

export const toMs = (time: string | number | null | undefined): number =>
  typeof time === 'number' ? time : time ? Date.parse(time) : NaN;

// Whether the moment has passed. `serverNowMs` corrects a clock that is wrong here. A machine that slept looks again on waking.
export function useDeadline(at: string | number | null, serverNowMs: number | null): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const end = toMs(at);
    if (Number.isNaN(end)) return;
    const began = Date.now();
    const left = () => end - (serverNowMs ?? began) - (Date.now() - began);
    let timer = 0;
    const look = () => {
      clearTimeout(timer);
      if (left() <= 0) setPassed(true);
      else timer = window.setTimeout(look, Math.min(left() + 50, kTimerMsMax));
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [at, serverNowMs]);
  return passed;
}
