// An answer as a tree that never draws more than it is asked to.

// A number that JavaScript could not hold is kept as it was written.
export class LongNumber {
  constructor(readonly text: string) {}
}

export const kChunk = 100; // children drawn at once
export const kTextShown = 400; // characters of one text
export const kRawShown = 200_000; // characters of the raw answer

interface ReviverContext {
  source?: string;
}
type Reviver = (this: unknown, key: string, value: unknown, context?: ReviverContext) => unknown;

const keepLong: Reviver = (_key, value, context) =>
  typeof value === 'number' && context?.source !== undefined && Number.isInteger(value) && !Number.isSafeInteger(value) ? new LongNumber(context.source) : value;

export function parseAnswer(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    // The slower way only where a long number is.
    return { ok: true, value: (/\d{16}/.test(text) ? JSON.parse(text, keepLong as Parameters<typeof JSON.parse>[1]) : JSON.parse(text)) as unknown };
  } catch {
    return { ok: false };
  }
}

export type Kind = 'object' | 'list' | 'text' | 'number' | 'boolean' | 'null';

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof LongNumber) return 'number';
  switch (typeof value) {
    case 'object':
      return 'object';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'text';
  }
}

export const isBranch = (value: unknown): boolean => ['object', 'list'].includes(kindOf(value));

export function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return kindOf(value) === 'object' ? Object.keys(value as object).length : 0;
}

export interface Children {
  shown: { name: string; value: unknown }[];
  left: number; // how many more there are
}

export function childrenOf(value: unknown, most: number): Children {
  const all = Array.isArray(value) ? null : Object.keys(value as object);
  const size = all ? all.length : (value as unknown[]).length;
  const count = Math.min(size, most);
  const shown = Array.from({ length: count }, (_, index) => {
    if (!all) return { name: String(index), value: (value as unknown[])[index] };
    const name = all[index] ?? '';
    return { name, value: (value as Record<string, unknown>)[name] };
  });
  return { shown, left: size - count };
}

const counted = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count.toLocaleString('en')} ${many}`);

export function summaryOf(value: unknown): string {
  const size = sizeOf(value);
  return kindOf(value) === 'list' ? `[ ${counted(size, 'item', 'items')} ]` : `{ ${counted(size, 'member', 'members')} }`;
}

// What tells one thing in a list from the next.
export function titleOf(value: unknown): string {
  if (kindOf(value) !== 'object') return '';
  const record = value as Record<string, unknown>;
  const found = ['name', 'handle', 'message', 'key', 'id'].map((name) => record[name]).find((text) => typeof text === 'string' && text !== '');
  return typeof found === 'string' ? cut(found, 60).text : '';
}

export function cut(text: string, most: number): { text: string; left: number } {
  return text.length <= most ? { text, left: 0 } : { text: text.slice(0, most), left: text.length - most };
}

// How deep a tree stands open at first: small answers whole, large ones a level.
export function openDepth(value: unknown): number {
  let count = 0;
  const walk = (one: unknown, depth: number): void => {
    if (count > 60 || depth > 4 || !isBranch(one)) return;
    for (const item of Object.values(one as object) as unknown[]) {
      count += 1;
      walk(item, depth + 1);
    }
  };
  walk(value, 0);
  return count <= 60 ? 4 : 1;
}
