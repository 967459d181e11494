import { Dialog, DialogDismiss, DialogHeading } from '@ariakit/react/dialog';
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useLoad } from '../hooks.ts';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { addressOf, follow } from '../router.ts';
import { ask } from '../session.ts';
import { bytesText, countText, tookText, wholeText } from '../texts.ts';
import type { Account, LogEntry } from '../types.ts';
import { entryQuery, kNoFilters, type View } from './address.ts';
import type { LogPageAnswer } from './LogPage.tsx';
import { OutcomeBadge } from './LogTable.tsx';
import { accountText, callerText, callsText, faceText, figmaText } from './words.ts';

export interface LogDrawerProps {
  id: string; // '' is closed
  entries: LogEntry[];
  accounts: Map<string, Account>;
  onClose: () => void;
  onFilter: (wish: Partial<View>) => void;
}

export function LogDrawer(props: LogDrawerProps) {
  const { id, entries, onClose } = props;
  const near = entries.find((entry) => String(entry.id) === id);
  return (
    <Dialog
      open={id !== ''}
      onClose={onClose}
      backdrop={false}
      unmountOnHide
      className="dash-drawer"
      aria-label="Call"
      render={(dialog) => (
        <div className="dash-drawer-veil">
          <div {...dialog} />
        </div>
      )}
    >
      {id && (near ? <Inside key={id} {...props} entry={near} /> : <Far key={id} {...props} />)}
    </Dialog>
  );
}

// By its address alone, when the page at hand does not hold it.
function Far(props: LogDrawerProps) {
  const { value, trouble } = useLoad(props.id, (signal) => ask<LogPageAnswer>(`/requests/logs?${entryQuery(props.id)}`, { signal }));
  const entry = value?.data.find((one) => String(one.id) === props.id);
  if (entry) return <Inside {...props} entry={entry} />;
  return (
    <>
      <Head title="Call" />
      {trouble && <TroubleNotice trouble={trouble} />}
      {!value && !trouble && (
        <p className="dash-waits" role="status">
          <Spinner /> Loading
        </p>
      )}
      {value && (
        <Notice tone="warn" title="This call is not in the log.">
          <p>The log forgets what is old, or the link is not whole.</p>
        </Notice>
      )}
    </>
  );
}

function Head({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="dash-drawer-head">
      <div className="dash-two">
        <DialogHeading className="log-title">{title}</DialogHeading>
        {children}
      </div>
      <DialogDismiss className="dash-icon-button dash-drawer-close" aria-label="Close">
        <Icon name="cross" />
      </DialogDismiss>
    </div>
  );
}

function Inside({ entry, accounts, onFilter }: LogDrawerProps & { entry: LogEntry }) {
  const account = entry.account_id === null ? undefined : accounts.get(entry.account_id);
  const only = (name: string, wish: Partial<View>) => (
    <Button size="small" onClick={() => onFilter({ ...kNoFilters, ...wish })}>
      {name}
    </Button>
  );
  return (
    <>
      <Head title={entry.action}>
        <span className="dash-row dash-row-tight">
          <OutcomeBadge entry={entry} />
          <span className="dash-soft">{wholeText(entry.at)}</span>
        </span>
      </Head>
      <dl className="dash-facts">
        <Fact name="Account">
          {entry.account_id === null ? (
            <None />
          ) : (
            <>
              <a href={addressOf('accounts', { account: entry.account_id })} onClick={follow}>
                {account ? accountText(account) : 'Show the account'}
              </a>
              <Id text={entry.account_id} name="Account id" />
            </>
          )}
        </Fact>
        <Fact name="By">
          {callerText(entry)}
          {entry.key_id && <Id text={entry.key_id} name="Key id" />}
        </Fact>
        <Fact name="Face">{faceText(entry.face)}</Fact>
        <Fact name="Fault">{entry.fault ? <code>{entry.fault}</code> : <None />}</Fact>
        <Fact name="Took">{tookText(entry.took_ms)}</Fact>
        <Fact name="Answer">
          {bytesText(entry.answer_bytes)}
          {entry.answer_bytes >= 1000 && <span className="dash-faint"> ({countText(entry.answer_bytes)} bytes)</span>}
        </Fact>
        <Fact name="Request id">
          <Id text={entry.request_id} name="Request id" />
        </Fact>
        <Fact name="Calls at Figma">{callsText(entry)}</Fact>
        <Fact name="Figma’s status">{figmaText(entry)}</Fact>
        <Fact name="Figma’s request id">{entry.figma_request_id ? <Id text={entry.figma_request_id} name="Figma’s request id" /> : <None />}</Fact>
      </dl>
      <section className="dash-part">
        <h2 className="log-part-title">Show only calls like this</h2>
        <div className="dash-row">
          {only('Of this action', { action: entry.action })}
          {entry.account_id && only('With this account', { account: entry.account_id })}
          {entry.key_id && only('By this key', { key: entry.key_id })}
          {entry.fault && only('With this fault', { fault: entry.fault })}
        </div>
      </section>
      <p className="dash-soft log-note">What was asked and what came back is kept nowhere.</p>
    </>
  );
}

const None = () => <span className="dash-faint">None</span>;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Id({ text, name }: { text: string; name: string }) {
  return (
    <span className="dash-id">
      <code>{text}</code>
      <CopyButton text={text} size="small" tone="quiet" aria-label={`Copy: ${name}`} />
    </span>
  );
}
