import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { Trouble } from '../../wire/wire.ts';
import { Time } from '../parts/Time.tsx';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { ask } from '../session.ts';
import type { Key } from '../types.ts';

export interface RevokeDialogProps {
  of: Key | null;
  own: string;
  onClose: () => void;
  onRevoked: (key: Key) => void;
}

export function RevokeDialog({ of: key, own, onClose, onRevoked }: RevokeDialogProps) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => setTrouble(null), [key]);
  const revoke = async () => {
    if (!key || busy) return;
    setBusy(true);
    const answer = await ask<Key>(`/keys/${encodeURIComponent(key.id)}`, { method: 'DELETE' });
    setBusy(false);
    if (answer.ok) onRevoked(answer.value);
    else setTrouble(answer.trouble);
  };
  const isOwn = key !== null && key.id === own;
  return (
    <Dialog
      open={key !== null}
      onClose={onClose}
      dismissable={!busy}
      title="Revoke this key?"
      actions={
        <>
          <Button onClick={onClose} disabled={busy}>
            Keep it
          </Button>
          <Button tone="danger" busy={busy} onClick={() => void revoke()}>
            {isOwn ? 'Revoke and sign out' : 'Revoke'}
          </Button>
        </>
      }
    >
      {key && (
        <div className="dash-form">
          {trouble && <TroubleNotice trouble={trouble} />}
          {isOwn && (
            <Notice tone="warn" title="You are signed in with this key.">
              <p>Revoking it signs you out at once. You come back only with another key that has admin: make sure that you hold one.</p>
            </Notice>
          )}
          <p>
            <strong>{key.name}</strong> <code>…{key.hint}</code> stops working at once, and so does every program that uses it. This cannot be undone.
          </p>
          <p className="dash-soft">
            Last used: <Time at={key.last_used_at} show="ago" />
          </p>
        </div>
      )}
    </Dialog>
  );
}
