// Each answer of the sandbox, good and bad, is judged by the official OpenAPI file.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { House } from '../lib/house.mjs';
import { judge, operations, problems } from '../lib/spec.mjs';

const house = new House();
after(() => house.close());

let url;
let actions;
const tokens = {
  demo: 'figd_sandbox-demo-token-0000000000000000000000',
  plan: 'figp_sandbox-plan-00000000000000000000000000',
  admin: 'figu_sandbox-org-admin-000000000000000000000',
  content: 'figd_sandbox-content-only-000000000000000000',
  expired: 'figd_sandbox-expired-00000000000000000000000',
  stranger: 'figd_sandbox-stranger-0000000000000000000000',
};

before(async () => {
  url = (await house.sandbox()).url;
  const { out } = await house.run(['actions', '--json']);
  actions = new Map(JSON.parse(out).map((action) => [action.operation_id, action]));
});

function request(action, inputs) {
  let path = action.path;
  const query = new URLSearchParams();
  const body = {};
  for (const input of action.inputs) {
    const value = inputs[input.name];
    if (value === undefined) continue;
    if (input.in === 'path') path = path.replace(`{${input.name}}`, encodeURIComponent(value));
    else if (input.in === 'query') query.set(input.name, Array.isArray(value) ? value.join(',') : value);
    else body[input.name] = value;
  }
  const writes = action.method === 'POST' || action.method === 'PUT';
  return { path: path + (query.size ? `?${query}` : ''), body: writes ? JSON.stringify(body) : undefined };
}

async function ask(action, inputs, token) {
  const { path, body } = request(action, inputs);
  const headers = token?.startsWith('figu_') ? { authorization: `Bearer ${token}` } : token ? { 'x-figma-token': token } : {};
  const answer = await fetch(url + path, { method: action.method, headers: { ...headers, 'content-type': 'application/json' }, body });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text };
}

function fits(action) {
  const kinds = action.credentials;
  if (kinds.includes('personal access token')) return tokens.demo;
  return kinds.includes('plan access token') ? tokens.plan : tokens.admin;
}

function held(operation, status, text, what) {
  const validate = judge(operation, status);
  if (!validate) return;
  assert.ok(validate(JSON.parse(text)), `${operation.operationId} ${status} ${what}: ${problems(validate)}: ${text.slice(0, 300)}`);
}

for (const { id, operation } of operations) {
  test(`${id} answers as the specification says`, async () => {
    const action = actions.get(id);
    // Deletions come last in a world of their own, so that examples find what they name.
    await fetch(`${url}/sandbox/reset`, { method: 'POST' });
    const good = await ask(action, action.example, fits(action));
    assert.equal(good.status, 200, good.text);
    held(operation, 200, good.text || '{}', 'the example');
    assert.ok(good.headers.get('x-figma-rest-api-request-id'));

    const bad = [
      ['a token that nobody knows', action.example, 'figd_nobody'],
      ['no token', action.example, undefined],
      ['an expired token', action.example, tokens.expired],
      ['a token without the scope', action.example, tokens.content],
      ['a stranger', action.example, tokens.stranger],
    ];
    for (const input of action.inputs.filter((each) => each.in === 'path')) {
      bad.push([`an unknown ${input.name}`, { ...action.example, [input.name]: '404' }, fits(action)]);
    }
    for (const input of action.inputs.filter((each) => each.in === 'query' && each.type === 'integer')) {
      bad.push([`a text as ${input.name}`, { ...action.example, [input.name]: 'many' }, fits(action)]);
    }
    for (const [what, inputs, token] of bad) {
      const answer = await ask(action, inputs, token);
      if (answer.status === 200) continue; // a credential that is good enough here
      assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status}`);
      held(operation, answer.status, answer.text, what);
    }
  });
}

test('a rate limit answers with its headers', async () => {
  await fetch(`${url}/sandbox/reset`, { method: 'POST' });
  const made = await fetch(`${url}/sandbox/tokens`, {
    method: 'POST',
    body: JSON.stringify({ scopes: ['file_content:read'], plan: 'starter', seat: 'view', user_id: '777' }),
  }).then((answer) => answer.json());
  const action = actions.get('getFile');
  let last;
  for (let i = 0; i < 21; ++i) last = await ask(action, action.example, made.token);
  assert.equal(last.status, 429);
  held(operations.find((each) => each.id === 'getFile').operation, 429, last.text, 'a rate limit');
  assert.ok(Number(last.headers.get('retry-after')) > 3600, 'a monthly allowance takes days to come back');
  assert.equal(last.headers.get('x-figma-plan-tier'), 'starter');
  assert.equal(last.headers.get('x-figma-rate-limit-type'), 'low');
  assert.match(last.headers.get('x-figma-upgrade-link'), /^https:/);
});

test('faults come as asked for', async () => {
  await fetch(`${url}/sandbox/reset`, { method: 'POST' });
  const action = actions.get('getFileMeta');
  const fault = (body) => fetch(`${url}/sandbox/faults`, { method: 'POST', body: JSON.stringify(body) });
  await fault({ path: '/v1/files/', status: 500 });
  assert.equal((await ask(action, action.example, tokens.demo)).status, 500);
  assert.equal((await ask(action, action.example, tokens.demo)).status, 200);
  await fault({ path: '/v1/files/', html: true });
  const page = await ask(action, action.example, tokens.demo);
  assert.equal(page.status, 503);
  assert.match(page.text, /CloudFront/);
  await fault({ path: '/v1/files/', retry_after: 30 });
  const limited = await ask(action, action.example, tokens.demo);
  assert.equal(limited.status, 429);
  assert.equal(limited.headers.get('retry-after'), '30');
  await fault({ path: '/v1/files/', cut: true });
  await assert.rejects(ask(action, action.example, tokens.demo));
});
