import { useEffect, useState } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { useSettled } from '../hooks.ts';
import { kKinds, kStatuses, type KindFilter, type SortKey, type StatusFilter, type View } from './address.ts';
import { kindText } from '../texts.ts';
import { kSortLabels } from './columns.ts';

const kStatusLabels: Record<StatusFilter, string> = { active: 'Active', expiring: 'Expiring', error: 'Error', suspended: 'Suspended', expired: 'Expired' };
const kPauseMs = 250;

export function Filters({ view, onChange }: { view: View; onChange: (wish: Partial<View>, how?: 'push' | 'replace') => void }) {
  const toggle = (status: StatusFilter) => {
    const statuses = view.statuses.includes(status) ? view.statuses.filter((one) => one !== status) : [...view.statuses, status];
    onChange({ statuses, page: 1 });
  };
  return (
    <div className="dash-filters" role="search" aria-label="Accounts">
      <Search view={view} onChange={onChange} />
      <div className="dash-chips" role="group" aria-label="Status">
        <button type="button" className="dash-chip" aria-pressed={view.statuses.length === 0} onClick={() => onChange({ statuses: [], page: 1 })}>
          All
        </button>
        {kStatuses.map((status) => (
          <button key={status} type="button" className="dash-chip" aria-pressed={view.statuses.includes(status)} onClick={() => toggle(status)}>
            {kStatusLabels[status]}
          </button>
        ))}
        {view.owner && (
          <button type="button" className="dash-chip dash-chip-owner" aria-pressed="true" onClick={() => onChange({ owner: '', page: 1 })} aria-label={`Only the owner ${view.owner}. Take this filter away`}>
            <span>Owner {view.owner}</span> <Icon name="cross" />
          </button>
        )}
      </div>
      <span className="ui-box dash-select dash-kind">
        <select className="ui-input" aria-label="Credential" value={view.kind} onChange={(event) => onChange({ kind: event.target.value as KindFilter | '', page: 1 })}>
          <option value="">Any credential</option>
          {kKinds.map((kind) => (
            <option key={kind} value={kind}>
              {kindText(kind)}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </span>
      <label className="dash-sort">
        <span>Sort by</span>
        <span className="ui-box dash-select">
          <select
            className="ui-input"
            value={(view.down ? '-' : '') + view.sort}
            onChange={(event) => onChange({ sort: event.target.value.replace('-', '') as SortKey, down: event.target.value.startsWith('-'), page: 1 })}
          >
            {Object.entries(kSortLabels).flatMap(([key, [up, down]]) => [
              <option key={key} value={key}>
                {up}
              </option>,
              <option key={`-${key}`} value={`-${key}`}>
                {down}
              </option>,
            ])}
          </select>
          <Icon name="down" />
        </span>
      </label>
    </div>
  );
}

// What is typed goes into the address after a pause, and comes back from it when somebody goes back.
function Search({ view, onChange }: { view: View; onChange: (wish: Partial<View>, how?: 'push' | 'replace') => void }) {
  const [typed, setTyped] = useState(view.search);
  const [asked, setAsked] = useState(view.search);
  const settled = useSettled(typed, kPauseMs);
  useEffect(() => {
    if (settled === typed && settled !== asked) {
      setAsked(settled);
      onChange({ search: settled.trim(), page: 1 }, 'replace');
    }
  }, [settled, typed, asked, onChange]);
  useEffect(() => {
    setTyped((now) => (now.trim() === view.search ? now : view.search));
    setAsked(view.search);
  }, [view.search]);
  return (
    <div className="ui-box dash-search">
      <input
        className="ui-input"
        type="search"
        aria-label="Search accounts"
        placeholder="Search by name, owner, team, e-mail or id"
        value={typed}
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}
