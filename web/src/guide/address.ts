// The choice lives in the address, so that a product can link to a guide for just its actions.
import { kSeparators, type Separator } from './scopes.ts';

export interface GuideChoice {
  actions: string[] | null; // null: the address names none, so the usual set is chosen
  separator: Separator;
}

const kNamesMax = 200;

export function readChoice(search: string): GuideChoice {
  const query = new URLSearchParams(search);
  const actions = query.get('actions');
  const separator = query.get('separator');
  return {
    actions: actions === null ? null : [...new Set(actions.split(/[\s,]+/).filter(Boolean))].slice(0, kNamesMax),
    separator: separator !== null && Object.hasOwn(kSeparators, separator) ? (separator as Separator) : 'comma',
  };
}

// Other parameters, such as the theme, stay. Commas are left readable.
export function writeChoice(search: string, choice: GuideChoice): string {
  const query = new URLSearchParams(search);
  query.delete('actions');
  query.delete('separator');
  const parts: string[] = [];
  if (choice.actions !== null) parts.push(`actions=${choice.actions.map(encodeURIComponent).join(',')}`);
  if (choice.separator !== 'comma') parts.push(`separator=${choice.separator}`);
  const rest = query.toString();
  if (rest) parts.push(rest);
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}
