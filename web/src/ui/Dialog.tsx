import { Dialog as Ariakit, DialogHeading } from '@ariakit/react/dialog';
import type { ReactNode } from 'react';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  actions?: ReactNode;
  size?: 'normal' | 'large';
  dismissable?: boolean; // by Escape or a press outside
  pressedAway?: boolean; // whether a press outside is enough
}

// Focus moves in, stays in, and goes back to where it was.
export function Dialog({ open, onClose, title, children, actions, size = 'normal', dismissable = true, pressedAway = dismissable }: DialogProps) {
  return (
    <Ariakit
      open={open}
      onClose={onClose}
      backdrop={false}
      hideOnEscape={dismissable}
      hideOnInteractOutside={pressedAway}
      unmountOnHide
      className="ui-dialog"
      data-size={size}
      render={(props) => (
        <div className="ui-veil">
          <div {...props} />
        </div>
      )}
    >
      <DialogHeading>{title}</DialogHeading>
      {children}
      {actions !== undefined && <div className="ui-dialog-actions">{actions}</div>}
    </Ariakit>
  );
}
