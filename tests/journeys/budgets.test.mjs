// Figma's limits as a program and an operator meet them: the sandbox keeps its limits, the gateway keeps within them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { House, rpc } from '../lib/house.mjs';

const house = new House();
const paced = { FIGLINK_FIGMA_LIMITS: 'documented' };
let sandbox, gateway, data, key, account, file;

before(async () => {
  sandbox = await house.sandbox();
  data = house.folder();
  const demo = await house.demo();
  file = demo.file;
  account = (await house.link(data, sandbox.url, demo)).id;
  key = await house.key(data);
  gateway = await house.gateway(data, sandbox.url, { env: paced });
});
after(() => house.close());

// Past the memory, so that each read costs a call.
const read = (headers = {}, key_of_file = file) =>
  rpc(gateway.url, key, account, { action: 'figma_get_file', path: { file_key: key_of_file }, query: { depth: 1 } },
    { 'cache-control': 'no-store', ...headers });
const budget = async (method = 'GET', body) => {
  const answer = await fetch(`${gateway.url}/accounts/${account}/budget`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
};

test('the eleventh file in a minute is refused here, with the time, and Figma never sees it', async () => {
  for (let i = 0; i < 10; ++i) assert.equal((await read({ prefer: 'wait=0' })).status, 200);
  const refused = await read({ prefer: 'wait=1' });
  assert.equal(refused.status, 429);
  assert.equal(refused.body.error, 'limited');
  assert.match(refused.body.message, /10 a minute calls of tier 1 for Full and Dev seats on Professional/);
  assert.ok(refused.body.retry_after >= 1 && refused.body.retry_after <= 7, refused.text);
  assert.equal(refused.headers.get('retry-after'), String(refused.body.retry_after));
  assert.equal(refused.body.provider_errors, undefined);
  const { body } = await budget();
  const tier = body.limits.find((row) => row.tier === 1);
  assert.deepEqual([tier.applies_to, tier.known, tier.limit, tier.period_seconds], ['unknown', 'assumed', 10, 60]);
  assert.equal(tier.used, 10);
  assert.ok(tier.next_at && tier.resets_at && tier.parked_until === null);
});

test('an operator says more, and the calls go on at once', async () => {
  const told = await budget('PUT', { plan: 'enterprise', seat: 'full' });
  assert.equal(told.status, 200);
  assert.deepEqual([told.body.plan, told.body.seat, told.body.known], ['enterprise', 'high', 'told']);
  assert.equal((await read({ prefer: 'wait=0' })).status, 200);
  assert.equal((await budget('PUT', { plan: 'gold' })).status, 400);
});

test('forty callers of a node each, who let their ids travel together, are few calls', async () => {
  const seen = async () => (await (await fetch(`${sandbox.url}/sandbox/calls`)).json()).seen;
  const ids = ['0:1', '1:3', '99:99'];
  const before_it = await seen();
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) =>
    rpc(gateway.url, key, account,
      { action: 'figma_get_file_nodes', path: { file_key: file }, query: { ids: [ids[i % 3], `7:${i}`], depth: 1 } },
      { 'cache-control': 'no-store', prefer: 'wait=60, gather' })));
  answers.forEach((answer, i) => {
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(Object.keys(answer.body.data.nodes), [ids[i % 3], `7:${i}`]);
    assert.equal(answer.body.data.nodes[`7:${i}`], null);
    assert.equal(answer.body.data.nodes['0:1'] === undefined, i % 3 !== 0);
  });
  const calls = (await seen()) - before_it;
  assert.ok(calls <= 15, `${calls} calls`);
});

test("a file in a Starter team: Figma's refusal is learned, parks that file alone, and outlives a kill", async () => {
  await fetch(`${sandbox.url}/sandbox/limits`, { method: 'POST', body: '{"monthly": 1}', headers: { 'content-type': 'application/json' } });
  assert.equal((await read({}, 'sideproject')).status, 200);
  const first = await read({}, 'sideproject');
  assert.equal(first.status, 429);
  const seen = async () => (await (await fetch(`${sandbox.url}/sandbox/calls`)).json()).seen;
  const before_it = await seen();
  const second = await read({}, 'sideproject');
  assert.equal(second.status, 429);
  assert.match(second.body.message, /sideproject belongs to the Starter plan/);
  assert.match(second.body.hint, /Upgrade: https:\/\/www\.figma\.com/);
  assert.ok(second.body.retry_after > 3600);
  assert.equal(await seen(), before_it, 'refused here');
  assert.equal((await read()).status, 200, 'another file goes on');
  await gateway.stop('SIGKILL');
  gateway = await house.gateway(data, sandbox.url, { env: paced });
  const after_kill = await read({}, 'sideproject');
  assert.equal(after_kill.status, 429);
  assert.ok(after_kill.body.retry_after > 3600);
  const row = (await budget()).body.limits.find((each) => each.plan === 'starter' && each.tier === 1);
  assert.ok(row.parked_until, 'and the budget shows it');
  assert.equal(row.known, 'learned');
});

test('the command line shows it, and forgets on demand', async () => {
  const shown = await house.run(['accounts', 'budget', account, '--data', data, '--figma-api', sandbox.url], { env: paced });
  assert.equal(shown.code, 0, shown.err);
  assert.ok(JSON.parse(shown.out).files.some((each) => each.resource === 'sideproject'));
  const forgotten = await budget('DELETE');
  assert.equal(forgotten.status, 200);
  assert.deepEqual(forgotten.body.files, []);
});

test('a write with one Idempotency-Key is done once, also across a restart', async () => {
  const call = { action: 'figma_create_comment', path: { file_key: file }, body: { message: 'once' } };
  const first = await rpc(gateway.url, key, account, call, { 'idempotency-key': 'k-1' });
  assert.equal(first.status, 200, first.text);
  assert.equal(first.headers.get('idempotent-replayed'), null);
  await gateway.stop('SIGKILL');
  gateway = await house.gateway(data, sandbox.url, { env: paced });
  const again = await rpc(gateway.url, key, account, call, { 'idempotency-key': 'k-1' });
  assert.equal(again.text, first.text);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  const other = await rpc(gateway.url, key, account, { ...call, body: { message: 'twice' } }, { 'idempotency-key': 'k-1' });
  assert.equal(other.status, 409);
  assert.match(other.body.message, /whose body was another/);
  assert.equal((await rpc(gateway.url, key, account, call, { 'idempotency-key': 'ü' })).status, 400);
});
