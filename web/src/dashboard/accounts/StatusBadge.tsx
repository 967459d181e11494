import type { Account } from '../types.ts';
import { statusWords } from './status.ts';

export function StatusBadge({ account }: { account: Account }) {
  const { tone, text } = statusWords(account);
  return (
    <span className="dash-badge" data-tone={tone}>
      {text}
    </span>
  );
}
