// Runs one action and reads its answer as it comes, up to a bound: an answer may have hundreds of megabytes.
import { readTrouble, trouble, type Trouble } from '../../wire/wire.ts';
import { session } from '../session.ts';
import type { Inputs } from './form.ts';
import { originOf, type Origin } from './memory.ts';
import { parseAnswer } from './tree.ts';

export const kBytesMax = 24 * 1024 * 1024;

export interface Outcome {
  inputs: Inputs; // what was asked
  status: number; // 0: nothing answered
  statusText: string;
  tookMs: number;
  bytes: number;
  whole: boolean; // false: there was more than we read
  text: string;
  value: unknown; // of the envelope, when it is JSON
  parsed: boolean;
  next: string | null;
  requestId: string;
  origin: Origin | null; // null: the memory has no part in it
  trouble: Trouble | null;
}

async function readSome(response: Response): Promise<{ text: string; bytes: number; whole: boolean }> {
  const reader = response.body?.getReader();
  if (!reader) return { text: '', bytes: 0, whole: true };
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), bytes, whole: true };
    bytes += value.byteLength;
    text += decoder.decode(value, { stream: true });
    if (bytes > kBytesMax) {
      await reader.cancel();
      return { text, bytes, whole: false };
    }
  }
}

const failed = (inputs: Inputs, startMs: number, what: Trouble): Outcome => ({
  inputs, status: 0, statusText: '', tookMs: performance.now() - startMs, bytes: 0, whole: true, text: '', value: null, parsed: false, next: null, requestId: '', origin: null, trouble: what,
});

// `again`: Figma is asked whether what is remembered still holds.
export async function runAction(account: string, action: string, inputs: Inputs, signal: AbortSignal, { again = false } = {}): Promise<Outcome> {
  const startMs = performance.now();
  const once = () =>
    fetch('/actions/rpc', {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', 'x-account-id': account, ...(again && { 'cache-control': 'no-cache' }), ...session.headers('POST') },
      body: JSON.stringify({ action, ...inputs }),
      credentials: 'same-origin',
      cache: 'default', // 'no-store' would have the browser send cache-control: no-cache always; a POST is kept nowhere
      redirect: 'error',
      signal,
    });
  try {
    let response = await once();
    // Only our own door's refusal is tried again; a forbidden action would be forbidden again.
    if ((response.status === 401 || response.status === 403) && (await session.heard(response.status, 'POST'))) response = await once();
    else if (response.ok) void session.heard(response.status, 'POST');
    const { text, bytes, whole } = await readSome(response);
    const tookMs = performance.now() - startMs;
    const parsed = whole ? parseAnswer(text) : ({ ok: false } as const);
    const value = parsed.ok ? parsed.value : null;
    const envelope = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    return {
      inputs,
      status: response.status,
      statusText: response.statusText,
      tookMs,
      bytes,
      whole,
      text,
      value,
      parsed: parsed.ok,
      next: typeof envelope['next'] === 'string' ? envelope['next'] : null,
      requestId: response.headers.get('x-request-id') ?? '',
      origin: response.ok ? originOf(response.headers) : null,
      trouble: response.ok ? null : readTrouble(response.status, value),
    };
  } catch {
    const cancelled = signal.aborted;
    return failed(inputs, startMs, trouble(cancelled ? { fault: 'cancelled', message: 'Cancelled.', hint: 'What had reached Figma may have been done.' } : { fault: 'network', message: 'The answer did not come through.', hint: 'Check the connection to the gateway, then try again.' }));
  }
}
