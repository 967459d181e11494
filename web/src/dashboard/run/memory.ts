// How an answer came to be, as its headers tell (docs/guide/memory.md).
import { spanText } from '../budget/words.ts';

export interface Origin {
  how: 'hit' | 'stale' | 'revalidated' | 'miss';
  ageSeconds: number; // since Figma last confirmed it
}

const kHows = ['hit', 'stale', 'revalidated', 'miss'] as const;

// Null: the memory has no part in this action.
export function originOf(headers: Headers): Origin | null {
  const how = kHows.find((known) => known === headers.get('x-figlink-cache'));
  const age = Number(headers.get('age') ?? 0);
  return how ? { how, ageSeconds: Number.isFinite(age) && age > 0 ? age : 0 } : null;
}

export function originText({ how, ageSeconds }: Origin): string {
  if (how === 'miss') return 'From Figma, just now';
  if (how === 'revalidated') return 'From memory: Figma says that nothing changed';
  const age = ageSeconds < 1 ? 'as Figma had it a moment ago' : `as Figma had it ${spanText(ageSeconds * 1000)} ago`;
  return how === 'hit' ? `From memory, ${age}` : `From memory, ${age}: it could not be asked`;
}

// Whether another look at Figma may tell something else.
export const isOld = ({ how }: Origin): boolean => how === 'hit' || how === 'stale';
