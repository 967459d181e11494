import { expect, test } from 'vitest';
import { agoText, bytesText, daysLeftText, kindText, tookText } from './texts.ts';

const kNow = Date.parse('2026-11-24T12:00:00Z');

test('how long a token lives is told in days', () => {
  expect(daysLeftText(null, null, kNow)).toBe('Unknown');
  expect(daysLeftText(14, '2026-12-08T12:00:00Z', kNow)).toBe('In 14 days');
  expect(daysLeftText(1, '2026-11-26T00:00:00Z', kNow)).toBe('Tomorrow');
  expect(daysLeftText(0, '2026-11-25T00:00:00Z', kNow)).toBe('Today');
  expect(daysLeftText(null, '2026-11-27T12:00:00Z', kNow)).toBe('In 3 days');
  expect(daysLeftText(0, '2026-11-24T00:00:00Z', kNow)).toBe('Ended today');
  expect(daysLeftText(0, '2026-11-23T00:00:00Z', kNow)).toBe('Ended 1 day ago');
  expect(daysLeftText(0, '2026-11-14T00:00:00Z', kNow)).toBe('Ended 10 days ago');
});

test('what is past is told roughly', () => {
  expect(agoText(null, kNow)).toBe('Never');
  expect(agoText('2026-11-24T11:59:30Z', kNow)).toBe('Just now');
  expect(agoText('2026-11-24T11:30:00Z', kNow)).toBe('30 min ago');
  expect(agoText('2026-11-24T01:00:00Z', kNow)).toBe('11 h ago');
  expect(agoText('2026-11-23T11:00:00Z', kNow)).toBe('1 day ago');
  expect(agoText('2025-01-05T12:00:00Z', kNow)).toBe('5 Jan 2025');
});

test('times and sizes', () => {
  expect(tookText(0.52)).toBe('0.5 ms');
  expect(tookText(43.4)).toBe('43 ms');
  expect(tookText(2310)).toBe('2.31 s');
  expect(tookText(61_000)).toBe('61.0 s');
  expect(bytesText(149)).toBe('149 B');
  expect(bytesText(14_600)).toBe('14.6 kB');
  expect(bytesText(2_500_000)).toBe('2.5 MB');
  expect(kindText('personal')).toBe('Personal token');
  expect(kindText('plan')).toBe('Plan token');
  expect(kindText('other')).toBe('other');
});
