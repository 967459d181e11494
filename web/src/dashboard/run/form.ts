// A form from a catalogue's input_schema, and the inputs out of what was typed. What is typed lies flat, by the very names in which the
// gateway tells a problem (`body.dev_resources[0].url`), so that each problem finds its field.
import type { Schema } from '../types.ts';

export type Control = 'text' | 'choice' | 'boolean' | 'number' | 'lines' | 'group' | 'items' | 'json';
export interface Draft {
  texts: Record<string, string>;
  counts: Record<string, number>; // of lists of groups
}
export interface Problem {
  field: string;
  message: string;
}
export const kEmpty: Draft = { texts: {}, counts: {} };
export const kDepthMax = 4; // groups within groups; what lies deeper is written as JSON
export const kItemsMax = 200;

export const isNeeded = (parent: Schema, name: string): boolean => parent.required?.includes(name) ?? false;
export const within = (path: string, name: string): string => (path ? `${path}.${name}` : name);

export function controlOf(schema: Schema, depth: number): Control {
  switch (schema.type) {
    case 'string':
      return schema.enum ? 'choice' : 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      if (schema.items?.type === 'string') return 'lines';
      return schema.items?.type === 'object' && schema.items.properties && depth < kDepthMax ? 'items' : 'json';
    case 'object':
      return schema.properties && Object.keys(schema.properties).length > 0 && depth < kDepthMax ? 'group' : 'json';
    default:
      return 'json';
  }
}

export const defaultText = (schema: Schema): string => {
  if (schema.default === undefined) return '';
  return typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default);
};

// What a field may be, in words beside its description.
export function limitsText(schema: Schema): string {
  const parts: string[] = [];
  const { minimum: min, maximum: max } = schema;
  if (min !== undefined && max !== undefined) parts.push(`${min} to ${max}`);
  else if (min !== undefined) parts.push(`At least ${min}`);
  else if (max !== undefined) parts.push(`At most ${max}`);
  if (schema.maxLength !== undefined) parts.push(`At most ${schema.maxLength} characters`);
  return parts.length > 0 ? `${parts.join('. ')}.` : '';
}

type Read = { value: unknown } | { problem: string } | null; // null: left empty
const kMissing = 'Is required.';

function readNumber(schema: Schema, text: string): Read {
  const value = Number(text);
  if (!Number.isFinite(value)) return { problem: 'Must be a number.' };
  if (schema.type === 'integer' && !Number.isInteger(value)) return { problem: 'Must be a whole number.' };
  if (schema.minimum !== undefined && value < schema.minimum) return { problem: `Must be at least ${schema.minimum}.` };
  if (schema.maximum !== undefined && value > schema.maximum) return { problem: `Must be at most ${schema.maximum}.` };
  return { value };
}

function readText(schema: Schema, control: Control, raw: string): Read {
  const text = raw.trim();
  if (text === '') return null;
  if (control === 'number') return readNumber(schema, text);
  if (control === 'boolean') return { value: text === 'true' };
  if (control === 'lines') {
    const lines = text.split(/[\n,]/).map((line) => line.trim()).filter(Boolean);
    return { value: lines };
  }
  if (control === 'json') {
    try {
      return { value: JSON.parse(text) as unknown };
    } catch {
      return { problem: 'Is no JSON: check quotes, commas and brackets.' };
    }
  }
  if (schema.maxLength !== undefined && [...text].length > schema.maxLength) return { problem: `Has more than ${schema.maxLength} characters.` };
  return { value: control === 'text' ? raw : text };
}

// Reads one field; undefined when nothing was given.
function readField(schema: Schema, path: string, depth: number, needed: boolean, draft: Draft, problems: Problem[]): unknown {
  const control = controlOf(schema, depth);
  if (control === 'group') return readGroup(schema, path, depth, needed, draft, problems);
  if (control === 'items') {
    const count = draft.counts[path] ?? 0;
    const items: Schema = schema.items ?? {};
    const list = Array.from({ length: count }, (_, index) => readGroup(items, `${path}[${index}]`, depth + 1, true, draft, problems) ?? {});
    if (count === 0 && needed) problems.push({ field: path, message: 'Needs at least one item.' });
    return count === 0 ? undefined : list;
  }
  const read = readText(schema, control, draft.texts[path] ?? '');
  if (read === null) {
    if (needed) problems.push({ field: path, message: kMissing });
    return undefined;
  }
  if ('problem' in read) {
    problems.push({ field: path, message: read.problem });
    return undefined;
  }
  return read.value;
}

// A group that may be left out is judged only when something in it was given.
function readGroup(schema: Schema, path: string, depth: number, needed: boolean, draft: Draft, problems: Problem[]): Record<string, unknown> | undefined {
  const found: Problem[] = [];
  const value: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const read = readField(member, within(path, name), depth + 1, isNeeded(schema, name), draft, found);
    if (read !== undefined) value[name] = read;
  }
  const given = Object.keys(value).length > 0 || found.some((problem) => problem.message !== kMissing);
  if (needed || given) problems.push(...found);
  return given ? value : undefined;
}

export interface Inputs {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: Record<string, unknown>;
}

// The three places of the call. Their groups count as no depth of the form.
export function readInputs(schema: Schema, draft: Draft): { inputs: Inputs; problems: Problem[] } {
  const inputs: Inputs = {};
  const problems: Problem[] = [];
  for (const place of ['path', 'query', 'body'] as const) {
    const group = schema.properties?.[place];
    if (!group) continue;
    const value = readGroup(group, place, 0, true, draft, problems);
    if (value) inputs[place] = value;
  }
  return { inputs, problems };
}

function write(schema: Schema, path: string, depth: number, value: unknown, draft: Draft): void {
  const control = controlOf(schema, depth);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (control === 'group' && isObject) writeGroup(schema, path, depth, value as Record<string, unknown>, draft);
  else if (control === 'items' && Array.isArray(value)) {
    draft.counts[path] = Math.min(value.length, kItemsMax);
    value.slice(0, kItemsMax).forEach((item: unknown, index) => writeGroup(schema.items ?? {}, `${path}[${index}]`, depth + 1, (item ?? {}) as Record<string, unknown>, draft));
  } else if (control === 'lines' && Array.isArray(value)) draft.texts[path] = value.join('\n');
  else if (control === 'json') draft.texts[path] = JSON.stringify(value, null, 2);
  else draft.texts[path] = typeof value === 'string' ? value : JSON.stringify(value);
}

function writeGroup(schema: Schema, path: string, depth: number, value: Record<string, unknown>, draft: Draft): void {
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    if (value[name] !== undefined) write(member, within(path, name), depth + 1, value[name], draft);
  }
}

// The catalogue's examples name inputs flat, without their places.
export function draftOfExample(schema: Schema, example: Record<string, unknown>): Draft {
  const draft: Draft = { texts: {}, counts: {} };
  for (const [place, group] of Object.entries(schema.properties ?? {})) writeGroup(group, place, 0, example, draft);
  return draft;
}

// Takes one item out of a list of groups: those behind it move up.
export function withoutItem(draft: Draft, list: string, index: number): Draft {
  const moved = <T>(all: Record<string, T>): Record<string, T> => {
    const out: Record<string, T> = {};
    for (const [name, value] of Object.entries(all)) {
      const at = name.startsWith(`${list}[`) ? Number(name.slice(list.length + 1, name.indexOf(']', list.length))) : -1;
      if (at === index) continue;
      out[at > index ? `${list}[${at - 1}]${name.slice(name.indexOf(']', list.length) + 1)}` : name] = value;
    }
    return out;
  };
  const counts = moved(draft.counts);
  counts[list] = Math.max(0, (draft.counts[list] ?? 0) - 1);
  return { texts: moved(draft.texts), counts };
}

// Whether a problem lies in this field or below it.
export const isIn = (field: string, path: string): boolean => field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`);

const kRules: Record<string, (names: string) => string> = {
  one_needed: (names) => `One of ${names} is needed.`,
  exclude: (names) => `Give only one of ${names}.`,
  go_together: (names) => `${names} go together.`,
  with_one: (names) => `The first of ${names} goes with one of the others.`,
};
export const ruleText = (rule: string, names: string[]): string => (kRules[rule] ?? ((all: string) => `${rule}: ${all}`))(names.join(', '));
