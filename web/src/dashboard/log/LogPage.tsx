import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useLoad, useTick, useTitle } from '../hooks.ts';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { useParams } from '../router.ts';
import { ask } from '../session.ts';
import type { Key, LogEntry } from '../types.ts';
import { isLogFiltered, logParams, logQuery, readLogView, type LogView } from './address.ts';
import { LogFilters } from './LogFilters.tsx';
import { LogTable } from './LogTable.tsx';
import { useNames } from './useNames.ts';

const kEveryMs = 5000;
const kNone = { account_id: '', action: '', fault: '', face: '', key_id: '', outcome: '', from: '', to: '' } as const;

export default function LogPage() {
  useTitle('Log');
  const [params, change] = useParams('log');
  const view = readLogView(params);
  // A filter leads back to the newest page: a cursor belongs to the filters it came with.
  const show = (wish: Partial<LogView>) => change(logParams({ ...view, next: '', ...wish }));
  const query = logQuery(view);
  const { value, trouble, loading, reload } = useLoad(query, (signal) => ask<{ data: LogEntry[]; next: string | null }>(`/requests/logs?${query}`, { signal }));
  const keys = useLoad('keys', (signal) => ask<{ data: Key[] }>('/keys', { signal }));
  const entries = value?.data ?? [];
  const names = useNames([...entries.flatMap((entry) => entry.account_id ?? []), ...(view.account_id ? [view.account_id] : [])]);
  useTick(reload, kEveryMs, view.auto && view.next === '');
  const filtered = isLogFiltered(view);
  return (
    <>
      <div className="dash-head">
        <div>
          <h1>Log</h1>
          <p className="dash-soft">What ran, by whom, and how it ended. Never a secret, an input or an answer.</p>
        </div>
        <div className="dash-row">
          <label className="dash-switch">
            <input type="checkbox" role="switch" checked={view.auto} onChange={(event) => show({ auto: event.target.checked })} />
            <span>Refresh by itself</span>
          </label>
          <Button size="small" busy={loading && value !== null && !view.auto} onClick={reload}>
            Refresh
          </Button>
        </div>
      </div>
      <LogFilters view={view} keys={keys.value?.data ?? []} accountName={names[view.account_id] ?? ''} onChange={show} />
      {trouble && <TroubleNotice trouble={trouble} />}
      {!value && !trouble && (
        <p className="dash-waits" role="status">
          <Spinner /> Loading the log
        </p>
      )}
      {value && entries.length > 0 && <LogTable entries={entries} names={names} busy={loading} onFilter={show} />}
      {value && entries.length === 0 && (
        <div className="dash-empty">
          <h2>{value.next ? 'Nothing here yet' : filtered ? 'Nothing fits' : view.next ? 'No more entries' : 'Nothing has run yet'}</h2>
          <p>{value.next ? 'Older entries may still fit.' : filtered ? 'No call matches these filters.' : 'Every call of an action leaves one line here.'}</p>
          {filtered && !value.next && <Button onClick={() => show(kNone)}>Clear the filters</Button>}
        </div>
      )}
      {value && (value.next || view.next) && (
        <nav className="dash-pager" aria-label="Pages of the log">
          <span className="dash-soft">{view.next ? 'Older entries' : 'The newest entries'}</span>
          <div className="dash-row">
            {view.next && (
              <Button size="small" onClick={() => show({ next: '' })}>
                Newest
              </Button>
            )}
            <Button size="small" disabled={!value.next} onClick={() => show({ next: value.next ?? '', auto: false })}>
              Older <Icon name="arrow" />
            </Button>
          </div>
        </nav>
      )}
    </>
  );
}
