import { useEffect, useId, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { fetchCatalogue } from '../../wire/catalogue.ts';
import { useLoad } from '../hooks.ts';
import { SelectField } from '../parts/Select.tsx';
import type { Account, Key } from '../types.ts';
import { filterCount, isFiltered, kNoFilters, kOutcomes, localOf, momentOfLocal, type Outcome, type View } from './address.ts';
import type { ShowLog } from './LogPage.tsx';
import { accountText, choices, faceOptions, faultOptions, keyOptions } from './words.ts';

const kOutcomeLabels: Record<Outcome | '', string> = { '': 'All', ok: 'Worked', failed: 'Failed' };

export interface LogFiltersProps {
  view: View;
  open: boolean;
  onOpen: (open: boolean) => void;
  accounts: Map<string, Account>;
  keys: Key[];
  onChange: ShowLog;
}

export function LogFilters({ view, open, onOpen, accounts, keys, onChange }: LogFiltersProps) {
  const id = useId();
  const more = filterCount({ ...view, outcome: '' });
  return (
    <div className="dash-log-filters" role="search" aria-label="Log">
      <div className="dash-filters">
        <div className="dash-chips" role="group" aria-label="Outcome">
          {(['', ...kOutcomes] as const).map((outcome) => (
            <button key={outcome} type="button" className="dash-chip" aria-pressed={view.outcome === outcome} onClick={() => onChange(outcome === 'ok' ? { outcome, fault: '' } : { outcome })}>
              {kOutcomeLabels[outcome]}
            </button>
          ))}
        </div>
        <button type="button" className="dash-chip log-more" aria-expanded={open} aria-controls={id} onClick={() => onOpen(!open)}>
          {more > 0 ? `Filters (${more})` : 'Filters'} <Icon name="down" />
        </button>
        {isFiltered(view) && (
          <Button size="small" tone="quiet" onClick={() => onChange(kNoFilters)}>
            Take all filters away
          </Button>
        )}
      </div>
      <div id={id} hidden={!open}>
        {open && <Fields view={view} accounts={accounts} keys={keys} onChange={onChange} />}
      </div>
    </div>
  );
}

function Fields({ view, accounts, keys, onChange }: Omit<LogFiltersProps, 'open' | 'onOpen'>) {
  const catalogue = useLoad('catalogue', fetchCatalogue);
  const chosen = accounts.get(view.account);
  return (
    <div className="ui-card dash-grid log-fields">
      <Typed
        label="Account"
        value={view.account}
        placeholder="Any: type a name or an id"
        options={[...accounts.values()].map((account) => ({ value: account.id, label: accountText(account) }))}
        help={chosen && accountText(chosen)}
        onChange={(account) => onChange({ account })}
      />
      <Typed
        label="Action"
        value={view.action}
        placeholder="Any, such as figma_get_file"
        options={catalogue.value?.actions.map(({ name, label }) => ({ value: name, label })) ?? []}
        help={catalogue.value?.actions.find(({ name }) => name === view.action)?.label}
        onChange={(action) => onChange({ action })}
      />
      <SelectField label="Key" options={choices('Any', keyOptions(keys), view.key)} value={view.key} onChange={(key) => onChange({ key })} />
      <SelectField label="Face" options={choices('Any', faceOptions, view.face)} value={view.face} onChange={(face) => onChange({ face })} />
      <SelectField label="Fault" options={choices('Any', faultOptions, view.fault)} value={view.fault} onChange={(fault) => onChange(fault && view.outcome === 'ok' ? { fault, outcome: '' } : { fault })} />
      <Moment label="From" value={view.from} onChange={(from) => onChange({ from })} />
      <Moment label="Before" value={view.to} onChange={(to) => onChange({ to })} />
    </div>
  );
}

interface TypedProps {
  label: string;
  value: string;
  placeholder: string;
  options: { value: string; label: string }[];
  help: string | undefined;
  onChange: (value: string) => void;
}

// Goes into the address when a suggestion is taken, and otherwise by Enter or on leaving the field: half a name finds nothing.
function Typed({ label, value, placeholder, options, help, onChange }: TypedProps) {
  const [typed, setTyped] = useState(value);
  const id = useId();
  useEffect(() => setTyped(value), [value]);
  const take = (text: string) => {
    const plain = text.trim();
    const found = options.find((one) => one.label.toLowerCase() === plain.toLowerCase());
    const next = found?.value ?? plain;
    setTyped(next);
    if (next !== value) onChange(next);
  };
  return (
    <>
      <TextField
        label={label}
        value={typed}
        placeholder={placeholder}
        list={id}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        help={help}
        onChange={(event) => {
          setTyped(event.target.value);
          if (event.target.value === '' || options.some((one) => one.value === event.target.value)) take(event.target.value);
        }}
        onBlur={() => take(typed)}
        onKeyDown={(event) => event.key === 'Enter' && take(typed)}
      />
      <datalist id={id}>
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </datalist>
    </>
  );
}

// In the reader's own time. A moment that is still being typed counts once it is whole and left, or at Enter.
function Moment({ label, value, onChange }: { label: string; value: string; onChange: (moment: string) => void }) {
  const [typed, setTyped] = useState(localOf(value));
  useEffect(() => setTyped(localOf(value)), [value]);
  const take = () => {
    if (typed !== localOf(value)) onChange(momentOfLocal(typed));
  };
  return <TextField label={label} type="datetime-local" value={typed} max="9999-12-31T23:59" onChange={(event) => setTyped(event.target.value)} onBlur={take} onKeyDown={(event) => event.key === 'Enter' && take()} />;
}
