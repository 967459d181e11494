import { useEffect, useState, type FormEvent } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog, type ReturnTo } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/Field.tsx';
import type { Trouble } from '../../wire/wire.ts';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { ask } from '../session.ts';
import type { Account } from '../types.ts';
import { nameOf, ownerOf } from './status.ts';

const kForm = 'dash-remove';

// The owner's name is typed: whoever removes must have read whose account it is.
export function RemoveDialog({ account, returnTo, onClose, onRemoved }: { account: Account | null; returnTo?: ReturnTo; onClose: () => void; onRemoved: (account: Account) => void }) {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => {
    setTyped('');
    setTrouble(null);
  }, [account]);
  const word = account ? ownerOf(account) : '';
  const same = typed.trim() === word.trim();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!account || !same || busy) return;
    setBusy(true);
    const answer = await ask<Account>(`/accounts/${encodeURIComponent(account.id)}`, { method: 'DELETE' });
    setBusy(false);
    if (answer.ok) onRemoved(account);
    else setTrouble(answer.trouble);
  };
  return (
    <Dialog
      open={account !== null}
      onClose={onClose}
      returnTo={returnTo}
      dismissable={!busy}
      title="Remove this account?"
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" form={kForm} tone="danger" disabled={!same} busy={busy}>
            Remove
          </Button>
        </>
      }
    >
      {account && (
        <form id={kForm} className="dash-form" onSubmit={(event) => void send(event)}>
          <p>
            <strong>{nameOf(account)}</strong> of {word}. Its token is deleted from the vault, and whatever runs with it stops at once. This cannot be undone; at Figma the token lives on until it is revoked there.
          </p>
          {trouble && <TroubleNotice trouble={trouble} />}
          <TextField label={`Type ${word} to confirm`} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} autoFocus />
        </form>
      )}
    </Dialog>
  );
}
