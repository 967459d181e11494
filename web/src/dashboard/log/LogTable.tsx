import { nameOf, ownerOf } from '../accounts/status.ts';
import { Time } from '../parts/Time.tsx';
import { bytesText, tookText } from '../texts.ts';
import type { Account, LogEntry } from '../types.ts';
import { callerText, callsText, faceText, faultText, figmaText } from './words.ts';

export interface LogTableProps {
  entries: LogEntry[];
  accounts: Map<string, Account>;
  busy: boolean;
  onShow: (entry: LogEntry) => void;
}

const kTitles = ['Action', 'When', 'Account', 'By', 'Outcome', 'Figma', 'Took', 'Size'];

// The roles are named because the cards of a narrow page take them away.
export function LogTable({ entries, accounts, busy, onShow }: LogTableProps) {
  return (
    <div className="ui-card dash-table-card" aria-busy={busy}>
      <table role="table" className="dash-table log-table">
        <caption className="hidden-visually">Calls, newest first</caption>
        <thead role="rowgroup">
          <tr role="row">
            {kTitles.map((title) => (
              <th key={title} role="columnheader" scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {entries.map((entry) => (
            <tr role="row" key={entry.id}>
              <td role="cell">
                <button type="button" className="dash-name dash-mono log-action" onClick={() => onShow(entry)}>
                  {entry.action}
                </button>
              </td>
              <td role="cell" data-label="When" className="dash-nowrap">
                <Time at={entry.at} show="time" />
              </td>
              <td role="cell" data-label="Account">
                <AccountName id={entry.account_id} accounts={accounts} />
              </td>
              <td role="cell" data-label="By">
                <span className="dash-two">
                  <span className="dash-clip">{callerText(entry)}</span>
                  <span className="dash-under">{faceText(entry.face)}</span>
                </span>
              </td>
              <td role="cell" data-label="Outcome">
                <OutcomeBadge entry={entry} />
              </td>
              <td role="cell" data-label="Figma" className="dash-nowrap">
                {entry.figma_calls === 0 && entry.figma_status === null ? (
                  <span className="dash-faint">{figmaText(entry)}</span>
                ) : (
                  <span className="dash-two">
                    <span>{figmaText(entry)}</span>
                    <span className="dash-under">{callsText(entry)}</span>
                  </span>
                )}
              </td>
              <td role="cell" data-label="Took" className="dash-nowrap">
                {tookText(entry.took_ms)}
              </td>
              <td role="cell" data-label="Size" className="dash-nowrap">
                {bytesText(entry.answer_bytes)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function OutcomeBadge({ entry }: { entry: LogEntry }) {
  return (
    <span className="dash-badge" data-tone={entry.outcome === 'ok' ? 'good' : 'bad'}>
      {entry.outcome === 'ok' ? 'Worked' : entry.fault ? faultText(entry.fault) : 'Failed'}
    </span>
  );
}

function AccountName({ id, accounts }: { id: string | null; accounts: Map<string, Account> }) {
  if (id === null) return <span className="dash-faint">None</span>;
  const account = accounts.get(id);
  if (!account) return <code className="dash-clip">{id}</code>;
  return (
    <span className="dash-two">
      <span className="dash-clip">{nameOf(account)}</span>
      <span className="dash-under">{ownerOf(account)}</span>
    </span>
  );
}
