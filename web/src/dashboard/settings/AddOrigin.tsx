import { useState, type FormEvent, type RefObject } from 'react';
import { TextField } from '../../ui/Field.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { Trouble } from '../../wire/wire.ts';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { readAnother, saidOf } from './origins.ts';
import type { ChangeOrigins } from './SettingsPage.tsx';

export interface AddOriginProps {
  field: RefObject<HTMLInputElement | null>;
  origins: string[];
  onChange: ChangeOrigins;
  onAdded: (origin: string) => void;
}

export function AddOrigin({ field, origins, onChange, onAdded }: AddOriginProps) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState('');
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const read = readAnother(typed, origins);
    setTrouble(null);
    setWrong(read.ok ? '' : read.message);
    field.current?.focus();
    if (!read.ok) return;
    setBusy(true);
    const answer = await onChange((now) => (now.includes(read.origin) ? now : [...now, read.origin]));
    setBusy(false);
    if (answer.ok) {
      setTyped('');
      onAdded(read.origin);
      return;
    }
    const said = saidOf(answer.trouble);
    setWrong(said);
    if (!said) setTrouble(answer.trouble);
  };
  return (
    <form className="dash-form" noValidate onSubmit={(event) => void send(event)}>
      {trouble && <TroubleNotice trouble={trouble} />}
      <TextField
        ref={field}
        label="Add an origin"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong('');
        }}
        placeholder="https://app.example.com"
        inputMode="url"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        mono
        help="Scheme, host and, if it is not the usual one, port: no path."
        remark={wrong ? { tone: 'bad', text: wrong } : null}
        trailing={
          <button type="submit" className="ui-box-button" aria-busy={busy}>
            {busy && <Spinner />}
            {busy ? 'Adding' : 'Add'}
          </button>
        }
      />
    </form>
  );
}
