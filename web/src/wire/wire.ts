// The HTTP API as this house's own pages speak it. Trouble is a value, never an exception: a page must say what to do about it.

export interface FieldTrouble {
  field: string;
  message: string;
}

export interface Trouble {
  statusCode: number; // 0 when nothing answered
  fault: string; // the gateway's name for it, or `network`, `cancelled`, `garbled`
  message: string;
  hint: string;
  errors: FieldTrouble[];
  missingScopes: string[];
  retryAfterSeconds: number; // 0 when the answer named none
  requestId: string;
}

export type Answer<T> =
  | { ok: true; value: T; status: number; headers: Headers }
  | { ok: false; trouble: Trouble };

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export function trouble(part: Partial<Trouble>): Trouble {
  return {
    statusCode: 0,
    fault: 'internal',
    message: 'Something went wrong.',
    hint: '',
    errors: [],
    missingScopes: [],
    retryAfterSeconds: 0,
    requestId: '',
    ...part,
  };
}

const kPatienceMs = 30_000;

const kUnreachable = {
  fault: 'network',
  message: 'figlink did not answer.',
  hint: 'Check your connection, then try again.',
};
const kCancelled = { fault: 'cancelled', message: 'Cancelled.', hint: '' };
const kGarbled = {
  fault: 'garbled',
  message: 'The answer could not be read.',
  hint: 'Something between you and figlink may have changed it. Try again.',
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

// Reads the error body; a proxy's own page has none of it, and is named by its status.
export function readTrouble(status: number, body: unknown): Trouble {
  if (!isRecord(body)) {
    return trouble({ ...kGarbled, statusCode: status, message: `The server answered ${status} without saying why.` });
  }
  const errors = Array.isArray(body['errors']) ? body['errors'] : [];
  return trouble({
    statusCode: status,
    fault: text(body['error']) || 'internal',
    message: text(body['message']) || `The server answered ${status}.`,
    hint: text(body['hint']),
    errors: errors.filter(isRecord).map((item) => ({ field: text(item['field']), message: text(item['message']) })),
    missingScopes: texts(body['missing_scopes']),
    retryAfterSeconds: typeof body['retry_after'] === 'number' ? body['retry_after'] : 0,
    requestId: text(body['request_id']),
  });
}

async function read(response: Response): Promise<{ readable: boolean; body: unknown }> {
  const raw = await response.text();
  if (raw === '') return { readable: true, body: null };
  try {
    return { readable: true, body: JSON.parse(raw) as unknown };
  } catch {
    return { readable: false, body: null };
  }
}

// The type of the answer is the caller's word: the two sides are one product and built together.
export async function call<T>(path: string, { method = 'GET', body, headers = {}, signal }: Call = {}): Promise<Answer<T>> {
  const init: RequestInit = {
    method,
    headers: { accept: 'application/json', ...headers },
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...init.headers, 'content-type': 'application/json' };
  }
  // What only reads is given up after a while, so that a page can say so; a change is the person's to end.
  const patience = method === 'GET' ? AbortSignal.timeout(kPatienceMs) : null;
  const ends = [signal, patience].filter((one) => one != null);
  if (ends.length > 0) init.signal = AbortSignal.any(ends);
  try {
    const response = await fetch(path, init);
    const { readable, body: answer } = await read(response);
    if (!response.ok) return { ok: false, trouble: readTrouble(response.status, answer) };
    if (!readable) return { ok: false, trouble: trouble({ ...kGarbled, statusCode: response.status }) };
    return { ok: true, value: answer as T, status: response.status, headers: response.headers };
  } catch {
    return { ok: false, trouble: trouble(signal?.aborted ? kCancelled : kUnreachable) };
  }
}
