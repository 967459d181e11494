import { Time } from '../parts/Time.tsx';
import type { BudgetRow, Group, ToldFile } from './budget.ts';
import { crowdText, groupTitle, knownText, limitText, resetText, stateWords, tierText } from './words.ts';

const kFilesAtOnce = 5; // more of them scroll

// The limits of one plan and seat, a row for each kind of call.
export function BudgetTable({ group, nowMs }: { group: Group; nowMs: number }) {
  const title = groupTitle(group);
  return (
    <section className="dash-part">
      <div className="dash-row dash-row-tight">
        <h2>{title}</h2>
        <span className="dash-badge" data-tone="calm">
          {knownText(group.known)}
        </span>
      </div>
      <p className="dash-soft budget-about">{aboutText(group)}</p>
      {group.files.length > 0 && <Files files={group.files} />}
      <table role="table" className="budget-table" aria-label={title}>
        <thead role="rowgroup">
          <tr role="row">
            {['Calls', 'Used', 'Left', 'Limit', 'Next call'].map((name) => (
              <th key={name} role="columnheader" scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {group.rows.map((row) => (
            <Row key={row.tier} row={row} nowMs={nowMs} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function aboutText({ isDefault, known, files }: Group): string {
  if (isDefault) return known === 'assumed' ? 'For whatever Figma has not told of: it tells plan and seat only when it refuses a call. This is the least that pays.' : 'For whatever Figma has not told of.';
  return files.length === 0 ? 'Learned of files that are forgotten since.' : 'The plan that owns these files, and the user’s seat there:';
}

function Files({ files }: { files: ToldFile[] }) {
  return (
    <ul className="budget-files" aria-label="Files and teams" tabIndex={files.length > kFilesAtOnce ? 0 : undefined}>
      {files.map(({ resource, learned_at }) => (
        <li key={resource}>
          <code>{resource}</code>{' '}
          <span className="dash-faint">
            told <Time at={learned_at} show="time" />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Row({ row, nowMs }: { row: BudgetRow; nowMs: number }) {
  const state = stateWords(row, nowMs);
  const under = [crowdText(row), resetText(row, nowMs)].filter(Boolean);
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        <span className="dash-two">
          {tierText(row.tier)}
          <span className="dash-under">Tier {row.tier}</span>
        </span>
      </th>
      <td role="cell" data-label="Used">
        {row.used}
        <Bar row={row} tone={state.tone} />
      </td>
      <td role="cell" data-label="Left">
        {row.limit === 0 ? <span className="dash-faint">Any</span> : row.left}
      </td>
      <td role="cell" data-label="Limit">
        {limitText(row)}
      </td>
      <td role="cell" data-label="Next call">
        <span className="dash-badge" data-tone={state.tone}>
          {state.text}
        </span>
        {under.map((text) => (
          <span key={text} className="dash-under">
            {text}
          </span>
        ))}
      </td>
    </tr>
  );
}

// The numbers stand beside it, so it is for the eye alone.
function Bar({ row, tone }: { row: BudgetRow; tone: string }) {
  if (row.limit === 0) return null;
  return (
    <svg className="budget-bar" data-tone={tone} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="6" className="budget-bar-all" />
      <rect width={Math.min(100, (100 * row.used) / row.limit)} height="6" className="budget-bar-used" />
    </svg>
  );
}
