import { Time } from '../parts/Time.tsx';
import { addressOf, follow } from '../router.ts';
import { bytesText, tookText } from '../texts.ts';
import type { LogEntry } from '../types.ts';
import type { LogView } from './address.ts';

const kTitles = ['When', 'Action', 'Account', 'By', 'Outcome', 'Figma', 'Took', 'Request'];

export function LogTable({ entries, names, busy, onFilter }: { entries: LogEntry[]; names: Record<string, string>; busy: boolean; onFilter: (wish: Partial<LogView>) => void }) {
  return (
    <div className="ui-card dash-table-card" aria-busy={busy}>
      <table role="table" className="dash-table dash-log">
        <caption className="hidden-visually">What ran, newest first</caption>
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
              <td role="cell" data-label="When" className="dash-nowrap">
                <Time at={entry.at} show="time" />
              </td>
              <td role="cell" data-label="Action">
                <button type="button" className="dash-name dash-mono" onClick={() => onFilter({ action: entry.action })} title="Only this action">
                  {entry.action}
                </button>
              </td>
              <td role="cell" data-label="Account">
                {entry.account_id ? (
                  <a className="dash-plain-link dash-clip" href={addressOf('accounts', { account: entry.account_id })} onClick={follow}>
                    {names[entry.account_id] || entry.account_id}
                  </a>
                ) : (
                  <span className="dash-faint">None</span>
                )}
              </td>
              <td role="cell" data-label="By">
                <span className="dash-two">
                  <span className="dash-clip">{entry.key_name ?? entry.key_id ?? 'The operator'}</span>
                  <span className="dash-under">{entry.face}</span>
                </span>
              </td>
              <td role="cell" data-label="Outcome">
                <span className="dash-badge" data-tone={entry.outcome === 'ok' ? 'good' : 'bad'}>
                  {entry.outcome === 'ok' ? 'OK' : entry.fault}
                </span>
              </td>
              <td role="cell" data-label="Figma">
                {entry.figma_status ?? <span className="dash-faint">Not asked</span>}
              </td>
              <td role="cell" data-label="Took" className="dash-nowrap">
                <span className="dash-two">
                  <span>{tookText(entry.took_ms)}</span>
                  <span className="dash-under">{bytesText(entry.answer_bytes)}</span>
                </span>
              </td>
              <td role="cell" data-label="Request">
                <span className="dash-two">
                  <code className="dash-clip">{entry.request_id}</code>
                  {entry.figma_request_id && <span className="dash-under dash-mono dash-clip">{entry.figma_request_id}</span>}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
