import { expect, test } from 'vitest';
import { trouble, type Answer, type Call } from '../wire/wire.ts';
import { Session } from './session.ts';
import type { SignedIn } from './types.ts';

const signed = (csrf: string, project = 'p'): SignedIn => ({ project: { id: project, name: project }, key: { id: 'k', name: 'Mira', hint: 'abcd' }, csrf_token: csrf, idle_seconds: 1800, expires_at: '' });

// A gateway that answers what it is told to, and remembers what it was asked.
function gateway(answers: Record<string, (call: Call) => [number, unknown]>) {
  const asked: { path: string; call: Call }[] = [];
  const fetcher = async <T>(path: string, call: Call = {}): Promise<Answer<T>> => {
    asked.push({ path, call });
    const [status, value] = answers[`${call.method ?? 'GET'} ${path}`]?.(call) ?? [404, null];
    return status < 300 ? { ok: true, value: value as T, status, headers: new Headers() } : { ok: false, trouble: trouble({ statusCode: status }) };
  };
  return { asked, session: new Session(fetcher) };
}

test('nobody is signed in until a key was shown', async () => {
  const { session, asked } = gateway({ 'GET /dashboard/session': () => [401, null], 'POST /dashboard/session': () => [201, signed('c1')] });
  await session.open();
  expect(session.state).toEqual({ name: 'out', why: 'new', before: null });
  await session.signIn('flk_x');
  expect(session.state).toMatchObject({ name: 'in', times: 1 });
  expect(JSON.stringify(session.state)).not.toContain('flk_x');
  expect(asked[1]?.call.body).toEqual({ key: 'flk_x' });
});

test('a change brings the page’s permission, a look does not', async () => {
  const { session, asked } = gateway({ 'GET /dashboard/session': () => [200, signed('c1')], 'GET /keys': () => [200, {}], 'POST /keys': () => [201, {}] });
  await session.open();
  await session.ask('/keys');
  await session.ask('/keys', { method: 'POST', body: {} });
  expect(asked[1]?.call.headers).toEqual({});
  expect(asked[2]?.call.headers).toEqual({ 'x-figlink-csrf': 'c1' });
});

test('an end of the session keeps who it was', async () => {
  const { session } = gateway({ 'GET /dashboard/session': () => [200, signed('c1')], 'GET /keys': () => [401, null] });
  await session.open();
  const answer = await session.ask('/keys');
  expect(answer).toMatchObject({ ok: false, trouble: { statusCode: 401 } });
  expect(session.state).toMatchObject({ name: 'out', why: 'ended', before: { csrf_token: 'c1' } });
});

test('an old permission is made new once, and a true refusal is told', async () => {
  let csrf = 'c1';
  const { session, asked } = gateway({
    'GET /dashboard/session': () => [200, signed(csrf)],
    'POST /keys': (call) => (call.headers?.['x-figlink-csrf'] === 'c2' ? [201, {}] : [403, null]),
    'PATCH /project': () => [403, null],
  });
  await session.open();
  csrf = 'c2';
  expect((await session.ask('/keys', { method: 'POST' })).ok).toBe(true);
  expect((await session.ask('/project', { method: 'PATCH' })).ok).toBe(false);
  expect(asked.filter(({ path }) => path === '/project')).toHaveLength(1);
});
