import { expect, test } from 'vitest';
import { addressOf, readPlace } from '../router.ts';
import { entryQuery, filterCount, isFiltered, kNoFilters, localOf, momentOf, momentOfLocal, paramsOf, queryOf, readView, type View } from './address.ts';
import { callerText, callsText, choices, countWords, faceText, faultOptions, faultText, figmaText } from './words.ts';

const none: View = { ...kNoFilters, next: '', live: false, entry: '' };
const all: View = {
  account: 'a&1',
  action: 'figma_get_file',
  outcome: 'failed',
  fault: 'relink',
  face: 'http',
  key: 'k1',
  from: '2026-11-24T10:00:00Z',
  to: '2026-11-25T00:00:00Z',
  next: '1200',
  live: true,
  entry: '77',
};

test('a view survives its way through the address', () => {
  for (const view of [none, all]) {
    const [, search = ''] = addressOf('log', paramsOf(view)).split('?');
    expect(readView(readPlace('/dashboard/log', search).params)).toEqual(view);
  }
  expect(addressOf('log', paramsOf(none))).toBe('/dashboard/log');
});

test('what an address may not say is left out', () => {
  expect(readView(new URLSearchParams('outcome=maybe&from=yesterday&to=2026-13-40&next=-5&entry=x&live=yes'))).toEqual(none);
});

test('the gateway is asked for what the address says, without what only this page knows', () => {
  expect(queryOf(none)).toBe('page_size=50');
  const query = new URLSearchParams(queryOf(all));
  expect([...query.keys()].sort()).toEqual(['account_id', 'action', 'face', 'fault', 'from', 'key_id', 'next', 'outcome', 'page_size', 'to']);
  expect(query.get('account_id')).toBe('a&1');
  expect(entryQuery('9007199254740993')).toBe('next=9007199254740994&page_size=1');
});

test('filters are told from paging', () => {
  expect(isFiltered({ ...none, next: '5', live: true, entry: '7' })).toBe(false);
  expect(isFiltered({ ...none, face: 'cli' })).toBe(true);
  expect(filterCount(all)).toBe(8);
});

test('moments are UTC in the address and local in the field', () => {
  expect(momentOf('2026-11-24')).toBe('2026-11-24T00:00:00Z');
  expect(momentOf('2026-11-24T01:30:00+01:30')).toBe('2026-11-24T00:00:00Z');
  for (const bad of ['', '2026-11-24T10:00', '24.11.2026', '2026-1-1', 'x']) expect(momentOf(bad)).toBe('');
  expect(momentOfLocal(localOf('2026-11-24T10:05:00Z'))).toBe('2026-11-24T10:05:00Z');
  expect(localOf('')).toBe('');
  expect(momentOfLocal('')).toBe('');
  expect(momentOfLocal('nonsense')).toBe('');
});

test('faults, faces and callers have words, and unknown ones their names', () => {
  expect(faultText('relink')).toBe('Relink needed');
  expect(faultText('new_one')).toBe('new_one');
  expect(faceText('cli')).toBe('Command line');
  expect(callerText({ key_id: 'k1', key_name: 'CI', face: 'http' })).toBe('CI');
  expect(callerText({ key_id: 'k1', key_name: null, face: 'http' })).toBe('k1');
  expect(callerText({ key_id: null, key_name: null, face: 'cli' })).toBe('This machine');
});

test('a filter of the address is always among the choices', () => {
  expect(choices('Any', faultOptions, 'new_one').at(-1)).toEqual({ value: 'new_one', label: 'new_one' });
  expect(choices('Any', faultOptions, 'relink')).toHaveLength(faultOptions.length + 1);
  expect(choices('Any', [], '')).toEqual([{ value: '', label: 'Any' }]);
});

test('calls are counted in words', () => {
  expect(countWords(1, false, false)).toBe('1 call on this page, newest first');
  expect(countWords(50, true, true)).toBe('50 calls found on this page, newest first; older ones follow');
});

test('what a call took at Figma is told, and what took nothing', () => {
  const entry = { figma_status: 200, figma_calls: 1, outcome: 'ok' } as const;
  expect([figmaText(entry), callsText(entry)]).toEqual(['200', '1 call']);
  expect(callsText({ ...entry, figma_calls: 1250 })).toBe('1,250 calls');
  const remembered = { figma_status: null, figma_calls: 0, outcome: 'ok' } as const;
  expect([figmaText(remembered), callsText(remembered)]).toEqual(['Not asked', 'None: the answer was at hand']);
  expect(callsText({ ...remembered, outcome: 'failed' })).toBe('None');
  expect(figmaText({ figma_status: null, figma_calls: 2 })).toBe('No answer');
  expect(callsText({ ...entry, figma_calls: 0 })).toBe('None of its own');
});
