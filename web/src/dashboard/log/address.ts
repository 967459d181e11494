// What the Log page shows, as its address tells and as the gateway is asked. The names are those of GET /requests/logs.
import type { Params } from '../router.ts';

export const kOutcomes = ['ok', 'failed'] as const;
export type Outcome = (typeof kOutcomes)[number];
export const kFaces = ['http', 'dashboard', 'cli'] as const;
export const kPageSize = 50;

export interface View {
  account: string; // an id, or ''
  action: string;
  outcome: Outcome | '';
  fault: string;
  face: string;
  key: string; // an id, or ''
  from: string; // a moment in UTC, or ''
  to: string; // the first moment that is too late, or ''
  next: string; // where an older page begins, or ''
  live: boolean; // the newest page renews itself
  entry: string; // the id of the entry in the drawer, or ''
}

const kFilters = ['account', 'action', 'outcome', 'fault', 'face', 'key', 'from', 'to'] as const;
export const kNoFilters: Pick<View, (typeof kFilters)[number]> = { account: '', action: '', outcome: '', fault: '', face: '', key: '', from: '', to: '' };

const numberText = (text: string) => (/^[1-9]\d{0,15}$/.test(text) ? text : '');

export function readView(params: URLSearchParams): View {
  const text = (name: string) => params.get(name)?.trim() ?? '';
  const outcome = text('outcome');
  return {
    account: text('account_id'),
    action: text('action'),
    outcome: kOutcomes.find((one) => one === outcome) ?? '',
    fault: text('fault'),
    face: text('face'),
    key: text('key_id'),
    from: momentOf(text('from')),
    to: momentOf(text('to')),
    next: numberText(text('next')),
    live: text('live') === '1',
    entry: numberText(text('entry')),
  };
}

export function paramsOf(view: View): Params {
  const { account, key, live, ...rest } = view;
  return { account_id: account, key_id: key, ...rest, live: live ? '1' : '' };
}

export function queryOf(view: View): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(paramsOf({ ...view, live: false, entry: '' }))) if (value) query.set(name, value);
  query.set('page_size', String(kPageSize));
  return query.toString();
}

// An entry has no address of its own at the gateway; it is the first one of the page that begins right after it.
export const entryQuery = (id: string): string => `next=${BigInt(id) + 1n}&page_size=1`;

export const isFiltered = (view: View): boolean => kFilters.some((name) => view[name] !== '');
export const filterCount = (view: View): number => kFilters.filter((name) => view[name] !== '').length;

// A moment as the gateway reads it, or '' when the text is none. A day is its beginning in UTC, as it is there.
export function momentOf(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)) return '';
  const time = Date.parse(text);
  return Number.isNaN(time) ? '' : new Date(time).toISOString().replace('.000Z', 'Z');
}

const two = (number: number) => String(number).padStart(2, '0');

// Between the address, which speaks UTC so that it can be sent, and a field, which speaks the reader's own time.
export function localOf(moment: string): string {
  if (moment === '') return '';
  const at = new Date(moment);
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function momentOfLocal(local: string): string {
  const time = local === '' ? NaN : new Date(local).getTime();
  return Number.isNaN(time) || time < 0 ? '' : momentOf(new Date(time).toISOString());
}
