// Live remarks about what is typed. Only a hint: Figma documents no shape of its tokens, so it alone decides.
import type { Remark } from '../ui/Field.tsx';
import { looksLikeUrl, teamIdOf } from './team.ts';
import { kWords } from './words.ts';

const kTokenLettersMin = 40; // `figd_` and about 40 more; shorter ones were cut while copying

const hint = (text: string): Remark => ({ tone: 'hint', text });

// What a token would be once the clumsiness of copying is taken off it. Sent instead of what was typed.
export const cleanToken = (text: string): string =>
  text
    .trim()
    .replace(/^(?:authorization:\s*)?bearer\s+/i, '')
    .replace(/^x-figma-token:\s*/i, '')
    .replace(/^(["'`])(.*)\1$/s, '$2')
    .trim();

export function tokenHint(text: string): Remark | null {
  if (text.trim() === '') return text === '' ? null : hint(kWords.hints.tokenBlank);
  const token = cleanToken(text);
  if (/\s/.test(token)) return hint(kWords.hints.tokenHasBlanks);
  if (/^https?:\/\//i.test(token)) return hint(kWords.hints.tokenIsUrl);
  if (/^figu_/i.test(token)) return hint(kWords.hints.tokenIsOauth);
  if (!/^fig[a-z]_/.test(token)) return hint(oddShape(token));
  if (token.length < kTokenLettersMin) return hint(kWords.hints.tokenShort);
  if (token !== text) return hint(kWords.hints.tokenCleaned);
  return null;
}

function oddShape(token: string): string {
  if (/^\d+$/.test(token)) return kWords.hints.tokenIsNumber;
  if (token.length < kTokenLettersMin) return /^fi?g?[a-z]?_?$/.test(token) ? kWords.hints.tokenShort : kWords.hints.tokenCode;
  return kWords.hints.tokenOdd;
}

export function teamHint(text: string): Remark | null {
  const team = text.trim();
  if (team === '') return null;
  if (/^\d+$/.test(team)) return team.length < 6 ? hint(kWords.hints.teamShort) : null;
  if (teamIdOf(team) !== null) return null;
  if (/^fig[a-z]_/.test(team)) return hint(kWords.hints.teamIsToken);
  if (looksLikeUrl(team)) return hint(kWords.hints.teamOtherUrl);
  return hint(kWords.hints.teamNotNumber);
}

const kDayMs = 86_400_000;
const kDaysMax = 90; // a personal token's longest life; plan tokens live a year

export function expiryHint(text: string, nowMs: number): Remark | null {
  const day = text.trim();
  if (day === '') return null;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  if (Number.isNaN(at)) return hint(kWords.hints.dayOdd);
  const days = Math.ceil((at - nowMs) / kDayMs);
  if (days < 0) return hint(kWords.hints.dayPast);
  if (days > kDaysMax + 1) return hint(kWords.hints.dayFar);
  return null;
}

// The day so many days from now, as the field takes it.
export function dayIn(days: number, nowMs: number): string {
  return new Date(nowMs + days * kDayMs).toISOString().slice(0, 10);
}
