import { expect, test } from 'vitest';
import { isOld, originOf, originText } from './memory.ts';

const told = (cache: string, age?: string) => {
  const origin = originOf(new Headers({ 'x-figlink-cache': cache, ...(age && { age }) }));
  return origin && [originText(origin), isOld(origin)];
};

test('an answer tells how it came to be, and whether it pays to ask again', () => {
  expect(told('miss')).toEqual(['From Figma, just now', false]);
  expect(told('revalidated', '0')).toEqual(['From memory: Figma says that nothing changed', false]);
  expect(told('hit', '0')).toEqual(['From memory, as Figma had it a moment ago', true]);
  expect(told('hit', '12')).toEqual(['From memory, as Figma had it 12 s ago', true]);
  expect(told('stale', '7200')).toEqual(['From memory, as Figma had it 2 h ago: it could not be asked', true]);
});

test('what the memory has no part in tells nothing', () => {
  expect(originOf(new Headers())).toBeNull();
  expect(told('sideways')).toBeNull();
  expect(told('hit', 'soon')).toEqual(['From memory, as Figma had it a moment ago', true]);
});
