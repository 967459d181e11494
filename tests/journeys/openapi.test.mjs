// What GET /openapi.json says is so: schemas that a validator takes, examples that fit them, and answers as described.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { House } from '../lib/house.mjs';

const require = createRequire(new URL('../node/package.json', import.meta.url));
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;

const house = new House();
after(() => house.close());

let gateway, document, ajv, key, account, demo, catalogue;
before(async () => {
  const sandbox = await house.sandbox();
  demo = await house.demo();
  const data = join(house.folder(), 'data');
  key = await house.key(data, 'openapi');
  account = await house.link(data, sandbox.url, demo);
  gateway = await house.gateway(data, sandbox.url);
  document = await fetch(`${gateway.url}/openapi.json`).then((answer) => answer.json());
  catalogue = JSON.parse((await house.run(['actions'])).out);
  ajv = new Ajv({ strict: false, discriminator: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema({ $id: 'figlink', ...document });
});

const valid = (pointer) => ajv.compile({ $ref: `figlink#${pointer}` });
const escaped = (text) => text.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');

test('every schema compiles', () => {
  const names = Object.keys(document.components.schemas);
  assert.ok(names.length > 60);
  for (const name of names) assert.doesNotThrow(() => valid(`/components/schemas/${name}`), name);
});

test('every operation has an id of its own, a summary and a success', () => {
  const ids = new Set();
  for (const [path, item] of Object.entries(document.paths)) {
    const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = (item.parameters ?? []).map((one) => (one.$ref ? 'id' : one.name));
    assert.deepEqual(declared, placeholders, path);
    for (const [method, operation] of Object.entries(item)) {
      if (method === 'parameters') continue;
      assert.ok(operation.summary.length > 5, `${method} ${path}`);
      assert.ok(!ids.has(operation.operationId), operation.operationId);
      ids.add(operation.operationId);
      assert.ok(Object.keys(operation.responses).some((status) => status.startsWith('2')), `${method} ${path}`);
    }
  }
});

// The row's flat example as the nested request it stands for.
function requestOf(row) {
  const request = { action: row.name };
  const { properties } = document.components.schemas[row.name];
  for (const [name, value] of Object.entries(row.example)) {
    const place = ['path', 'query', 'body'].find((one) => properties[one]?.properties && name in properties[one].properties);
    assert.ok(place, `${row.name}: ${name} stands nowhere`);
    (request[place] ??= {})[name] = value;
  }
  return request;
}

test('the example of every action fits its request, and only its own', () => {
  const check = valid('/components/schemas/ActionRequest');
  for (const row of catalogue) {
    const request = requestOf(row);
    assert.ok(check(request), `${row.name}: ${JSON.stringify(check.errors?.slice(0, 3))}`);
    assert.ok(!check({ ...request, action: 'figma_nonsense' }), row.name);
  }
});

async function answerOf(method, path, body, headers = {}) {
  const answer = await fetch(gateway.url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'x-account-id': account.id, 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? undefined : JSON.parse(text) };
}

function holds(method, pattern, { status, json }) {
  const operation = document.paths[pattern][method];
  const told = operation.responses[status] ? String(status) : 'default';
  const response = operation.responses[told].$ref
    ? operation.responses[told].$ref.slice(1)
    : `/paths/${escaped(pattern)}/${method}/responses/${told}`;
  const check = valid(`${response}/content/application~1json/schema`);
  assert.ok(check(json), `${method} ${pattern} ${status}: ${JSON.stringify(check.errors)} ${JSON.stringify(json).slice(0, 500)}`);
  return json;
}

test('answers are as described, errors included', async () => {
  const session = holds('post', '/connect_sessions', await answerOf('POST', '/connect_sessions', { origin_owner_id: 'o', origin_owner_name: 'O' }));
  const hub = { 'x-hub-session-token': session.token };
  holds('post', '/connect_sessions/authenticate', await answerOf('POST', '/connect_sessions/authenticate', { token: session.token }));
  holds('get', '/hub/settings', await answerOf('GET', '/hub/settings', undefined, hub));
  const { integrations } = holds('get', '/hub/connectors', await answerOf('GET', '/hub/connectors', undefined, hub));
  const integration_id = integrations[0].integration_id;
  holds('get', '/hub/connectors/{id}', await answerOf('GET', `/hub/connectors/${integration_id}`, undefined, hub));
  const attempt = holds('post', '/hub/connection_attempts', await answerOf('POST', '/hub/connection_attempts', { token: session.token }, hub));
  holds('get', '/hub/connection_attempts/{id}', await answerOf('GET', `/hub/connection_attempts/${attempt.id}`, undefined, hub));
  const credentials = { personal_access_token: demo.token, team_id: demo.team };
  const linked = holds('post', '/hub/accounts', await answerOf('POST', '/hub/accounts', { integration_id, credentials }, hub));

  holds('get', '/accounts', await answerOf('GET', '/accounts'));
  holds('get', '/accounts/{id}', await answerOf('GET', `/accounts/${linked.id}`));
  holds('get', '/accounts/{id}/meta', await answerOf('GET', `/accounts/${linked.id}/meta`));
  holds('patch', '/accounts/{id}', await answerOf('PATCH', `/accounts/${linked.id}`, { label: 'x' }));
  holds('delete', '/accounts/{id}', await answerOf('DELETE', `/accounts/${linked.id}`));
  holds('get', '/actions', await answerOf('GET', '/actions?include=action_details'));
  holds('post', '/actions/search', await answerOf('POST', '/actions/search', { query: 'comments' }));
  holds('post', '/actions/rpc', await answerOf('POST', '/actions/rpc', { action: 'figma_get_current_user' }));
  holds('get', '/connectors/meta', await answerOf('GET', '/connectors/meta'));
  holds('get', '/connectors/meta/{provider}', await answerOf('GET', '/connectors/meta/figma'));
  holds('get', '/health', await answerOf('GET', '/health'));
  holds('get', '/ready', await answerOf('GET', '/ready'));

  const wrong = await answerOf('POST', '/actions/rpc', { action: 'figma_get_file', query: { depth: 'x' } });
  assert.equal(wrong.status, 400);
  holds('post', '/actions/rpc', wrong);
  holds('get', '/accounts/{id}', await answerOf('GET', '/accounts/nobody'));
  holds('get', '/accounts', await answerOf('GET', '/accounts', undefined, { authorization: 'Bearer nobody' }));
  const absent = await answerOf('POST', '/actions/rpc', { action: 'figma_get_file', path: { file_key: 'NoSuchFile' } });
  assert.equal(absent.status, 404);
  holds('post', '/actions/rpc', absent);
});
