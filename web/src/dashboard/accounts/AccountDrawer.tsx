import { Dialog, DialogDismiss, DialogHeading } from '@ariakit/react/dialog';
import { Fragment, useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import type { ReturnTo } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Scopes } from '../../ui/Scopes.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { Trouble } from '../../wire/wire.ts';
import { useLoad } from '../hooks.ts';
import { Time } from '../parts/Time.tsx';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { addressOf, follow } from '../router.ts';
import { ask } from '../session.ts';
import { dayText, kindText, timeText } from '../texts.ts';
import type { Account } from '../types.ts';
import type { AccountDeed } from './AccountsPage.tsx';
import { Expiry } from './AccountTable.tsx';
import { canResume, canSuspend, isDead, nameOf, ownerOf, pictureOf } from './status.ts';
import { StatusBadge } from './StatusBadge.tsx';
import type { TestState } from './useTests.ts';

export interface AccountDrawerProps {
  id: string; // '' is closed
  fresh: number;
  test: TestState | null;
  returnTo: ReturnTo;
  onClose: () => void;
  onAct: (deed: AccountDeed, account: Account) => void;
  onOwner: (owner: string) => void;
  onChanged: (account: Account) => void;
}

export function AccountDrawer(props: AccountDrawerProps) {
  return (
    <Dialog
      open={props.id !== ''}
      onClose={props.onClose}
      backdrop={false}
      {...(props.returnTo && { finalFocus: props.returnTo })}
      unmountOnHide
      className="dash-drawer"
      aria-label="Account"
      render={(dialog) => (
        <div className="dash-drawer-veil">
          <div {...dialog} />
        </div>
      )}
    >
      {props.id && <Inside key={props.id} {...props} />}
    </Dialog>
  );
}

function Inside({ id, fresh, test, onAct, onOwner, onChanged }: AccountDrawerProps) {
  const { value: account, trouble } = useLoad(`${id} ${fresh}`, (signal) => ask<Account>(`/accounts/${encodeURIComponent(id)}`, { signal }));
  return (
    <>
      <div className="dash-drawer-head">
        {account ? (
          <>
            <Avatar name={nameOf(account)} picture={pictureOf(account)} />
            <div className="dash-two">
              <DialogHeading>{nameOf(account)}</DialogHeading>
              <span className="dash-row dash-row-tight">
                <StatusBadge account={account} />
                <span className="dash-soft dash-clip">{ownerOf(account)}</span>
              </span>
            </div>
          </>
        ) : (
          <DialogHeading>Account</DialogHeading>
        )}
        <DialogDismiss className="dash-icon-button dash-drawer-close" aria-label="Close">
          <Icon name="cross" />
        </DialogDismiss>
      </div>
      {trouble && <TroubleNotice trouble={trouble} />}
      {!account && !trouble && (
        <p className="dash-waits" role="status">
          <Spinner /> Loading
        </p>
      )}
      {account && (
        <>
          <div className="dash-row">
            <Button size="small" tone="primary" onClick={() => onAct('run', account)}>
              Run an action
            </Button>
            <Button size="small" busy={test?.busy ?? false} onClick={() => onAct('test', account)}>
              {test?.busy ? 'Testing' : 'Test'}
            </Button>
            <Button size="small" onClick={() => onAct('budget', account)}>
              Budget
            </Button>
            <Button size="small" onClick={() => onAct('relink', account)}>
              Edit or relink
            </Button>
            {canSuspend(account) && (
              <Button size="small" onClick={() => onAct('suspend', account)}>
                Suspend
              </Button>
            )}
            {canResume(account) && (
              <Button size="small" onClick={() => onAct('resume', account)}>
                Resume
              </Button>
            )}
          </div>
          <div role="status" className="dash-alert-place">
            {test && !test.busy && <Notice tone={test.good ? 'good' : 'bad'}>{test.text}</Notice>}
          </div>
          <Reasons account={account} />
          <Facts account={account} onOwner={onOwner} />
          <ScopesPart account={account} />
          <LabelForm key={account.updated_at} account={account} onChanged={onChanged} />
          <div className="dash-row dash-drawer-foot">
            <a href={addressOf('log', { account_id: account.id })} onClick={follow}>
              What ran with it
            </a>
            <button type="button" className="dash-danger-link" onClick={() => onAct('remove', account)}>
              Remove the account
            </button>
          </div>
        </>
      )}
    </>
  );
}

function Reasons({ account }: { account: Account }) {
  if (account.status_reasons.length === 0) return null;
  const bad = isDead(account);
  return (
    <Notice tone={bad ? 'bad' : 'info'} title={bad ? 'Why it does not work' : 'About its status'}>
      {account.status_reasons.map((reason) => (
        <p key={reason.code}>
          {reason.description}{' '}
          <span className="dash-soft">
            <code>{reason.code}</code>, {timeText(reason.timestamp)}
          </span>
        </p>
      ))}
    </Notice>
  );
}

function Id({ value, label }: { value: string; label: string }) {
  return (
    <span className="dash-id">
      <code>{value}</code>
      <CopyButton text={value} size="small" tone="quiet" aria-label={`Copy ${label}`} />
    </span>
  );
}

function Facts({ account, onOwner }: { account: Account; onOwner: (owner: string) => void }) {
  const user = account.figma_user;
  const rows: [string, ReactNode][] = [
    ['Account id', <Id key="id" value={account.id} label="the account id" />],
    ['Owner', account.origin_owner_name],
    ['Owner id', <Id key="owner" value={account.origin_owner_id} label="the owner id" />],
    ...(account.origin_username ? ([['Person', account.origin_username]] as [string, ReactNode][]) : []),
    ['Figma user', user ? user.handle : 'Unknown: the token may not read who it belongs to'],
    ...(user?.email ? ([['E-mail', user.email]] as [string, ReactNode][]) : []),
    ['Team', account.team_name ?? 'Unknown'],
    ...(account.team_id ? ([['Team id', <Id key="team" value={account.team_id} label="the team id" />]] as [string, ReactNode][]) : []),
    ['Credential', `${kindText(account.credential.kind)}, ends in ${account.credential.hint}`],
    ['Expires', account.expires_at ? <Fragment key="expires"><Expiry account={account} /> <span className="dash-soft">({dayText(account.expires_at)})</span></Fragment> : 'Unknown: nobody told the day'],
    ['Type', account.type],
    ['Linked', <Time key="linked" at={account.created_at} show="time" />],
    ['Changed', <Time key="changed" at={account.updated_at} show="time" />],
    ['Last used', <Time key="used" at={account.last_used_at} show="ago" />],
  ];
  return (
    <section className="dash-part">
      <div className="dash-row dash-row-between">
        <h2>Facts</h2>
        <button type="button" className="dash-text-button" onClick={() => onOwner(account.origin_owner_id)}>
          All accounts of this owner
        </button>
      </div>
      <dl className="dash-facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function ScopesPart({ account }: { account: Account }) {
  return (
    <section className="dash-part">
      <h2>Scopes</h2>
      {account.scopes === null ? (
        <p className="dash-soft">Not known yet: Figma tells a token’s scopes only when it refuses something.</p>
      ) : account.scopes.length === 0 ? (
        <p className="dash-soft">None.</p>
      ) : (
        <>
          <Scopes names={account.scopes} />
          {account.scopes_complete === false && (
            <p className="dash-soft">Perhaps others too: Figma tells a token’s scopes only when it refuses something.</p>
          )}
        </>
      )}
    </section>
  );
}

function LabelForm({ account, onChanged }: { account: Account; onChanged: (account: Account) => void }) {
  const [label, setLabel] = useState(account.label ?? '');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const same = label.trim() === (account.label ?? '');
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (same || busy) return;
    setBusy(true);
    const answer = await ask<Account>(`/accounts/${encodeURIComponent(account.id)}`, { method: 'PATCH', body: { label: label.trim() } });
    setBusy(false);
    setTrouble(answer.ok ? null : answer.trouble);
    if (answer.ok) onChanged(answer.value);
  };
  return (
    <form className="dash-part" onSubmit={(event) => void send(event)}>
      <TextField
        label="Label"
        optional
        value={label}
        onChange={(event) => setLabel(event.target.value)}
        placeholder="A name of your own"
        autoComplete="off"
        remark={trouble ? { tone: 'bad', text: trouble.errors[0]?.message ?? trouble.message } : null}
        trailing={
          !same && (
            <button type="submit" className="ui-box-button" aria-busy={busy}>
              Save
            </button>
          )
        }
      />
    </form>
  );
}
