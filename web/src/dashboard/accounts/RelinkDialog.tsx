import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog, type ReturnTo } from '../../ui/Dialog.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { Trouble } from '../../wire/wire.ts';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { ask } from '../session.ts';
import type { Account, ConnectSession } from '../types.ts';
import type { Awaited } from './arrival.ts';
import { hubAddress, openHubWindow } from './hubWindow.ts';
import { nameOf, ownerOf } from './status.ts';
import { useArrival } from './useArrival.ts';

export function RelinkDialog({ account, returnTo, onClose, onLinked }: { account: Account | null; returnTo?: ReturnTo; onClose: () => void; onLinked: (account: Account) => void }) {
  const [awaited, setAwaited] = useState<Awaited | null>(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [blocked, setBlocked] = useState(false);
  useEffect(() => {
    setAwaited(null);
    setTrouble(null);
  }, [account]);
  const arrived = useArrival(awaited);
  useEffect(() => {
    if (arrived) onLinked(arrived);
  }, [arrived]); // eslint-disable-line react-hooks/exhaustive-deps -- told once

  const open = async () => {
    if (!account) return;
    const hub = openHubWindow();
    setBusy(true);
    setTrouble(null);
    const body = { origin_owner_id: account.origin_owner_id, origin_owner_name: ownerOf(account), account_id: account.id };
    const answer = await ask<ConnectSession>('/connect_sessions', { method: 'POST', body });
    setBusy(false);
    if (!answer.ok) {
      hub.drop();
      setTrouble(answer.trouble);
      return;
    }
    hub.show(answer.value.token);
    setBlocked(hub.blocked);
    setAwaited({ session: answer.value, path: `/accounts/${encodeURIComponent(account.id)}` });
  };
  return (
    <Dialog
      open={account !== null}
      onClose={onClose}
      returnTo={returnTo}
      title="Edit or relink"
      actions={
        <>
          <Button onClick={onClose}>{awaited ? 'Close' : 'Cancel'}</Button>
          <Button tone="primary" busy={busy} onClick={() => void open()}>
            {awaited ? 'Open it again' : 'Open the Hub'}
          </Button>
        </>
      }
    >
      {account && (
        <div className="dash-form">
          <p>
            The Hub opens in a window of its own for <strong>{nameOf(account)}</strong> of {ownerOf(account)}. There you give a new token, the team, or the day the token ends. The old token is never shown.
          </p>
          {trouble && <TroubleNotice trouble={trouble} />}
          {awaited && <Waiting token={awaited.session.token} blocked={blocked} />}
        </div>
      )}
    </Dialog>
  );
}

export function Waiting({ token, blocked }: { token: string; blocked: boolean }) {
  return (
    <div className="dash-waiting" role="status">
      <Spinner />
      <p>
        {blocked ? 'The browser did not open the window. ' : 'Waiting for the Hub’s window. This page notices when it is done. '}
        <a href={hubAddress(token)} target="_blank" rel="noopener">
          Open the Hub in a tab
        </a>
      </p>
    </div>
  );
}
