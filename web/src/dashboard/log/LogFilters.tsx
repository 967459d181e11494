import { useEffect, useState } from 'react';
import { TextField } from '../../ui/Field.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useSettled } from '../hooks.ts';
import { SelectField } from '../parts/Select.tsx';
import type { Key } from '../types.ts';
import { kFaces, kFaults, type LogView } from './address.ts';

const kPauseMs = 400;
const option = (value: string) => ({ value, label: value });

export function LogFilters({ view, keys, accountName, onChange }: { view: LogView; keys: Key[]; accountName: string; onChange: (wish: Partial<LogView>) => void }) {
  const more = [view.fault, view.face, view.from, view.to].filter(Boolean).length;
  const keyOptions = keys.map((key) => ({ value: key.id, label: key.name }));
  if (view.key_id && !keys.some((key) => key.id === view.key_id)) keyOptions.push({ value: view.key_id, label: view.key_id });
  return (
    <div className="dash-log-filters" role="search" aria-label="Log">
      <div className="dash-grid">
        <SelectField
          label="Outcome"
          value={view.outcome}
          onChange={(outcome) => onChange({ outcome: outcome as LogView['outcome'] })}
          options={[{ value: '', label: 'Any' }, { value: 'ok', label: 'Succeeded' }, { value: 'failed', label: 'Failed' }]}
        />
        <ActionFilter view={view} onChange={onChange} />
        <SelectField label="By key" value={view.key_id} onChange={(key_id) => onChange({ key_id })} options={[{ value: '', label: 'Anybody' }, ...keyOptions]} />
      </div>
      {view.account_id && (
        <button type="button" className="dash-chip dash-chip-owner" aria-pressed="true" onClick={() => onChange({ account_id: '' })} aria-label={`Only the account ${accountName || view.account_id}. Take this filter away`}>
          <span>{accountName || view.account_id}</span> <Icon name="cross" />
        </button>
      )}
      <details className="dash-more" open={more > 0 || undefined}>
        <summary>More filters{more > 0 ? ` (${more})` : ''}</summary>
        <div className="dash-grid">
          <SelectField label="Fault" value={view.fault} onChange={(fault) => onChange({ fault })} options={[{ value: '', label: 'Any' }, ...kFaults.map(option)]} />
          <SelectField label="Came through" value={view.face} onChange={(face) => onChange({ face })} options={[{ value: '', label: 'Any way' }, ...kFaces.map(option)]} />
          <TextField label="From day" type="date" value={view.from} onChange={(event) => onChange({ from: event.target.value })} />
          <TextField label="To day" type="date" value={view.to} onChange={(event) => onChange({ to: event.target.value })} />
        </div>
      </details>
    </div>
  );
}

function ActionFilter({ view, onChange }: { view: LogView; onChange: (wish: Partial<LogView>) => void }) {
  const [typed, setTyped] = useState(view.action);
  const settled = useSettled(typed, kPauseMs);
  useEffect(() => setTyped(view.action), [view.action]);
  useEffect(() => {
    if (settled === typed && settled.trim() !== view.action) onChange({ action: settled.trim() });
  }, [settled]); // eslint-disable-line react-hooks/exhaustive-deps -- only when the typing has settled
  return <TextField label="Action" value={typed} onChange={(event) => setTyped(event.target.value)} placeholder="figma_get_file" autoComplete="off" spellCheck={false} />;
}
