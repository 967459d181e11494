import { useCallback, useMemo, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { useLoad, useTick, useTitle } from '../hooks.ts';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { addressOf, follow, useParams } from '../router.ts';
import { ask } from '../session.ts';
import type { Key, LogEntry } from '../types.ts';
import { isFiltered, kNoFilters, paramsOf, queryOf, readView, type View } from './address.ts';
import { LogDrawer } from './LogDrawer.tsx';
import { LogFilters } from './LogFilters.tsx';
import { LogTable } from './LogTable.tsx';
import { useAccounts } from './useAccounts.ts';
import { countWords } from './words.ts';
import './log.css';

export interface LogPageAnswer {
  data: LogEntry[];
  next: string | null;
}
export type ShowLog = (wish: Partial<View>, how?: 'push' | 'replace') => void;

const kEveryMs = 5000;

export default function LogPage() {
  useTitle('Log');
  const [params, change] = useParams('log');
  const view = useMemo(() => readView(params), [params]);
  const show = useCallback<ShowLog>((wish, how) => change(paramsOf({ ...readView(new URLSearchParams(location.search)), ...wish }), how), [change]);
  // Another filter begins at the newest page again.
  const filter = useCallback<ShowLog>((wish, how) => show({ ...wish, next: '' }, how), [show]);
  const query = queryOf(view);
  const list = useLoad(query, (signal) => ask<LogPageAnswer>(`/requests/logs?${query}`, { signal }));
  const keys = useLoad('keys', (signal) => ask<{ data: Key[] }>('/keys', { signal }));
  const known = useAccounts([...(list.value?.data ?? []).flatMap((entry) => entry.account_id ?? []), ...(view.account ? [view.account] : [])]);
  const newest = view.next === '';
  const [open, setOpen] = useState(() => isFiltered(view));
  useTick(list.reload, kEveryMs, view.live && newest && view.entry === '');

  const page = list.value;
  const filtered = isFiltered(view);
  const older = page?.next ?? null;
  const bare = page !== null && page.data.length === 0 && older === null && !filtered && newest;
  return (
    <>
      <div className="dash-head">
        <div>
          <h1>Log</h1>
          <p className="dash-soft" role="status">
            {page && page.data.length > 0 ? countWords(page.data.length, older !== null, filtered) : 'What ran, by whom, and how it ended: never what was in it'}
          </p>
        </div>
        <div className="dash-row">
          <label className="dash-switch">
            <input type="checkbox" role="switch" checked={view.live && newest} onChange={(event) => show({ live: event.target.checked, next: '' }, 'replace')} />
            Renew by itself
          </label>
          <Button onClick={list.reload} busy={list.loading && page !== null && !view.live}>
            Renew
          </Button>
        </div>
      </div>
      {!bare && <LogFilters view={view} open={open} onOpen={setOpen} accounts={known} keys={keys.value?.data ?? []} onChange={filter} />}
      {list.trouble && (
        <TroubleNotice trouble={list.trouble}>
          <div className="dash-row">
            <Button size="small" onClick={list.reload}>
              Try again
            </Button>
            {(filtered || !newest) && (
              <Button size="small" onClick={() => filter(kNoFilters)}>
                Take all filters away
              </Button>
            )}
          </div>
        </TroubleNotice>
      )}
      {bare && (
        <div className="dash-empty dash-empty-first">
          <h2>Nothing ran yet</h2>
          <p>Every action that runs through this gateway leaves a line here: who called, how it ended and how long it took.</p>
          <a className="ui-button" data-tone="primary" href={addressOf('run')} onClick={follow}>
            Run an action
          </a>
        </div>
      )}
      {page && !bare && (page.data.length > 0 ? <LogTable entries={page.data} accounts={known} busy={list.loading && !view.live} onShow={(entry) => show({ entry: String(entry.id) })} /> : <Nothing older={older} filtered={filtered} show={show} filter={filter} />)}
      {page && !bare && (older !== null || !newest) && (
        <nav className="dash-pager" aria-label="Pages of the log">
          <Button size="small" disabled={newest} onClick={() => show({ next: '' })}>
            Back to the newest
          </Button>
          {page.data.length > 0 && (
            <Button size="small" disabled={older === null} onClick={() => show({ next: older ?? '' })}>
              Older
            </Button>
          )}
        </nav>
      )}
      {page === null && !list.trouble && (
        <div className="ui-card dash-bones" role="status">
          <span className="hidden-visually">Loading the log</span>
          {[0, 1, 2, 3, 4].map((row) => (
            <div key={row} className="dash-bone" />
          ))}
        </div>
      )}
      <LogDrawer id={view.entry} entries={page?.data ?? []} accounts={known} onClose={() => show({ entry: '' })} onFilter={(wish) => filter({ ...wish, entry: '' })} />
    </>
  );
}

// The gateway looks through a stretch of the log at a time: an empty stretch need not be the end of it.
function Nothing({ older, filtered, show, filter }: { older: string | null; filtered: boolean; show: ShowLog; filter: ShowLog }) {
  return (
    <div className="dash-empty">
      <h2>{older ? 'Nothing on this stretch of the log' : filtered ? 'No call fits' : 'The log ends here'}</h2>
      <p>{older ? 'The log goes further back than what was looked through.' : filtered ? 'Nothing in the log matches all the filters.' : 'There is nothing older.'}</p>
      <div className="dash-row dash-row-middle">
        {older && (
          <Button tone="primary" onClick={() => show({ next: older })}>
            Look further back
          </Button>
        )}
        {filtered && <Button onClick={() => filter(kNoFilters)}>Show all calls</Button>}
      </div>
    </div>
  );
}
