import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Scopes } from '../../ui/Scopes.tsx';
import type { Trouble } from '../../wire/wire.ts';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { ask } from '../session.ts';
import type { Key } from '../types.ts';
import { kKeyScopes, kUsualScopes, toggled, troubleOf, type Wish, type WishTrouble } from './keys.ts';

type NewKey = Key & { secret: string };
const kForm = 'keys-new';

// Two steps in one dialog. The secret lives in its state alone, and goes with it.
export function NewKeyDialog({ open, onClose, onMade }: { open: boolean; onClose: () => void; onMade: () => void }) {
  const [made, setMade] = useState<NewKey | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!open) setMade(null);
  }, [open]);
  const close = () => {
    setMade(null);
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      dismissable={!busy && made === null} // what is shown once is not lost by a slip
      title={made ? 'Keep this key now' : 'Make a key'}
      actions={
        made ? (
          <Button tone="primary" onClick={close}>
            I have kept it
          </Button>
        ) : (
          <>
            <Button onClick={close} disabled={busy}>
              Cancel
            </Button>
            <Button type="submit" form={kForm} tone="primary" busy={busy}>
              {busy ? 'Making the key' : 'Make the key'}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <Secret made={made} />
      ) : (
        <KeyForm
          busy={busy}
          setBusy={setBusy}
          onMade={(key) => {
            setMade(key);
            onMade();
          }}
        />
      )}
    </Dialog>
  );
}

function KeyForm({ busy, setBusy, onMade }: { busy: boolean; setBusy: (busy: boolean) => void; onMade: (key: NewKey) => void }) {
  const [wish, setWish] = useState<Wish>({ name: '', scopes: [...kUsualScopes] });
  const [wrong, setWrong] = useState<WishTrouble>({});
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const name = useRef<HTMLInputElement>(null);
  const first = useRef<HTMLInputElement>(null);
  const id = useId();
  const complain = (found: WishTrouble) => {
    setWrong(found);
    if (found.name) name.current?.focus();
    else if (found.scopes) first.current?.focus();
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const found = troubleOf(wish);
    complain(found);
    if (found.name || found.scopes) return;
    setBusy(true);
    setTrouble(null);
    const answer = await ask<NewKey>('/keys', { method: 'POST', body: { name: wish.name.trim(), scopes: wish.scopes } });
    setBusy(false);
    if (answer.ok) return onMade(answer.value);
    const told: WishTrouble = {};
    for (const { field, message } of answer.trouble.errors) if (field === 'name' || field === 'scopes') told[field] ??= message;
    complain(told);
    if (!told.name && !told.scopes) setTrouble(answer.trouble);
  };
  return (
    <form id={kForm} className="dash-form" noValidate onSubmit={(event) => void send(event)}>
      {trouble && <TroubleNotice trouble={trouble} />}
      <TextField
        ref={name}
        label="Name"
        value={wish.name}
        onChange={(event) => {
          setWish({ ...wish, name: event.target.value });
          setWrong({ ...wrong, name: '' });
        }}
        help="What the key is for. The log names it."
        placeholder="Design sync"
        autoComplete="off"
        spellCheck={false}
        autoFocus
        remark={wrong.name ? { tone: 'bad', text: wrong.name } : null}
      />
      <fieldset className="dash-checks" aria-describedby={`${id}-scopes`}>
        <legend className="ui-label">What it may do</legend>
        <div id={`${id}-scopes`} className="ui-remark-place" aria-live="polite">
          {wrong.scopes && (
            <p className="ui-remark" data-tone="bad">
              <Icon name="bad" />
              <span>{wrong.scopes}</span>
            </p>
          )}
        </div>
        {kKeyScopes.map((scope, index) => (
          <label key={scope.name} className="dash-check">
            <input
              ref={index === 0 ? first : null}
              type="checkbox"
              checked={wish.scopes.includes(scope.name)}
              aria-labelledby={`${id}-${scope.name}`}
              aria-describedby={`${id}-${scope.name}-gives`}
              onChange={() => {
                setWish({ ...wish, scopes: toggled(wish.scopes, scope.name) });
                setWrong({ ...wrong, scopes: '' });
              }}
            />
            <span className="dash-two">
              <code id={`${id}-${scope.name}`}>{scope.name}</code>
              <span id={`${id}-${scope.name}-gives`} className="ui-help">
                {scope.gives}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
    </form>
  );
}

function Secret({ made }: { made: NewKey }) {
  const shown = useRef<HTMLPreElement>(null);
  useEffect(() => shown.current?.focus(), []);
  return (
    <div className="dash-form" role="status">
      <Notice tone="warn" title="It is shown this once.">
        <p>The gateway keeps only a digest of it. Put it where your secrets are; whoever lost it makes a new one.</p>
      </Notice>
      <div className="keys-secret">
        <pre ref={shown} tabIndex={0} aria-label={`The key ${made.name}`}>
          <code>{made.secret}</code>
        </pre>
        <CopyButton text={made.secret} label="Copy the key" wide />
      </div>
      <div className="keys-made">
        <span className="keys-name">{made.name}</span>
        <Scopes names={made.scopes} />
      </div>
    </div>
  );
}
