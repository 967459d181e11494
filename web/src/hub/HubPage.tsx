import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import type { HubAddress } from './address.ts';
import { Done } from './Done.tsx';
import { LinkForm, type HelpTopic } from './LinkForm.tsx';
import type { GoneReason, Opened } from './load.ts';
import { teller } from './messages.ts';
import { modalHeight } from './Modal.tsx';
import { useDeadline } from './useDeadline.ts';
import { useHub, type Hub } from './useHub.ts';
import type { Linked } from './wire.ts';
import { kWords } from './words.ts';
import './hub.css';

// Loaded when somebody asks for help: most have their token ready.
const GuidePanel = lazy(() => import('../guide/GuidePanel.tsx'));

export function HubPage({ address }: { address: HubAddress }) {
  const hub = useHub(address.token);
  useEffect(() => {
    document.title = kWords.documentTitle;
  }, []);
  return (
    <div className="hub" data-embedded={address.embedded}>
      <Stage hub={hub} />
    </div>
  );
}

function Stage({ hub }: { hub: Hub }) {
  switch (hub.stage.name) {
    case 'opening':
      return (
        <Card>
          <p className="hub-opening" role="status">
            <Spinner /> {kWords.loading}
          </p>
        </Card>
      );
    case 'gone':
      return <Gone reason={hub.stage.reason} allowed={hub.stage.allowed} onRetry={hub.reopen} />;
    case 'form':
      return <Open hub={hub} opened={hub.stage.opened} linked={null} />;
    case 'linked':
      return <Open hub={hub} opened={hub.stage.opened} linked={hub.stage.linked} />;
  }
}

function Card({ children }: { children: ReactNode }) {
  return <main className="ui-card hub-card">{children}</main>;
}

function Gone({ reason, allowed, onRetry }: { reason: GoneReason; allowed: string[]; onRetry: () => void }) {
  const words = kWords.gone[reason];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    if (reason === 'expired' || reason === 'used' || reason === 'removed') teller(allowed)({ type: 'figlink.gone', reason });
  }, [reason, allowed]);
  return (
    <Card>
      <div className="hub-end">
        <span className="hub-end-icon" data-tone={reason === 'unreachable' ? 'bad' : 'warn'}>
          <Icon name={reason === 'unreachable' ? 'bad' : 'link'} />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {words.title}
        </h1>
        <p>{words.text}</p>
        {reason === 'unreachable' && (
          <Button tone="primary" onClick={onRetry}>
            {kWords.gone.retry}
          </Button>
        )}
      </div>
    </Card>
  );
}

function Open({ hub, opened, linked }: { hub: Hub; opened: Opened; linked: Linked | null }) {
  const { session } = opened.settings;
  const [help, setHelp] = useState<{ topic: HelpTopic; asked: number } | null>(null);
  const [ended, setEnded] = useState(false);
  const askedBy = useRef<HTMLElement | null>(null); // where focus returns to
  const passed = useDeadline(session.expires_at, opened.serverNowMs);
  const over = (passed || hub.sessionOver) && linked === null;
  const tell = useMemo(() => teller(session.allowed_origins), [session.allowed_origins]);

  useEffect(() => tell({ type: 'figlink.ready' }), [tell]);
  useEffect(() => {
    const root = document.documentElement;
    const watcher = new ResizeObserver(() => tell({ type: 'figlink.resize', height: heightOf(root) }));
    // The confirmation lies over the page, so that the page does not grow with it.
    for (const one of [document.body, ...document.querySelectorAll('.hub-modal, .hub-modal-middle > *')]) watcher.observe(one);
    return () => watcher.disconnect();
  }, [tell, linked]);
  useEffect(() => {
    if (over) tell({ type: 'figlink.gone', reason: 'expired' });
  }, [over, tell]);
  useEffect(() => {
    if (linked) tell({ type: 'AccountConnected', account: { id: linked.id, provider: linked.provider } });
  }, [linked, tell]);

  // Once the panel is gone, and its focus with it.
  useEffect(() => {
    if (help === null) askedBy.current?.focus();
  }, [help]);

  const end = () => {
    askedBy.current = null;
    setEnded(true);
    setHelp(null);
    tell({ type: 'figlink.close' });
    // Only a popup may close itself; anywhere else the page says that it is over.
    if (window.opener && window.parent === window) window.close();
  };
  if (linked && ended) return <End edited={opened.accountId !== null} />;
  return (
    <div className="hub-columns" data-help={help !== null}>
      <Card>
        <Head opened={opened} />
        <LinkForm
          hub={hub}
          opened={opened}
          over={over}
          onHelp={(topic) => {
            askedBy.current = document.activeElement as HTMLElement | null;
            setHelp((now) => ({ topic, asked: (now?.asked ?? 0) + 1 }));
          }}
        />
        {linked && <Done linked={linked} needed={session.scopes} edited={opened.accountId !== null} onEnd={end} findPicture={hub.findPicture} />}
      </Card>
      {help && (
        <Suspense fallback={<aside className="ui-card hub-help-waits" role="status">{kWords.help.loading}</aside>}>
          <GuidePanel actions={session.actions} topic={help.topic} asked={help.asked} onClose={() => setHelp(null)} />
        </Suspense>
      )}
    </div>
  );
}

const heightOf = (root: HTMLElement): number => Math.ceil(Math.max(root.offsetHeight, modalHeight()));

const kFirstProject = 'default'; // nobody chose that name, so it tells a person nothing

function Head({ opened }: { opened: Opened }) {
  const { project, session } = opened.settings;
  const icon = opened.connector.assets?.icon;
  const owner = session.origin_owner_name;
  const name = project.name === kFirstProject ? '' : project.name;
  return (
    <header className="hub-head">
      {icon?.startsWith('data:image/') && <img className="hub-icon" src={icon} alt="" width="44" height="44" />}
      <h1>{opened.accountId === null ? kWords.title(name) : kWords.titleEdit(name)}</h1>
      {owner && <p className="hub-owner">{kWords.forOwner(owner)}</p>}
    </header>
  );
}

function End({ edited }: { edited: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Card>
      <div className="hub-end">
        <span className="hub-end-icon" data-tone="good">
          <Icon name="check" />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {edited ? kWords.done.endTitleEdit : kWords.done.endTitle}
        </h1>
        <p>{kWords.done.endText}</p>
      </div>
    </Card>
  );
}
