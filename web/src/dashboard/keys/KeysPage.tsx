import { useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { useLoad, useSigned, useTitle } from '../hooks.ts';
import { useSay } from '../parts/Say.tsx';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { useParams } from '../router.ts';
import { ask, session } from '../session.ts';
import type { Key } from '../types.ts';
import { focusSoon } from './focusSoon.ts';
import { countWords, keysFor, kShown, readShown, shownParams, type Shown } from './keys.ts';
import { KeyTable } from './KeyTable.tsx';
import { NewKeyDialog } from './NewKeyDialog.tsx';
import { RevokeDialog } from './RevokeDialog.tsx';
import './keys.css';

const kShownNames: Record<Shown, string> = { all: 'All', working: 'Working', revoked: 'Revoked' };

export default function KeysPage() {
  useTitle('Keys');
  const say = useSay();
  const signed = useSigned();
  const [params, change] = useParams('keys');
  const shown = readShown(params);
  const list = useLoad('keys', (signal) => ask<{ data: Key[] }>('/keys', { signal }));
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const own = signed?.key.id ?? '';
  const all = list.value?.data ?? null;
  const rows = all && keysFor(all, shown);

  const revoked = (key: Key) => {
    setRevoking(null);
    if (key.id === own) return void session.signOut(); // the gateway has ended it already
    list.patch(({ data }) => ({ data: data.map((one) => (one.id === key.id ? key : one)) }));
    say(`The key ${key.name} is revoked: it opens nothing any more.`);
    focusSoon(heading); // the button that asked for it is gone
  };
  return (
    <>
      <div className="dash-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            Keys
          </h1>
          <p className="dash-soft" role="status">
            {all ? countWords(all) : 'What programs use to call this gateway'}
          </p>
        </div>
        <Button tone="primary" onClick={() => setMaking(true)}>
          Make a key
        </Button>
      </div>
      {all?.some((key) => key.revoked_at !== null) && (
        <div className="dash-chips" role="group" aria-label="Which keys">
          {kShown.map((name) => (
            <button key={name} type="button" className="dash-chip" aria-pressed={shown === name} onClick={() => change(shownParams(name))}>
              {kShownNames[name]}
            </button>
          ))}
        </div>
      )}
      {list.trouble && (
        <TroubleNotice trouble={list.trouble}>
          <div>
            <Button size="small" onClick={list.reload}>
              Try again
            </Button>
          </div>
        </TroubleNotice>
      )}
      {rows &&
        (rows.length > 0 ? (
          <KeyTable keys={rows} own={own} busy={list.loading} onRevoke={setRevoking} />
        ) : (
          <div className="dash-empty">
            <h2>{all?.length === 0 ? 'There is no key yet' : 'No such key'}</h2>
            {all?.length === 0 ? <p>A program shows its key with every call. Make one for each program, with no more scopes than it needs.</p> : <Button onClick={() => change(shownParams('all'))}>Show all keys</Button>}
          </div>
        ))}
      {!all && !list.trouble && (
        <div className="ui-card dash-bones" role="status">
          <span className="hidden-visually">Loading the keys</span>
          {[0, 1, 2].map((row) => (
            <div key={row} className="dash-bone" />
          ))}
        </div>
      )}
      <NewKeyDialog open={making} onClose={() => setMaking(false)} onMade={list.reload} />
      <RevokeDialog of={revoking} own={own} onClose={() => setRevoking(null)} onRevoked={revoked} />
    </>
  );
}
