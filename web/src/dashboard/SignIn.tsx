import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { TextField } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import type { Trouble } from '../wire/wire.ts';
import mark from '../ui/mark.svg';
import { session } from './session.ts';

const kCommand = 'figlink keys create my-name --scope admin';

// What the key's owner can do about it.
function advice(trouble: Trouble): { title: string; text: string; command: boolean } {
  if (trouble.statusCode === 401) {
    return { title: 'This key is not known here.', text: 'It was not copied whole, was revoked, or belongs to another gateway. Check it, or make a new one:', command: true };
  }
  if (trouble.statusCode === 403 && trouble.message.includes('origin')) return { title: trouble.message, text: trouble.hint, command: false };
  if (trouble.statusCode === 403) return { title: 'This key works, but it may not administer.', text: 'The dashboard needs a key with the scope admin. Make one:', command: true };
  return { title: trouble.message, text: trouble.hint, command: false };
}

export function SignIn({ why }: { why: 'new' | 'ended' | 'left' }) {
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Trouble | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    if (why !== 'ended') document.title = 'Sign in · figlink';
  }, [why]);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const text = key.trim();
    if (busy || !text) return input.current?.focus();
    setBusy(true);
    setFailed(null);
    const answer = await session.signIn(text);
    setKey(''); // whichever way it went: the key stays nowhere
    setBusy(false);
    if (answer.ok) return;
    setFailed(answer.trouble);
    input.current?.focus();
  };
  const said = failed && advice(failed);
  return (
    <form className="dash-signin" onSubmit={(event) => void send(event)} autoComplete="off">
      <img src={mark} alt="" width="40" height="40" />
      <div>
        <h1>{why === 'ended' ? 'Sign in again' : 'Sign in to figlink'}</h1>
        <p className="dash-soft">
          {why === 'ended'
            ? 'You were signed out after a time without a call. Your page is kept as you left it.'
            : why === 'left'
              ? 'You are signed out.'
              : 'With an API key that may administer.'}
        </p>
      </div>
      <div role="alert" className="dash-alert-place">
        {said && (
          <Notice tone="bad" title={said.title}>
            {said.text && <p>{said.text}</p>}
            {said.command && <Command />}
          </Notice>
        )}
      </div>
      <TextField
        ref={input}
        label="API key"
        type="password"
        name="figlink-key"
        autoComplete="off"
        spellCheck={false}
        mono
        placeholder="flk_…"
        value={key}
        onChange={(event) => setKey(event.target.value)}
        help="It is exchanged for a session in this browser and then forgotten by the page."
      />
      <Button type="submit" tone="primary" wide busy={busy}>
        {busy ? 'Checking the key' : 'Sign in'}
      </Button>
      {!said?.command && why !== 'ended' && (
        <details className="dash-more">
          <summary>I have no key yet</summary>
          <p className="dash-soft">On the machine that runs the gateway, with its data folder:</p>
          <Command />
        </details>
      )}
    </form>
  );
}

function Command() {
  return (
    <div className="dash-command">
      <code>{kCommand}</code>
      <CopyButton text={kCommand} size="small" tone="quiet" aria-label="Copy the command" />
    </div>
  );
}
