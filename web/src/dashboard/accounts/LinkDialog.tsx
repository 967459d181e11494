import { Tab, TabList, TabPanel, TabProvider } from '@ariakit/react/tab';
import { useEffect, useState, type FormEvent } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { Trouble } from '../../wire/wire.ts';
import { useLoad } from '../hooks.ts';
import { Code } from '../parts/Code.tsx';
import { SelectField } from '../parts/Select.tsx';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { addressOf, follow } from '../router.ts';
import { ask } from '../session.ts';
import { timeText } from '../texts.ts';
import type { ConnectSession, Project } from '../types.ts';
import type { Awaited } from './arrival.ts';
import { openHubWindow } from './hubWindow.ts';
import { Waiting } from './RelinkDialog.tsx';
import { kWays, pageSnippet, serverSnippet, type Way } from './snippets.ts';
import { nameOf, ownerOf } from './status.ts';
import { useArrival } from './useArrival.ts';

interface Owner {
  id: string;
  name: string;
  multiple: boolean;
}

const kExpiries = [
  { value: '1800', label: '30 minutes' },
  { value: '86400', label: '1 day' },
  { value: '604800', label: '7 days' },
  { value: '2592000', label: '30 days' },
];

export function LinkDialog({ open, onClose, onLinked }: { open: boolean; onClose: () => void; onLinked: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Link an account" size="large">
      {open && <Inside onLinked={onLinked} onClose={onClose} />}
    </Dialog>
  );
}

function Inside({ onLinked, onClose }: { onLinked: () => void; onClose: () => void }) {
  const [owner, setOwner] = useState<Owner>({ id: '', name: '', multiple: false });
  return (
    <TabProvider defaultSelectedId="page">
      <TabList className="dash-tabs" aria-label="How to link">
        <Tab id="page" className="dash-tab">
          Open the Hub
        </Tab>
        <Tab id="send" className="dash-tab">
          Link to send
        </Tab>
        <Tab id="embed" className="dash-tab">
          Embed it
        </Tab>
      </TabList>
      <TabPanel tabId="page" className="dash-tab-panel" unmountOnHide>
        <ByPage owner={owner} setOwner={setOwner} onLinked={onLinked} onClose={onClose} />
      </TabPanel>
      <TabPanel tabId="send" className="dash-tab-panel" unmountOnHide>
        <BySending owner={owner} setOwner={setOwner} onLinked={onLinked} onClose={onClose} />
      </TabPanel>
      <TabPanel tabId="embed" className="dash-tab-panel" unmountOnHide>
        <ByEmbedding owner={owner} setOwner={setOwner} onClose={onClose} />
      </TabPanel>
    </TabProvider>
  );
}

interface OwnerFieldsProps {
  owner: Owner;
  setOwner: (owner: Owner) => void;
  trouble?: Trouble | null;
  optional?: boolean;
}

function OwnerFields({ owner, setOwner, trouble = null, optional = false }: OwnerFieldsProps) {
  const remark = (field: string) => {
    const found = trouble?.errors.find((item) => item.field === field);
    return found ? ({ tone: 'bad', text: found.message } as const) : null;
  };
  return (
    <div className="dash-pair">
      <TextField
        label="Owner id"
        optional={optional}
        required={!optional}
        value={owner.id}
        onChange={(event) => setOwner({ ...owner, id: event.target.value })}
        placeholder="customer-17"
        help="Your own id of the customer it is for."
        remark={remark('origin_owner_id')}
        autoComplete="off"
        spellCheck={false}
      />
      <TextField
        label="Owner name"
        optional
        value={owner.name}
        onChange={(event) => setOwner({ ...owner, name: event.target.value })}
        placeholder="Acme Inc"
        help="Shown to the person who links."
        remark={remark('origin_owner_name')}
        autoComplete="off"
      />
    </div>
  );
}

function MultipleField({ owner, setOwner }: { owner: Owner; setOwner: (owner: Owner) => void }) {
  return (
    <label className="dash-check">
      <input type="checkbox" checked={owner.multiple} onChange={(event) => setOwner({ ...owner, multiple: event.target.checked })} />
      <span>
        One more account for this owner
        <span className="dash-under">Without it, an owner who has an account changes that account.</span>
      </span>
    </label>
  );
}

function useMaking(owner: Owner) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const make = async (expiresIn?: number): Promise<ConnectSession | null> => {
    setBusy(true);
    setTrouble(null);
    const id = owner.id.trim();
    const answer = await ask<ConnectSession>('/connect_sessions', {
      method: 'POST',
      body: { origin_owner_id: id, origin_owner_name: owner.name.trim() || id, multiple: owner.multiple, ...(expiresIn ? { expires_in: expiresIn } : {}) },
    });
    setBusy(false);
    if (answer.ok) return answer.value;
    setTrouble(answer.trouble);
    return null;
  };
  return { busy, trouble, make };
}

const awaitedOf = (session: ConnectSession, owner: Owner): Awaited => ({
  session,
  path: `/accounts?origin_owner_id=${encodeURIComponent(owner.id.trim())}&sort=-created_at&page_size=100`,
});

function ByPage({ owner, setOwner, onLinked, onClose }: { owner: Owner; setOwner: (owner: Owner) => void; onLinked: () => void; onClose: () => void }) {
  const { busy, trouble, make } = useMaking(owner);
  const [awaited, setAwaited] = useState<Awaited | null>(null);
  const [blocked, setBlocked] = useState(false);
  const arrived = useArrival(awaited);
  useEffect(() => {
    if (arrived) onLinked();
  }, [arrived]); // eslint-disable-line react-hooks/exhaustive-deps -- told once
  const open = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const hub = openHubWindow();
    const session = await make();
    if (!session) return hub.drop();
    hub.show(session.token);
    setBlocked(hub.blocked);
    setAwaited(awaitedOf(session, owner));
  };
  if (arrived) {
    return (
      <div className="dash-form">
        <Notice tone="good" role="status" title={`${nameOf(arrived)} is linked`}>
          <p>For {ownerOf(arrived)}.</p>
        </Notice>
        <div className="dash-row dash-row-end">
          <a className="ui-button" data-tone="plain" href={addressOf('run', { account: arrived.id })} onClick={follow}>
            Run an action
          </a>
          <Button tone="primary" onClick={onClose} autoFocus>
            Done
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form className="dash-form" onSubmit={(event) => void open(event)}>
      <p className="dash-soft">For yourself, or for somebody beside you: the Hub opens in a window of its own.</p>
      <OwnerFields owner={owner} setOwner={setOwner} trouble={trouble} />
      <MultipleField owner={owner} setOwner={setOwner} />
      {trouble && trouble.errors.length === 0 && <TroubleNotice trouble={trouble} />}
      {awaited && <Waiting token={awaited.session.token} blocked={blocked} />}
      <div className="dash-row dash-row-end">
        <Button onClick={onClose}>{awaited ? 'Close' : 'Cancel'}</Button>
        <Button type="submit" tone="primary" busy={busy}>
          {awaited ? 'Open it again' : 'Open the Hub'}
        </Button>
      </div>
    </form>
  );
}

function BySending({ owner, setOwner, onLinked, onClose }: { owner: Owner; setOwner: (owner: Owner) => void; onLinked: () => void; onClose: () => void }) {
  const { busy, trouble, make } = useMaking(owner);
  const [seconds, setSeconds] = useState('604800');
  const [awaited, setAwaited] = useState<Awaited | null>(null);
  const arrived = useArrival(awaited);
  useEffect(() => {
    if (arrived) onLinked();
  }, [arrived]); // eslint-disable-line react-hooks/exhaustive-deps -- told once
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const session = await make(Number(seconds));
    if (session) setAwaited(awaitedOf(session, owner));
  };
  return (
    <form className="dash-form" onSubmit={(event) => void send(event)}>
      <p className="dash-soft">For a customer: they open the link and paste their own token, which you never see.</p>
      <OwnerFields owner={owner} setOwner={setOwner} trouble={trouble} />
      <SelectField label="The link ends after" options={kExpiries} value={seconds} onChange={setSeconds} />
      <MultipleField owner={owner} setOwner={setOwner} />
      {trouble && trouble.errors.length === 0 && <TroubleNotice trouble={trouble} />}
      <div role="status" className="dash-alert-place">
        {arrived ? (
          <Notice tone="good" title={`${nameOf(arrived)} is linked`}>
            <p>The link was used by {ownerOf(arrived)}.</p>
          </Notice>
        ) : (
          awaited && (
            <div className="dash-part">
              <div className="dash-command">
                <code>{awaited.session.auth_link_url}</code>
                <CopyButton text={awaited.session.auth_link_url} size="small" tone="quiet" aria-label="Copy the link" />
              </div>
              <p className="dash-soft">It works once, until {timeText(awaited.session.expires_at)}. Whoever has it can link: send it to the right person only.</p>
            </div>
          )
        )}
      </div>
      <div className="dash-row dash-row-end">
        <Button onClick={onClose}>{awaited ? 'Close' : 'Cancel'}</Button>
        <Button type="submit" tone="primary" busy={busy}>
          {awaited ? 'Make another link' : 'Make the link'}
        </Button>
      </div>
    </form>
  );
}

function ByEmbedding({ owner, setOwner, onClose }: { owner: Owner; setOwner: (owner: Owner) => void; onClose: () => void }) {
  const [way, setWay] = useState<Way>('element');
  const project = useLoad('project', (signal) => ask<Project>('/project', { signal }));
  const base = project.value?.public_url ?? location.origin;
  const origins = project.value?.allowed_origins;
  return (
    <div className="dash-form">
      <p className="dash-soft">In your own product: your server makes a session, your page shows the Hub in a frame. Your page never sees the token.</p>
      {origins && (
        <Notice tone={origins.length > 0 ? 'info' : 'warn'} title={origins.length > 0 ? 'Who may embed it' : 'No page may embed it yet'}>
          <p>
            {origins.length > 0 ? `${origins.slice(0, 3).join(', ')}${origins.length > 3 ? ` and ${origins.length - 3} more` : ''}. ` : 'A frame stays empty until your page’s origin is allowed. '}
            <a href={addressOf('settings')} onClick={follow}>
              Allowed origins
            </a>
          </p>
        </Notice>
      )}
      <OwnerFields owner={owner} setOwner={setOwner} optional />
      <section className="dash-part">
        <h2>1. Your server makes the session</h2>
        <Code label="Server" text={serverSnippet({ base, ownerId: owner.id.trim(), ownerName: owner.name.trim() })} />
      </section>
      <section className="dash-part">
        <h2>2. Your page shows the Hub</h2>
        <div className="dash-chips" role="group" aria-label="How the page is built">
          {kWays.map((one) => (
            <button key={one.way} type="button" className="dash-chip" aria-pressed={way === one.way} onClick={() => setWay(one.way)}>
              {one.label}
            </button>
          ))}
        </div>
        <Code label="Page" text={pageSnippet(way, base)} />
      </section>
      <div className="dash-row dash-row-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </div>
  );
}
