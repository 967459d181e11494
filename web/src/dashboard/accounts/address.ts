// What the Accounts page shows, as its address tells and as the gateway is asked.
import type { Params } from '../router.ts';

export const kStatuses = ['active', 'expiring', 'error', 'suspended', 'expired'] as const;
export type StatusFilter = (typeof kStatuses)[number];
export const kKinds = ['personal', 'plan', 'oauth'] as const;
export type KindFilter = (typeof kKinds)[number];
export const kSorts = ['created_at', 'last_used_at', 'expires_at', 'owner', 'status', 'team'] as const;
export type SortKey = (typeof kSorts)[number];
export const kPageSizes = [25, 50, 100] as const;

export interface View {
  search: string;
  statuses: StatusFilter[];
  kind: KindFilter | ''; // of the credential
  owner: string; // an owner's id, or ''
  sort: SortKey;
  down: boolean;
  page: number;
  size: number;
  shown: string; // the account in the drawer, or ''
  budget: string; // the account whose budget is shown, or ''
}

const kUsual = { sort: 'created_at', down: true } as const;
const isOneOf = <T extends string>(all: readonly T[], text: string): text is T => (all as readonly string[]).includes(text);

export function readView(params: URLSearchParams): View {
  const text = (name: string) => params.get(name) ?? '';
  const sort = text('sort').replace(/^-/, '');
  const known = isOneOf(kSorts, sort);
  const page = Number(text('page'));
  const size = Number(text('size'));
  return {
    search: text('search'),
    statuses: [...new Set(text('status').split(','))].filter((status) => isOneOf(kStatuses, status)),
    kind: isOneOf(kKinds, text('kind')) ? (text('kind') as KindFilter) : '',
    owner: text('owner'),
    sort: known ? sort : kUsual.sort,
    down: known ? text('sort').startsWith('-') : kUsual.down,
    page: Number.isInteger(page) && page > 0 ? page : 1,
    size: (kPageSizes as readonly number[]).includes(size) ? size : kPageSizes[0],
    shown: text('account'),
    budget: text('budget'),
  };
}

const sortText = ({ sort, down }: Pick<View, 'sort' | 'down'>) => (down ? '-' : '') + sort;

export function paramsOf(view: View): Params {
  const usual = view.sort === kUsual.sort && view.down === kUsual.down;
  return {
    search: view.search,
    status: view.statuses.join(','),
    kind: view.kind,
    owner: view.owner,
    sort: usual ? '' : sortText(view),
    page: view.page > 1 ? String(view.page) : '',
    size: view.size === kPageSizes[0] ? '' : String(view.size),
    account: view.shown,
    budget: view.budget,
  };
}

export function queryOf(view: View): string {
  const query = new URLSearchParams();
  if (view.search) query.set('search', view.search);
  if (view.statuses.length > 0) query.set('status', view.statuses.join(','));
  if (view.kind) query.set('credential_kind', view.kind);
  if (view.owner) query.set('origin_owner_id', view.owner);
  query.set('sort', sortText(view));
  query.set('page', String(view.page));
  query.set('page_size', String(view.size));
  return query.toString();
}

// A press on a column: first the way that is most asked for, then round.
export function nextSort(view: View, key: SortKey): Pick<View, 'sort' | 'down'> {
  if (view.sort === key) return { sort: key, down: !view.down };
  return { sort: key, down: key === 'created_at' || key === 'last_used_at' };
}

export const isFiltered = (view: View): boolean => view.search !== '' || view.statuses.length > 0 || view.kind !== '' || view.owner !== '';
export const pagesOf = (total: number, size: number): number => Math.max(1, Math.ceil(total / size));
