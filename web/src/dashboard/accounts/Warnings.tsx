import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useLoad } from '../hooks.ts';
import { ask } from '../session.ts';
import type { Account } from '../types.ts';
import { ownerOf } from './status.ts';
import { warningText } from './warnings.ts';

// Told from 14 days before a token dies, whatever the table below shows.
export function Warnings({ fresh, onShow, onRelink }: { fresh: number; onShow: () => void; onRelink: (account: Account) => void }) {
  const { value, headers } = useLoad(String(fresh), (signal) => ask<Account[]>('/accounts?status=expiring&sort=expires_at&page_size=1', { signal }));
  const total = Number(headers?.get('x-total-count') ?? value?.length ?? 0);
  const words = warningText(value ?? [], total);
  const first = value?.[0];
  if (!words || !first) return null;
  return (
    <Notice tone="warn" role="status">
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
          <Button size="small" tone="quiet" onClick={onShow}>
            Show all {total}
          </Button>
        )}
        </div>
      </div>
    </Notice>
  );
}
