import type { Account } from '../types.ts';
import { ownerOf } from './status.ts';

// Some accounts of one kind: the first of them, and how many there are.
export interface Some {
  first: Account | null;
  total: number;
}

const dayWords = (left: number | null) => (left === null || left <= 0 ? 'today' : left === 1 ? 'tomorrow' : `in ${left} days`);

function titleOf(dead: number, soon: number): string {
  const works = dead === 1 ? 'A token does not work any more' : `${dead} tokens do not work any more`;
  if (soon === 0) return works;
  if (dead === 0) return soon === 1 ? 'A token ends within 14 days' : `${soon} tokens end within 14 days`;
  return `${works}, and ${soon} ${soon === 1 ? 'ends' : 'end'} within 14 days`;
}

function soonText({ first, total }: Some): string {
  if (!first) return '';
  const who = `${ownerOf(first)} ${dayWords(first.days_left)}`;
  return total === 1 ? `${who}. Relink it with a new token before then.` : `First ${who}. Relink each with a new token before then.`;
}

function deadText({ first, total }: Some): string {
  if (!first) return '';
  return total === 1 ? `${ownerOf(first)}: nothing runs until it is relinked with a new token.` : `${ownerOf(first)} and ${total - 1} more: nothing runs until each is relinked.`;
}

// The banner's words. Null when no token is dead and none ends soon.
export function warningText(dead: Some, soon: Some): { title: string; text: string } | null {
  if (dead.total + soon.total === 0) return null;
  return { title: titleOf(dead.total, soon.total), text: [deadText(dead), soonText(soon)].filter(Boolean).join(' ') };
}
