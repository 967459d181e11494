import { expect, test } from 'vitest';
import type { Catalogue, CatalogueAction } from '../wire/catalogue.ts';
import { readChoice, writeChoice } from './address.ts';
import { groupsOf, joined, neededScopes, neverPersonal, presetNames, presetOf, unknownNames } from './scopes.ts';

const action = (name: string, scopes: string[], more: Partial<CatalogueAction> = {}): CatalogueAction => ({
  name, label: name, summary: '', group: 'Files', effect: 'reads', scopes, old_scopes: [], credentials: ['personal', 'plan'],
  plan: null, tier: 1, in_guide: true, deprecated: false, instead: null, ...more,
});
const scope = (name: string, more = {}) => ({ name, gives: '', limits: null, enterprise: false, deprecated: false, ...more });

const kCatalogue: Catalogue = {
  actions: [
    action('get_file', ['content']),
    action('create_comment', ['comments'], { effect: 'writes', group: 'Comments' }),
    action('projects', ['projects', 'folders'], { group: 'Projects' }),
    action('folders', ['folders'], { in_guide: false, group: 'Projects' }),
    action('logs', ['org'], { in_guide: false, credentials: ['plan'] }),
    action('payments', [], { in_guide: false }),
  ],
  scopes: [scope('content'), scope('comments'), scope('folders'), scope('projects', { deprecated: true })],
};
const names = (...chosen: string[]) => neededScopes(kCatalogue, new Set(chosen)).map((one) => one.name);

test('exactly the scopes of the chosen actions, in the catalogue’s order', () => {
  expect(names('create_comment', 'get_file')).toEqual(['content', 'comments']);
  expect(names()).toEqual([]);
  expect(names('payments')).toEqual([]);
});

test('of several that would do, the one that is there already, else one that is not deprecated', () => {
  expect(names('projects')).toEqual(['folders']);
  expect(names('projects', 'folders')).toEqual(['folders']);
});

test('an action that no personal token may call adds no scope and is warned of', () => {
  expect(names('logs')).toEqual([]);
  expect(neverPersonal(kCatalogue, new Set(['logs', 'get_file'])).map((one) => one.name)).toEqual(['logs']);
});

test('a scope that the catalogue does not describe is still shown', () => {
  const catalogue = { ...kCatalogue, actions: [action('new', ['brand:new'])] };
  expect(neededScopes(catalogue, new Set(['new'])).map((one) => one.name)).toEqual(['brand:new']);
});

test('presets', () => {
  expect(presetNames(kCatalogue, 'guide')).toEqual(['get_file', 'create_comment', 'projects']);
  expect(presetNames(kCatalogue, 'read')).toEqual(['get_file', 'projects']);
  expect(presetOf(kCatalogue, new Set(['projects', 'get_file']))).toBe('read');
  expect(presetOf(kCatalogue, new Set())).toBe('none');
  expect(presetOf(kCatalogue, new Set(['logs']))).toBeNull();
});

test('search narrows, groups stay in order', () => {
  expect(groupsOf(kCatalogue, '').map((group) => group.name)).toEqual(['Files', 'Comments', 'Projects']);
  expect(groupsOf(kCatalogue, ' COMMENT create ').map((group) => group.actions.length)).toEqual([1]);
  expect(groupsOf(kCatalogue, 'nothing like it')).toEqual([]);
});

test('separators', () => {
  const two = [{ name: 'a:read' }, { name: 'b:read' }];
  expect(joined(two, 'comma')).toBe('a:read, b:read');
  expect(joined(two, 'space')).toBe('a:read b:read');
  expect(joined(two, 'line')).toBe('a:read\nb:read');
});

test('the choice goes into the address and comes back', () => {
  const choice = { actions: ['get_file', 'projects'], separator: 'line' as const };
  const search = writeChoice('?theme=dark&actions=old', choice);
  expect(search).toBe('?actions=get_file,projects&separator=line&theme=dark');
  expect(readChoice(search)).toEqual(choice);
});

test('no actions is a choice, and none named is the usual set', () => {
  expect(readChoice('?actions=')).toEqual({ actions: [], separator: 'comma' });
  expect(readChoice('')).toEqual({ actions: null, separator: 'comma' });
  expect(readChoice('?separator=constructor').separator).toBe('comma');
  expect(readChoice('?actions=a,a%20b').actions).toEqual(['a', 'b']);
  expect(unknownNames(kCatalogue, ['get_file', 'figma_x'])).toEqual(['figma_x']);
});
