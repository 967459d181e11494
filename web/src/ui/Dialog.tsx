import { Dialog as Ariakit, DialogHeading } from '@ariakit/react/dialog';
import type { ReactNode, RefObject } from 'react';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  actions?: ReactNode;
  size?: 'normal' | 'large';
  dismissable?: boolean; // by Escape or a press outside
  pressedAway?: boolean; // whether a press outside is enough
  returnTo?: ReturnTo;
}

// Where focus goes afterwards, when that is not where it was: an item of a menu is gone by then.
export type ReturnTo = RefObject<HTMLElement | null> | undefined;

// Focus moves in, stays in, and goes back to where it was.
export function Dialog({ open, onClose, title, children, actions, size = 'normal', dismissable = true, pressedAway = dismissable, returnTo }: DialogProps) {
  return (
    <Ariakit
      open={open}
      onClose={onClose}
      backdrop={false}
      hideOnEscape={dismissable}
      hideOnInteractOutside={pressedAway}
      unmountOnHide
      {...(returnTo && { finalFocus: returnTo })}
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
