import { Combobox, ComboboxItem, ComboboxPopover, ComboboxProvider } from '@ariakit/react/combobox';
import { useEffect, useState } from 'react';
import { Avatar } from '../../ui/Avatar.tsx';
import { Field } from '../../ui/Field.tsx';
import { nameOf, ownerOf, pictureOf } from '../accounts/status.ts';
import { StatusBadge } from '../accounts/StatusBadge.tsx';
import { useLoad, useSettled } from '../hooks.ts';
import { ask } from '../session.ts';
import type { Account } from '../types.ts';

const kMost = 20;
const kPauseMs = 200;
const textOf = (account: Account) => `${nameOf(account)}, ${ownerOf(account)}`;

// Searches at the gateway: there may be many thousands.
export function AccountPick({ account, onPick }: { account: Account | null; onPick: (id: string) => void }) {
  const chosen = account ? textOf(account) : '';
  const [text, setText] = useState(chosen);
  useEffect(() => setText(chosen), [chosen]);
  const words = useSettled(text === chosen ? '' : text.trim(), kPauseMs);
  const found = useLoad(words, (signal) => ask<Account[]>(`/accounts?${new URLSearchParams({ search: words, sort: '-last_used_at', page_size: String(kMost) })}`, { signal }));
  const total = Number(found.headers?.get('x-total-count') ?? 0);
  return (
    <Field label="Account" help={account ? (account.team_name ?? account.id) : 'Whose token it runs with.'}>
      {({ id, describedBy }) => (
        <ComboboxProvider value={text} setValue={setText} resetValueOnHide={false}>
          <div className="ui-box">
            <Combobox
              id={id}
              className="ui-input"
              data-pick="account"
              placeholder="Search accounts"
              aria-describedby={describedBy}
              autoSelect
              showOnClick
              onFocus={(event) => event.currentTarget.select()}
              onBlur={() => setText(chosen)}
            />
          </div>
          <ComboboxPopover gutter={4} sameWidth fixed unmountOnHide className="dash-menu dash-list" aria-label="Accounts">
            {found.value?.map((one) => (
              <ComboboxItem key={one.id} className="dash-menu-item dash-option" focusOnHover setValueOnClick={false} hideOnClick onClick={() => (setText(textOf(one)), onPick(one.id))}>
                <Avatar name={nameOf(one)} picture={pictureOf(one)} size="small" />
                <span className="dash-two">
                  <span className="dash-clip">{nameOf(one)}</span>
                  <span className="dash-under">
                    {ownerOf(one)}
                    {one.team_name ? `, ${one.team_name}` : ''}
                  </span>
                </span>
                <StatusBadge account={one} />
              </ComboboxItem>
            ))}
            {found.value?.length === 0 && <p className="dash-list-note">No account fits.</p>}
            {total > kMost && <p className="dash-list-note">{total - kMost} more: type to find them.</p>}
          </ComboboxPopover>
        </ComboboxProvider>
      )}
    </Field>
  );
}
