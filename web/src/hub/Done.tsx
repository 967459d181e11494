import { useEffect, useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Scopes } from '../ui/Scopes.tsx';
import { safeRedirect } from './address.ts';
import { Modal } from './Modal.tsx';
import { ScopesNeeded, sortScopes } from './ScopesNeeded.tsx';
import type { Linked } from './wire.ts';
import { toMs } from './useDeadline.ts';
import { kWords } from './words.ts';

export interface DoneProps {
  linked: Linked;
  needed: string[]; // scopes of the actions that the link is for
  edited: boolean;
  onEnd: () => void;
  findPicture: (accountId: string) => Promise<string | null>;
}

const kDayMs = 86_400_000;
const kDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

function expiry(at: string | number | null | undefined): string {
  const end = toMs(at);
  if (Number.isNaN(end)) return kWords.done.expiresUnknown;
  return kWords.done.expiresIn(kDay.format(end), Math.ceil((end - Date.now()) / kDayMs));
}

// Who was linked, before anything else happens: the wrong account is noticed here or never.
export function Done({ linked, needed, edited, onEnd, findPicture }: DoneProps) {
  const ended = useRef(false);
  const redirect = safeRedirect(linked.redirect_url);
  const end = () => {
    if (ended.current) return;
    ended.current = true;
    onEnd();
    if (redirect) location.replace(redirect);
  };
  const account = linked.account;
  const name = account?.figma_user?.handle ?? account?.label ?? kWords.done.nameless;
  const [picture, setPicture] = useState<string | null>(null);
  const pictured = account?.figma_user?.has_picture ? account.id : null;
  useEffect(() => {
    if (pictured) void findPicture(pictured).then(setPicture);
  }, [pictured, findPicture]);
  const lacking = linked.missing_scopes ?? [];
  return (
    <Modal
      title={edited ? kWords.done.titleEdit : kWords.done.title}
      onEscape={end}
      action={
        <Button tone="primary" wide onClick={end}>
          {redirect ? kWords.done.go : kWords.done.finish}
        </Button>
      }
    >
      <div className="hub-who">
        <Avatar name={name} picture={picture} />
        <div className="hub-who-text">
          <p className="hub-who-name">{name}</p>
          {account?.figma_user?.email && <p className="ui-help">{account.figma_user.email}</p>}
        </div>
      </div>
      {account && (
        <dl className="hub-facts">
          <dt>{kWords.done.team}</dt>
          <dd>
            {account.team_name && <span>{account.team_name} </span>}
            <span className={account.team_name ? 'ui-help hub-id' : 'hub-id'}>{account.team_id}</span>
          </dd>
          <dt>{kWords.done.expires}</dt>
          <dd>{expiry(account.expires_at)}</dd>
          {needed.length > 0 ? (
            <>
              <dt>{kWords.done.scopesNeeded}</dt>
              <dd>
                <ScopesNeeded sorted={sortScopes(needed, account, linked.unproved_scopes ?? [], lacking)} />
              </dd>
            </>
          ) : (
            <>
              <dt>{account.scopes && account.scopes_complete === false ? kWords.done.scopesSeen : kWords.done.scopes}</dt>
              <dd>
                {account.scopes ? <Scopes names={account.scopes} /> : kWords.done.scopesUnknown}
                {account.scopes && account.scopes_complete === false && <p>{kWords.done.scopesMore}</p>}
              </dd>
            </>
          )}
        </dl>
      )}
      {account && account.status !== 'active' && (
        <Notice tone="warn" title={kWords.done.paused(account.status)}>
          <p>{kWords.done.pausedText}</p>
        </Notice>
      )}
      {lacking.length > 0 && (
        <Notice tone="warn" title={kWords.done.lacking}>
          <p>{kWords.done.lackingText}</p>
          <Scopes names={lacking} />
        </Notice>
      )}
    </Modal>
  );
}
