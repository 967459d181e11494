import { expect, test } from 'vitest';
import { cleanToken, dayIn, expiryHint, teamHint, tokenHint } from './hints.ts';
import { kWords } from './words.ts';

const kToken = `figd_${'aB3-_'.repeat(8)}`;
const kNow = Date.parse('2026-11-24T12:00:00Z');
const hints = kWords.hints;

test('a whole token has no remark', () => {
  expect(tokenHint(kToken)).toBeNull();
  expect(tokenHint(kToken.replace('figd_', 'figp_'))).toBeNull();
  expect(tokenHint('')).toBeNull();
});

test.each([
  ['   ', hints.tokenBlank],
  [`Bearer ${kToken}`, hints.tokenCleaned],
  [`X-Figma-Token: ${kToken}`, hints.tokenCleaned],
  [` ${kToken}\n`, hints.tokenCleaned],
  [`"${kToken}"`, hints.tokenCleaned],
  [`figd_abc ${kToken}`, hints.tokenHasBlanks],
  ['figd_short', hints.tokenShort],
  ['fig', hints.tokenShort],
  [`figu_${'a'.repeat(40)}`, hints.tokenIsOauth],
  ['1234567890123456789', hints.tokenIsNumber],
  ['dGhpcyBpcyBhIGNvZGU', hints.tokenCode],
  ['x'.repeat(60), hints.tokenOdd],
  ['https://www.figma.com/oauth?code=abc', hints.tokenIsUrl],
])('%j is remarked upon', (text, said) => expect(tokenHint(text)).toEqual({ tone: 'hint', text: said }));

test('no remark about a token is more than a hint', () => {
  for (const text of ['', 'x', 'Bearer ', 'figd_', '12', 'a b']) expect(tokenHint(text)?.tone ?? 'hint').toBe('hint');
});

test('what is sent is the token alone', () => {
  for (const text of [`Bearer ${kToken}`, `Authorization: Bearer ${kToken}`, ` ${kToken} `, `'${kToken}'`]) {
    expect(cleanToken(text)).toBe(kToken);
  }
  expect(cleanToken('bearer')).toBe('bearer');
});

test.each([
  ['', null],
  ['1234567890123456789', null],
  ['https://www.figma.com/files/team/123456/x', null],
  ['12', hints.teamShort],
  [kToken, hints.teamIsToken],
  ['https://www.figma.com/design/AbC/x', hints.teamOtherUrl],
  ['our team', hints.teamNotNumber],
])('team %j', (text, said) => expect(teamHint(text)?.text ?? null).toBe(said));

test.each([
  ['', null],
  ['2026-11-24', null],
  ['2027-02-22', null],
  ['2026-11-20', hints.dayPast],
  ['2027-06-01', hints.dayFar],
  ['tomorrow', hints.dayOdd],
  ['2026-13-01', hints.dayOdd],
])('day %j', (text, said) => expect(expiryHint(text, kNow)?.text ?? null).toBe(said));

test('a day from now is written as the field takes it', () => expect(dayIn(90, kNow)).toBe('2027-02-22'));
