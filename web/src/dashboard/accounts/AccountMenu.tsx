import { Menu, MenuButton, MenuItem, MenuProvider, MenuSeparator } from '@ariakit/react/menu';
import { useRef } from 'react';
import type { Account } from '../types.ts';
import type { AccountDeed } from './AccountsPage.tsx';
import { canResume, canSuspend, nameOf, ownerOf } from './status.ts';

export function AccountMenu({ account, testing, onAct }: { account: Account; testing: boolean; onAct: (deed: AccountDeed, from: HTMLElement | null) => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const item = (deed: AccountDeed, text: string, bad = false) => (
    <MenuItem className="dash-menu-item" data-bad={bad} onClick={() => onAct(deed, button.current)} disabled={deed === 'test' && testing}>
      {text}
    </MenuItem>
  );
  return (
    <MenuProvider placement="bottom-end">
      <MenuButton ref={button} className="dash-icon-button" aria-label={`What to do with ${nameOf(account)} of ${ownerOf(account)}`}>
        <svg className="ui-icon" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
          <circle cx="5.5" cy="12" r="1.7" />
          <circle cx="12" cy="12" r="1.7" />
          <circle cx="18.5" cy="12" r="1.7" />
        </svg>
      </MenuButton>
      <Menu gutter={4} fixed unmountOnHide className="dash-menu">
        {item('show', 'Show details')}
        {item('run', 'Run an action')}
        {item('budget', 'Budget at Figma')}
        {item('test', testing ? 'Testing' : 'Test the token')}
        <MenuSeparator className="dash-menu-line" />
        {item('relink', 'Edit or relink')}
        {canSuspend(account) && item('suspend', 'Suspend')}
        {canResume(account) && item('resume', 'Resume')}
        <MenuSeparator className="dash-menu-line" />
        {item('remove', 'Remove', true)}
      </Menu>
    </MenuProvider>
  );
}
