import { expect, test } from 'vitest';
import { childrenOf, cut, isBranch, kChunk, kindOf, LongNumber, openDepth, parseAnswer, summaryOf, titleOf } from './tree.ts';

test('no more children are drawn than asked for', () => {
  const list = Array.from({ length: 250 }, (_, index) => index);
  const { shown, left } = childrenOf(list, kChunk);
  expect([shown.length, left, shown[99]?.name]).toEqual([100, 150, '99']);
  expect(childrenOf({ a: 1, b: 2 }, 1)).toEqual({ shown: [{ name: 'a', value: 1 }], left: 1 });
});

test('a branch says how much is in it and what it is', () => {
  expect(summaryOf([1])).toBe('[ 1 item ]');
  expect(summaryOf({ a: 1, b: 2 })).toBe('{ 2 members }');
  expect(titleOf({ id: '0:1', name: 'Page' })).toBe('Page');
  expect(titleOf({ id: 7 })).toBe('');
  expect([isBranch([]), isBranch(null), isBranch('x')]).toEqual([true, false, false]);
});

test('a text is cut and says what is left', () => {
  expect(cut('abcdef', 4)).toEqual({ text: 'abcd', left: 2 });
  expect(cut('abc', 4)).toEqual({ text: 'abc', left: 0 });
});

test('a small answer stands open, a large one a level deep', () => {
  expect(openDepth({ a: { b: 1 } })).toBe(4);
  expect(openDepth(Array.from({ length: 500 }, () => ({})))).toBe(1);
});

test('a long number is not rounded where the engine tells its digits', () => {
  const parsed = parseAnswer('{"cursor": 90071992547409931, "n": 5}');
  const cursor = parsed.ok ? (parsed.value as Record<string, unknown>)['cursor'] : null;
  expect(cursor).toBeInstanceOf(LongNumber);
  expect(cursor instanceof LongNumber && cursor.text).toBe('90071992547409931');
  expect(kindOf(cursor)).toBe('number');
  expect(parseAnswer('{')).toEqual({ ok: false });
});
