// What the Log page shows, as its address tells and as the gateway is asked.
import type { Params } from '../router.ts';

export interface LogView {
  account_id: string;
  action: string;
  fault: string;
  face: string;
  key_id: string;
  outcome: '' | 'ok' | 'failed';
  from: string; // days, as the reader's calendar has them
  to: string;
  next: string;
  auto: boolean;
}

export const kFilters = ['account_id', 'action', 'fault', 'face', 'key_id', 'outcome', 'from', 'to'] as const;
export const kFaces = ['http', 'dashboard', 'cli'] as const;
export const kFaults = ['bad_input', 'unauthenticated', 'forbidden', 'not_found', 'conflict', 'relink', 'too_large', 'limited', 'figma_broken', 'busy', 'too_slow', 'bug'] as const;
const kPageSize = 50;
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

export function readLogView(params: URLSearchParams): LogView {
  const text = (name: string) => params.get(name) ?? '';
  const day = (name: string) => (isDay(text(name)) ? text(name) : '');
  const outcome = text('outcome');
  return {
    account_id: text('account_id'),
    action: text('action'),
    fault: text('fault'),
    face: text('face'),
    key_id: text('key_id'),
    outcome: outcome === 'ok' || outcome === 'failed' ? outcome : '',
    from: day('from'),
    to: day('to'),
    next: text('next'),
    auto: text('auto') === '1',
  };
}

export const logParams = (view: LogView): Params => ({ ...view, auto: view.auto ? '1' : '' });

// The beginning of a day here, so many days later.
function startOf(day: string, later = 0): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

export function logQuery(view: LogView): string {
  const query = new URLSearchParams();
  for (const name of kFilters) if (view[name] && name !== 'from' && name !== 'to') query.set(name, view[name]);
  if (view.from) query.set('from', startOf(view.from));
  if (view.to) query.set('to', startOf(view.to, 1)); // that day included
  query.set('page_size', String(kPageSize));
  if (view.next) query.set('next', view.next);
  return query.toString();
}

export const isLogFiltered = (view: LogView): boolean => kFilters.some((name) => view[name] !== '');
