import { Avatar } from '../../ui/Avatar.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { Time } from '../parts/Time.tsx';
import { daysLeftText, kindText, wholeText } from '../texts.ts';
import type { Account } from '../types.ts';
import { AccountMenu } from './AccountMenu.tsx';
import type { AccountDeed } from './AccountsPage.tsx';
import { nextSort, type SortKey, type View } from './address.ts';
import { kColumns } from './columns.ts';
import { nameOf, ownerOf, pictureOf } from './status.ts';
import { StatusBadge } from './StatusBadge.tsx';
import type { TestState } from './useTests.ts';

export interface AccountTableProps {
  accounts: Account[];
  view: View;
  busy: boolean;
  tests: Record<string, TestState>;
  onAct: (deed: AccountDeed, account: Account, from?: HTMLElement | null) => void;
  onSort: (sort: { sort: SortKey; down: boolean }) => void;
}

// A table, and a list of cards where there is no room for one. The roles are named because cards take them away.
export function AccountTable({ accounts, view, busy, tests, onAct, onSort }: AccountTableProps) {
  return (
    <div className="ui-card dash-table-card" aria-busy={busy}>
      <table role="table" className="dash-table dash-accounts">
        <caption className="hidden-visually">Linked accounts</caption>
        <thead role="rowgroup">
          <tr role="row">
            {kColumns.map(({ title, sort }) => (
              <th key={title} role="columnheader" scope="col" aria-sort={sort === view.sort ? (view.down ? 'descending' : 'ascending') : undefined}>
                {sort ? (
                  <button type="button" className="dash-sort-button" data-on={sort === view.sort} data-down={view.down} onClick={() => onSort(nextSort(view, sort))}>
                    {title} <Icon name="down" />
                  </button>
                ) : (
                  title
                )}
              </th>
            ))}
            <th role="columnheader" scope="col">
              <span className="hidden-visually">What to do</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {accounts.map((account) => (
            <Row key={account.id} account={account} test={tests[account.id] ?? null} onAct={onAct} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ account, test, onAct }: { account: Account; test: TestState | null; onAct: AccountTableProps['onAct'] }) {
  const name = nameOf(account);
  const under = account.figma_user?.email ?? (account.figma_user ? account.id : 'Unknown who it is');
  return (
    <tr role="row">
      <td role="cell" className="dash-cell-name">
        <span className="dash-face">
          <Avatar name={name} picture={pictureOf(account)} size="small" />
          <span className="dash-two">
            <button type="button" className="dash-name dash-name-clamped" onClick={() => onAct('show', account)} title={name.length > 40 ? name : undefined}>
              {name}
            </button>
            <span className="dash-under">{under}</span>
          </span>
        </span>
      </td>
      <td role="cell" data-label="Owner">
        <span className="dash-two">
          <span className="dash-clip">{ownerOf(account)}</span>
          {account.origin_owner_name !== account.origin_owner_id && <span className="dash-under">{account.origin_owner_id}</span>}
        </span>
      </td>
      <td role="cell" data-label="Team">
        <span className="dash-clip" title={account.team_id ?? undefined}>{account.team_name ?? account.team_id ?? <span className="dash-faint">None</span>}</span>
      </td>
      <td role="cell" data-label="Credential" className="dash-nowrap">
        <span className="dash-two">
          <span>{kindText(account.credential.kind)}</span>
          <span className="dash-under dash-mono">…{account.credential.hint}</span>
        </span>
      </td>
      <td role="cell" data-label="Status">
        {test?.busy ? (
          <span className="dash-testing">
            <Spinner /> Testing
          </span>
        ) : (
          <StatusBadge account={account} />
        )}
      </td>
      <td role="cell" data-label="Linked" className="dash-nowrap">
        <Time at={account.created_at} />
      </td>
      <td role="cell" data-label="Last used" className="dash-nowrap">
        <Time at={account.last_used_at} show="ago" />
      </td>
      <td role="cell" data-label="Expires" className="dash-nowrap">
        <Expiry account={account} />
      </td>
      <td role="cell" className="dash-cell-menu">
        <AccountMenu account={account} testing={test?.busy ?? false} onAct={(deed, from) => onAct(deed, account, from)} />
      </td>
    </tr>
  );
}

export function Expiry({ account }: { account: Account }) {
  if (!account.expires_at) return <span className="dash-faint">Unknown</span>;
  const over = account.status === 'expired' || Date.parse(account.expires_at) <= Date.now();
  return (
    <span className="dash-expiry" data-tone={over ? 'bad' : account.expiring ? 'warn' : 'calm'} title={wholeText(account.expires_at)}>
      {daysLeftText(account.days_left, account.expires_at, Date.now())}
    </span>
  );
}
