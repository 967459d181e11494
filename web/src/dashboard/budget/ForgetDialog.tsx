import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import type { Trouble } from '../../wire/wire.ts';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { ask } from '../session.ts';
import type { Budget } from './budget.ts';

interface ForgetDialogProps {
  id: string;
  open: boolean;
  onClose: () => void;
  onForgotten: (budget: Budget) => void;
}

// Calls go out again afterwards, so it is asked about first.
export function ForgetDialog({ id, open, onClose, onForgotten }: ForgetDialogProps) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => setTrouble(null), [open]);
  const forget = async () => {
    setBusy(true);
    const answer = await ask<Budget>(`/accounts/${encodeURIComponent(id)}/budget`, { method: 'DELETE' });
    setBusy(false);
    if (answer.ok) onForgotten(answer.value);
    else setTrouble(answer.trouble);
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      dismissable={!busy}
      title="Forget what Figma told?"
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button tone="danger" busy={busy} onClick={() => void forget()}>
            Forget it
          </Button>
        </>
      }
    >
      <div className="dash-form">
        <p>The plans and seats of files, every wait that Figma asked for, and what was counted so far. After an upgrade at Figma, calls go out again at once. Without one, Figma refuses them again, and it is learned anew.</p>
        <p className="dash-soft">It counts for every account of the same Figma user. What you told of plan and seat stays.</p>
        {trouble && <TroubleNotice trouble={trouble} />}
      </div>
    </Dialog>
  );
}
