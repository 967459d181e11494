import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import type { Trouble } from '../../wire/wire.ts';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import type { ChangeOrigins } from './SettingsPage.tsx';

export interface RemoveOriginProps {
  origin: string; // '' is closed
  onClose: () => void;
  onChange: ChangeOrigins;
  onRemoved: (origin: string) => void;
}

export function RemoveOrigin({ origin, onClose, onChange, onRemoved }: RemoveOriginProps) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => setTrouble(null), [origin]);
  const remove = async () => {
    if (busy) return;
    setBusy(true);
    const answer = await onChange((now) => now.filter((one) => one !== origin));
    setBusy(false);
    if (answer.ok) onRemoved(origin);
    else setTrouble(answer.trouble);
  };
  return (
    <Dialog
      open={origin !== ''}
      onClose={onClose}
      dismissable={!busy}
      title="Remove this origin?"
      actions={
        <>
          <Button onClick={onClose} disabled={busy}>
            Keep it
          </Button>
          <Button tone="danger" busy={busy} onClick={() => void remove()}>
            Remove
          </Button>
        </>
      }
    >
      <div className="dash-form">
        {trouble && <TroubleNotice trouble={trouble} />}
        <p>
          Pages of <strong>{origin}</strong> can no longer show the linking page in a frame. Accounts that were linked there stay linked.
        </p>
      </div>
    </Dialog>
  );
}
