import { Notice } from '../../ui/Notice.tsx';
import { wholeText } from '../texts.ts';
import { upgradeHref, type BudgetRow, type Group } from './budget.ts';
import { limitText, spanText, standingText, tierText } from './words.ts';

// What Figma has refused for long: until when, for whose sake, and where it sells more.
export function Parks({ groups, nowMs }: { groups: Group[]; nowMs: number }) {
  return groups.flatMap((group) =>
    group.rows
      .filter(({ parked_until }) => parked_until !== null && Date.parse(parked_until) > nowMs)
      .map((row) => <Park key={`${group.plan} ${group.seat} ${row.tier} ${String(group.isDefault)}`} group={group} row={row} until={row.parked_until ?? ''} nowMs={nowMs} />),
  );
}

const kNamed = 3;

// Whose limit it is: the plan's, the seat's, and of which files.
function causeText(group: Group, row: BudgetRow): string {
  if (group.isDefault) return 'Figma refused a call and did not tell the plan.';
  const names = group.files.slice(0, kNamed).map(({ resource }) => resource);
  const more = group.files.length - names.length;
  const whose = names.length === 0 ? 'The plan that owns the file' : `The plan that owns ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `${whose} allows this seat ${limitText(row)} (${standingText(group)}).`;
}

interface ParkProps {
  group: Group;
  row: BudgetRow;
  until: string;
  nowMs: number;
}

function Park({ group, row, until, nowMs }: ParkProps) {
  const href = upgradeHref(row.upgrade_link);
  return (
    <Notice tone="warn" title={`${tierText(row.tier)}: Figma takes none before ${wholeText(until)}`}>
      <p>
        {causeText(group, row)} Calls are refused here for {spanText(Date.parse(until) - nowMs)} more, with this time; what the memory holds is still answered.
      </p>
      {href && (
        <p>
          <a href={href} target="_blank" rel="noopener noreferrer">
            Figma’s page to upgrade
          </a>
        </p>
      )}
    </Notice>
  );
}
