import { Button } from '../../ui/Button.tsx';
import { Scopes } from '../../ui/Scopes.tsx';
import { Time } from '../parts/Time.tsx';
import type { Key } from '../types.ts';

export interface KeyTableProps {
  keys: Key[];
  own: string; // the id of the key that this sign-in lives on
  busy: boolean;
  onRevoke: (key: Key) => void;
}

// The roles are named because the cards of a narrow page take them away.
export function KeyTable({ keys, own, busy, onRevoke }: KeyTableProps) {
  return (
    <div className="ui-card dash-table-card" aria-busy={busy}>
      <table role="table" className="dash-table keys-table">
        <caption className="hidden-visually">API keys of this project</caption>
        <thead role="rowgroup">
          <tr role="row">
            {['Key', 'Scopes', 'Made', 'Last used', 'Status'].map((title) => (
              <th key={title} role="columnheader" scope="col">
                {title}
              </th>
            ))}
            <th role="columnheader" scope="col">
              <span className="hidden-visually">What to do</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {keys.map((key) => (
            <tr role="row" key={key.id} data-gone={key.revoked_at !== null}>
              <td role="cell">
                <span className="dash-two">
                  <span className="keys-name">{key.name}</span>
                  <span className="dash-under">
                    <code>…{key.hint}</code>
                    {key.id === own && <span className="keys-own">You are signed in with it</span>}
                  </span>
                </span>
              </td>
              <td role="cell" data-label="Scopes" className="keys-scopes-cell">
                <Scopes names={key.scopes} />
              </td>
              <td role="cell" data-label="Made" className="dash-nowrap">
                <Time at={key.created_at} />
              </td>
              <td role="cell" data-label="Last used" className="dash-nowrap">
                <Time at={key.last_used_at} show="ago" />
              </td>
              <td role="cell" data-label="Status">
                {key.revoked_at ? (
                  <span className="dash-two">
                    <span className="dash-badge" data-tone="calm">
                      Revoked
                    </span>
                    <span className="dash-under">
                      <Time at={key.revoked_at} />
                    </span>
                  </span>
                ) : (
                  <span className="dash-badge" data-tone="good">
                    Works
                  </span>
                )}
              </td>
              <td role="cell" className="dash-cell-end">
                {!key.revoked_at && (
                  <Button size="small" onClick={() => onRevoke(key)} aria-label={`Revoke the key ${key.name}, …${key.hint}`}>
                    Revoke
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
