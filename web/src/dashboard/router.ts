// Where the reader is, over the browser's own history. What a page shows lives in the address, so that back, reload and a sent link work.
import { useCallback, useMemo, useSyncExternalStore, type MouseEvent } from 'react';

export const kPages = ['accounts', 'run', 'keys', 'log', 'settings'] as const;
export type Page = (typeof kPages)[number];

export interface Place {
  page: Page | null; // null: there is no such page
  params: URLSearchParams;
}

export function readPlace(pathname: string, search: string): Place {
  const name = pathname.replace(/^\/dashboard(\.html)?/, '').replace(/^\/+|\/+$/g, '');
  const page = name === '' ? 'accounts' : (kPages.find((known) => known === name) ?? null);
  return { page, params: new URLSearchParams(search) };
}

export type Params = Record<string, string | undefined>;

// Empty values are left out: the address says only what differs from the usual.
export function addressOf(page: Page, params: Params = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) search.set(name, value);
  const query = search.toString();
  return `/dashboard${page === 'accounts' ? '' : `/${page}`}${query ? `?${query}` : ''}`;
}

const kMoved = 'figlink-moved';
const here = () => location.pathname + location.search;

export function go(address: string, how: 'push' | 'replace' = 'push'): void {
  if (address === here()) return;
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', address);
  dispatchEvent(new Event(kMoved));
}

function watch(tell: () => void): () => void {
  addEventListener('popstate', tell);
  addEventListener(kMoved, tell);
  return () => {
    removeEventListener('popstate', tell);
    removeEventListener(kMoved, tell);
  };
}

export function usePlace(): Place {
  const address = useSyncExternalStore(watch, here);
  return useMemo(() => {
    const [pathname = '', search = ''] = address.split('?', 2);
    return readPlace(pathname, search);
  }, [address]);
}

// Changes some of the address's parameters and keeps the others; undefined takes one away.
export function useParams(page: Page): [URLSearchParams, (change: Params, how?: 'push' | 'replace') => void] {
  const { params } = usePlace();
  const change = useCallback(
    (wish: Params, how: 'push' | 'replace' = 'push') => {
      const now = Object.fromEntries(new URLSearchParams(location.search));
      go(addressOf(page, { ...now, ...wish }), how);
    },
    [page],
  );
  return [params, change];
}

// For links: a plain press stays in the page, any other is the browser's.
export function follow(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(event.currentTarget.getAttribute('href') ?? '/dashboard');
}
