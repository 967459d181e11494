import type { Option } from '../parts/Select.tsx';
import type { Account, Key, LogEntry } from '../types.ts';
import { nameOf, ownerOf } from '../accounts/status.ts';

// The faults as the catalogue of errors names them (src/base/fault.cpp).
const kFaults: Record<string, string> = {
  bad_input: 'Wrong input',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Conflict',
  relink: 'Relink needed',
  too_large: 'Too large',
  limited: 'Rate limited',
  figma_broken: 'Figma failed',
  busy: 'Gateway busy',
  too_slow: 'Too slow',
  bug: 'Gateway bug',
};
const kFaces: Record<string, string> = { http: 'HTTP', dashboard: 'Dashboard', cli: 'Command line' };

export const faultText = (fault: string): string => kFaults[fault] ?? fault;
export const faceText = (face: string): string => kFaces[face] ?? face;

// The choices of a filter; one that the address names is among them, even when nobody here knows it.
export function choices(any: string, known: Option[], chosen: string, hint = ''): Option[] {
  const extra = chosen === '' || known.some(({ value }) => value === chosen) ? [] : [{ value: chosen, label: hint || chosen }];
  return [{ value: '', label: any }, ...known, ...extra];
}
export const faultOptions: Option[] = Object.entries(kFaults).map(([value, label]) => ({ value, label }));
export const faceOptions: Option[] = Object.entries(kFaces).map(([value, label]) => ({ value, label }));
export const keyOptions = (keys: Key[]): Option[] => keys.map(({ id, name, hint, revoked_at }) => ({ value: id, label: `${name} …${hint}${revoked_at ? ' (revoked)' : ''}` }));
export const accountText = (account: Account): string => `${nameOf(account)}, ${ownerOf(account)}`;

// Who called. A command on the gateway's own machine shows no key.
export function callerText({ key_id, key_name, face }: Pick<LogEntry, 'key_id' | 'key_name' | 'face'>): string {
  if (key_name) return key_name;
  return key_id ?? (face === 'cli' ? 'This machine' : 'No key');
}

// What Figma said. Without a status nothing came back, or nothing was asked.
export function figmaText({ figma_status, figma_calls }: Pick<LogEntry, 'figma_status' | 'figma_calls'>): string {
  return figma_status !== null ? String(figma_status) : figma_calls > 0 ? 'No answer' : 'Not asked';
}

// How many requests it took at Figma: pages, parts and tries are requests of their own.
// A read that shared an equal one's answer has a status and no call.
export function callsText({ figma_status, figma_calls, outcome }: Pick<LogEntry, 'figma_status' | 'figma_calls' | 'outcome'>): string {
  if (figma_calls > 0) return figma_calls === 1 ? '1 call' : `${figma_calls.toLocaleString('en')} calls`;
  if (figma_status !== null) return 'None of its own';
  return outcome === 'ok' ? 'None: the answer was at hand' : 'None';
}

export function countWords(count: number, older: boolean, filtered: boolean): string {
  const calls = count === 1 ? '1 call' : `${count} calls`;
  return `${calls}${filtered ? ' found' : ''} on this page, newest first${older ? '; older ones follow' : ''}`;
}
