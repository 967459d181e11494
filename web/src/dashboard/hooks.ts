import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Answer, Trouble } from '../wire/wire.ts';
import { session, type SessionState } from './session.ts';
import type { SignedIn } from './types.ts';

export const useSession = (): SessionState => useSyncExternalStore(session.watch, session.now);

// Who is signed in, also while their session has just ended and the sign-in lies over the page.
export function useSigned(): SignedIn | null {
  const state = useSession();
  return state.name === 'in' ? state.signed : state.name === 'out' ? state.before : null;
}

export interface Loaded<T> {
  value: T | null; // stays while it is loaded anew
  headers: Headers | null;
  trouble: Trouble | null;
  loading: boolean;
  reload: () => void;
  patch: (change: (value: T) => T) => void;
}

// Loads what `key` stands for, again whenever the key changes and after each sign-in. Late answers are dropped.
export function useLoad<T>(key: string, load: (signal: AbortSignal) => Promise<Answer<T>>): Loaded<T> {
  const state = useSession();
  const times = state.name === 'in' ? state.times : 0;
  const [count, setCount] = useState(0);
  const [held, setHeld] = useState<{ value: T | null; headers: Headers | null; trouble: Trouble | null }>({ value: null, headers: null, trouble: null });
  const [loading, setLoading] = useState(true);
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    if (times === 0) return;
    const stop = new AbortController();
    setLoading(true);
    void latest.current(stop.signal).then((answer) => {
      if (stop.signal.aborted) return;
      setLoading(false);
      if (answer.ok) setHeld({ value: answer.value, headers: answer.headers, trouble: null });
      else if (answer.trouble.statusCode !== 401) setHeld((before) => ({ ...before, trouble: answer.trouble }));
    });
    return () => stop.abort();
  }, [key, times, count]);
  const reload = useCallback(() => setCount((before) => before + 1), []);
  const patch = useCallback((change: (value: T) => T) => setHeld((before) => (before.value === null ? before : { ...before, value: change(before.value) })), []);
  return { ...held, loading, reload, patch };
}

// Ticks while the page is looked at and somebody has been active lately, so that a forgotten tab does not keep its session awake.
const kAwakeMs = 10 * 60_000;
let activeAt = Date.now();
for (const name of ['pointerdown', 'keydown', 'focus'] as const) addEventListener(name, () => (activeAt = Date.now()), { capture: true, passive: true });

export function useTick(run: () => void, everyMs: number, wanted: boolean): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!wanted) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && Date.now() - activeAt < kAwakeMs && session.now().name === 'in') latest.current();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, wanted]);
}

// A value that follows only after the reader has paused.
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · figlink`;
  }, [title]);
}
