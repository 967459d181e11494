import type { Account } from '../types.ts';
import { ownerOf } from './status.ts';

const dayWords = (left: number | null) => (left === null || left <= 0 ? 'today' : left === 1 ? 'tomorrow' : `in ${left} days`);

// The banner's words; `total` may be more than the accounts at hand. Null when nothing ends soon.
export function warningText(soonest: Account[], total: number): { title: string; text: string } | null {
  const first = soonest[0];
  if (!first) return null;
  const title = total === 1 ? 'A token ends within 14 days' : `${total} tokens end within 14 days`;
  const who = `${ownerOf(first)} ${dayWords(first.days_left)}`;
  return { title, text: total === 1 ? `${who}. Relink it with a new token before then.` : `First ${who}. Relink each with a new token before then.` };
}
