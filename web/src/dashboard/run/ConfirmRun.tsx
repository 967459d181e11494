import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import type { Action } from '../types.ts';
import type { Inputs } from './form.ts';

// What changes something at Figma is shown once more before it runs.
export function ConfirmRun({ open, action, who, inputs, onClose, onRun }: { open: boolean; action: Action; who: string; inputs: Inputs; onClose: () => void; onRun: () => void }) {
  const deletes = action.effect === 'deletes';
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={deletes ? 'This deletes something at Figma' : 'This changes something at Figma'}
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button tone={deletes ? 'danger' : 'primary'} onClick={onRun}>
            {action.label}
          </Button>
        </>
      }
    >
      <div className="dash-form">
        <p>
          <strong>{action.label}</strong> runs as {who}. {deletes ? 'Figma cannot bring back what is gone.' : 'Others may see it at once.'}
        </p>
        <pre className="dash-small-code" tabIndex={0} role="region" aria-label="Inputs">
          {JSON.stringify(inputs, null, 2)}
        </pre>
      </div>
    </Dialog>
  );
}
