import { expect, test } from 'vitest';
import { groupsOf, isOverdue, skewMs, upgradeHref, type BudgetRow } from './budget.ts';
import { crowdText, groupTitle, limitText, resetText, seatChoice, spanText, standingText, stateWords } from './words.ts';

const kNow = Date.parse('2026-11-24T12:00:00Z');
const row = (part: Partial<BudgetRow>): BudgetRow => ({
  tier: 1, applies_to: 'unknown', plan: null, seat: null, known: 'assumed', limit: 10, period_seconds: 60, used: 0, left: 10, under_way: 0, queue_length: 0,
  resets_at: null, next_at: null, parked_until: null, upgrade_link: null, ...part,
});
const starter = { plan: 'starter', seat: 'low' };

test('rows are told by plan and seat, with the files that are counted there', () => {
  const learned = { ...starter, applies_to: 'learned', known: 'learned' } as const;
  const files = [{ ...starter, resource: 'sideproject', learned_at: '' }, { plan: 'enterprise', seat: 'high', resource: 'other', learned_at: '' }];
  const groups = groupsOf({ limits: [row({ ...learned }), row({}), row({ ...learned, tier: 2 }), row({ tier: 2 })], files });
  expect(groups.map((group) => [groupTitle(group), group.rows.map(({ tier }) => tier), group.files.map(({ resource }) => resource)])).toEqual([
    ['Full or Dev seat on Professional', [1, 2], []],
    ['Starter, View or Collab seat', [1, 2], ['sideproject']],
  ]);
});

test('what an operator told of the rest does not mix with what was learned of the same plan', () => {
  const groups = groupsOf({ limits: [row({ ...starter, known: 'told' }), row({ ...starter, known: 'learned', applies_to: 'learned' })], files: [] });
  expect(groups.map(({ isDefault, known }) => [isDefault, known])).toEqual([[true, 'told'], [false, 'learned']]);
});

test('it is looked at again when a place should have come free', () => {
  const spent = row({ left: 0, used: 10, next_at: '2026-11-24T12:00:00Z' });
  expect(isOverdue({ limits: [spent] }, kNow - 1)).toBe(false);
  expect(isOverdue({ limits: [row({}), spent] }, kNow)).toBe(true);
  expect(isOverdue({ limits: [row({}), row({ limit: 0, left: 0, next_at: spent.next_at })] }, kNow)).toBe(false);
});

test('only a page of Figma is linked to', () => {
  expect(upgradeHref('https://www.figma.com/pricing')).toBe('https://www.figma.com/pricing');
  for (const bad of [null, '', 'figma.com', 'javascript:alert(1)', 'http://www.figma.com/', 'https://evilfigma.com/', 'https://figma.com.evil.example/']) expect(upgradeHref(bad)).toBeNull();
});

test('a browser whose clock is wrong still counts down rightly', () => {
  expect(skewMs('Tue, 24 Nov 2026 12:05:00 GMT', kNow)).toBe(300_000);
  expect(skewMs('Tue, 24 Nov 2026 12:00:01 GMT', kNow)).toBe(0);
  expect(skewMs(null, kNow)).toBe(0);
  expect(skewMs('soon', kNow)).toBe(0);
});

test('plans, seats and limits have words', () => {
  expect(standingText(starter)).toBe('Starter, View or Collab seat');
  expect(standingText({ plan: null, seat: 'high' })).toBe('Full or Dev seat');
  expect(standingText({ plan: null, seat: null })).toBe('Plan and seat not known');
  expect(['low', 'high', null].map(seatChoice)).toEqual(['view', 'full', '']);
  expect(limitText({ limit: 10, period_seconds: 60 })).toBe('10 a minute');
  expect(limitText({ limit: 20, period_seconds: 2_592_000 })).toBe('20 a month');
  expect(limitText({ limit: 3, period_seconds: 90 })).toBe('3 in 1 min 30 s');
  expect(limitText({ limit: 0, period_seconds: 0 })).toBe('No limit');
});

test('a wait is never told shorter than it is', () => {
  const texts = [1, 5001, 60_000, 61_000, 599_000, 601_000, 3_600_000, 3_660_001, 86_400_000, 396_749_000, 30 * 86_400_000 - 1].map(spanText);
  expect(texts).toEqual(['1 s', '6 s', '1 min', '1 min 1 s', '9 min 59 s', '11 min', '1 h', '1 h 2 min', '1 day', '4 days 15 h', '30 days']);
});

test('a state says when the next call fits, and what is past is free', () => {
  expect(stateWords(row({}), kNow)).toEqual({ tone: 'good', text: 'Free now' });
  expect(stateWords(row({ next_at: '2026-11-24T12:00:06Z' }), kNow)).toEqual({ tone: 'warn', text: 'Next call in 6 s' });
  expect(stateWords(row({ next_at: '2026-11-24T11:59:59Z' }), kNow).text).toBe('Free now');
  const parked = row({ next_at: '2026-12-24T12:00:00Z', parked_until: '2026-12-24T12:00:00Z' });
  expect(stateWords(parked, kNow)).toEqual({ tone: 'bad', text: 'Parked for 30 days' });
  expect(resetText({ resets_at: '2026-11-24T12:00:36Z' }, kNow)).toBe('All free in 36 s');
  expect(resetText({ resets_at: null }, kNow)).toBe('');
  expect(crowdText({ under_way: 2, queue_length: 3 })).toBe('2 under way, 3 waiting');
  expect(crowdText({ under_way: 0, queue_length: 0 })).toBe('');
});
