// From chosen actions to the scopes a personal token needs, and what stands in the way. Pure: the catalogue comes from outside.
import type { Catalogue, CatalogueAction, CatalogueScope } from '../wire/catalogue.ts';

export type Preset = 'guide' | 'read' | 'none';

export const isPersonal = (action: CatalogueAction): boolean => action.credentials.includes('personal');

export function presetNames(catalogue: Catalogue, preset: Preset): string[] {
  if (preset === 'none') return [];
  const listed = catalogue.actions.filter((action) => action.in_guide);
  return (preset === 'read' ? listed.filter((action) => action.effect === 'reads') : listed).map((action) => action.name);
}

export const presetOf = (catalogue: Catalogue, chosen: ReadonlySet<string>): Preset | null =>
  (['guide', 'read', 'none'] as const).find((preset) => {
    const names = presetNames(catalogue, preset);
    return names.length === chosen.size && names.every((name) => chosen.has(name));
  }) ?? null;

// The fewest scopes that serve all: what has no alternative first, then for each other action one that is there already, or the
// first that is not deprecated. In the catalogue's own order, so that the same choice always gives the same text.
export function neededScopes(catalogue: Catalogue, chosen: ReadonlySet<string>): CatalogueScope[] {
  const wanted = catalogue.actions.filter((action) => chosen.has(action.name) && isPersonal(action) && action.scopes.length > 0);
  const deprecated = new Set(catalogue.scopes.filter((scope) => scope.deprecated).map((scope) => scope.name));
  const needed = new Set<string>();
  for (const action of wanted) if (action.scopes.length === 1) needed.add(action.scopes[0] ?? '');
  for (const action of wanted) {
    if (action.scopes.some((scope) => needed.has(scope))) continue;
    needed.add(action.scopes.find((scope) => !deprecated.has(scope)) ?? action.scopes[0] ?? '');
  }
  const known = catalogue.scopes.filter((scope) => needed.has(scope.name));
  const unknown = [...needed].filter((name) => !known.some((scope) => scope.name === name));
  return [...known, ...unknown.map((name) => ({ name, gives: '', limits: null, enterprise: false, deprecated: false }))];
}

export const neverPersonal = (catalogue: Catalogue, chosen: ReadonlySet<string>): CatalogueAction[] =>
  catalogue.actions.filter((action) => chosen.has(action.name) && !isPersonal(action));

export const unknownNames = (catalogue: Catalogue, names: readonly string[]): string[] =>
  names.filter((name) => !catalogue.actions.some((action) => action.name === name));

export interface Group {
  name: string;
  actions: CatalogueAction[];
}

// Groups in the catalogue's order; only what matches the search.
export function groupsOf(catalogue: Catalogue, search: string): Group[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, CatalogueAction[]>();
  for (const action of catalogue.actions) {
    const text = `${action.name} ${action.label} ${action.group} ${action.scopes.join(' ')} ${action.summary}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
  }
  return [...groups].map(([name, actions]) => ({ name, actions }));
}

export const kSeparators = { comma: ', ', space: ' ', line: '\n' } as const;
export type Separator = keyof typeof kSeparators;

export const joined = (scopes: readonly { name: string }[], separator: Separator): string =>
  scopes.map((scope) => scope.name).join(kSeparators[separator]);
