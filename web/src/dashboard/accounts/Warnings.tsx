import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useLoad } from '../hooks.ts';
import { ask } from '../session.ts';
import type { Account } from '../types.ts';
import type { StatusFilter } from './address.ts';
import { ownerOf } from './status.ts';
import { warningText, type Some } from './warnings.ts';

// Those that were used last are missed first.
const kDead = 'status=error,expired&sort=-last_used_at';
const kSoon = 'status=expiring&sort=expires_at';

function useSome(query: string, fresh: number): Some {
  const { value, headers } = useLoad(`${query} ${fresh}`, (signal) => ask<Account[]>(`/accounts?${query}&page_size=1`, { signal }));
  return { first: value?.[0] ?? null, total: Number(headers?.get('x-total-count') ?? value?.length ?? 0) };
}

interface WarningsProps {
  fresh: number;
  onShow: (statuses: StatusFilter[]) => void;
  onRelink: (account: Account) => void;
}

// Tokens that are dead, and those that will be within 14 days, whatever the table below shows.
export function Warnings({ fresh, onShow, onRelink }: WarningsProps) {
  const dead = useSome(kDead, fresh);
  const soon = useSome(kSoon, fresh);
  const words = warningText(dead, soon);
  const first = dead.first ?? soon.first;
  if (!words || !first) return null;
  const total = dead.total + soon.total;
  return (
    <Notice tone={dead.total > 0 ? 'bad' : 'warn'} role="status">
      <div className="dash-warning">
        <div>
          <p className="ui-notice-title">{words.title}</p>
          <p>{words.text}</p>
        </div>
        <div className="dash-row">
          <Button size="small" onClick={() => onRelink(first)}>
            Relink {ownerOf(first)}
          </Button>
          {total > 1 && (
            <Button size="small" tone="quiet" onClick={() => onShow([...(dead.total > 0 ? (['error', 'expired'] as const) : []), ...(soon.total > 0 ? (['expiring'] as const) : [])])}>
              Show all {total}
            </Button>
          )}
        </div>
      </div>
    </Notice>
  );
}
