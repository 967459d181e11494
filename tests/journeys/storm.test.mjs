// A thousand callers at once on a Figma that allows ten calls a minute, through the real binary over HTTP. What takes an hour and a
// half of waiting in turn is told in virtual time by tests/storm_test.cpp.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { House, rpc } from '../lib/house.mjs';

const kCallers = 1000;
const kOwners = 10;
const house = new House();
let sandbox, gateway, key, demo, accounts;

before(async () => {
  sandbox = await house.sandbox();
  const data = house.folder();
  demo = await house.demo();
  // Owners of one Figma user, whose budget they share.
  accounts = [];
  for (let i = 0; i < kOwners; ++i) accounts.push((await house.link(data, sandbox.url, { ...demo, owner: `owner ${i}` })).id);
  key = await house.key(data);
  gateway = await house.gateway(data, sandbox.url, { env: { FIGLINK_FIGMA_LIMITS: 'documented', FIGLINK_FIGMA_RETRIES: '2' } });
});
after(() => house.close());

const calls = async () => (await fetch(`${sandbox.url}/sandbox/calls`)).json();
// How many calls of the person have gone, or wait in the line.
const standing = async () => {
  const answer = await fetch(`${gateway.url}/accounts/${accounts[0]}/budget`, { headers: { authorization: `Bearer ${key}` } });
  const tier = (await answer.json()).limits.find((row) => row.tier === 1);
  return tier.used + tier.waiting;
};
const file = (account, query, headers) => rpc(gateway.url, key, account, { action: 'figma_get_file', path: { file_key: demo.file }, query }, headers);

test('a thousand equal reads are one call', async () => {
  const { seen } = await calls();
  const answers = await Promise.all(Array.from({ length: kCallers }, () => file(accounts[0], { depth: 1 })));
  assert.ok(answers.every((each) => each.status === 200 && each.text === answers[0].text));
  const asked = (await calls()).seen - seen;
  // Should the storm last for longer than an answer is believed, its version is asked once more.
  assert.ok(asked >= 1 && asked <= 3, `${asked} calls`);
});

test('of a thousand different reads Figma sees what it allows, and each caller has its answer or a true time', { timeout: 300_000 }, async () => {
  const { seen } = await calls();
  const began = Date.now();
  const ask = async (i) => {
    const owner = i % kOwners;
    // A depth of its own, and past the memory: nobody can be answered by what another asked.
    const answer = await file(accounts[owner], { depth: i + 2 }, { 'cache-control': 'no-store' });
    return { owner, status: answer.status, body: answer.body, header: answer.headers.get('retry-after'), after: Date.now() - began };
  };
  // What is free goes to who comes first; owners take turns where they wait. So that the turns can be counted, one call of each owner
  // stands before the rest of the storm: answered, or in the line.
  const first = Array.from({ length: kOwners }, (_, i) => ask(i));
  await Promise.any(first);
  while ((await standing()) < kOwners) await new Promise(setImmediate);
  const answers = await Promise.all([...first, ...Array.from({ length: kCallers - kOwners }, (_, i) => ask(kOwners + i))]);
  const good = answers.filter((each) => each.status === 200);
  const refused = answers.filter((each) => each.status === 429);
  assert.equal(good.length + refused.length, kCallers);
  for (const each of refused) {
    assert.equal(each.body.error, 'limited');
    assert.ok(each.body.retry_after >= 1 && each.body.retry_after <= 90, each.body.message);
    assert.equal(each.header, String(each.body.retry_after));
    assert.match(each.body.message, /the next call fits in/);
    assert.equal(each.body.provider_errors, undefined, 'refused here and not by Figma');
  }
  // Ten at once, less the equal ones' call, and then one each six seconds for as long as anybody waits.
  const minutes = Math.max(...good.map((each) => each.after)) / 60_000;
  assert.ok(good.length >= 12, `${good.length} answered`);
  assert.ok(good.length <= 10 + 10 * minutes + 1, `${good.length} answered in ${minutes} minutes`);
  // No owner goes without, and none has much more than another.
  const by_owner = accounts.map((_, owner) => good.filter((each) => each.owner === owner).length);
  assert.ok(Math.min(...by_owner) >= 1 && Math.max(...by_owner) <= Math.min(...by_owner) + 1, by_owner.join(' '));
  const at_figma = await calls();
  assert.equal(at_figma.seen - seen, good.length);
  assert.deepEqual(at_figma.calls.filter((each) => each.status === 429), [], 'Figma refused none');
});

test('the told time is true: who comes then is answered', { timeout: 120_000 }, async () => {
  const early = await file(accounts[3], { depth: 5000 }, { 'cache-control': 'no-store', prefer: 'wait=0' });
  if (early.status !== 200) {
    assert.equal(early.status, 429);
    await new Promise((next) => setTimeout(next, early.body.retry_after * 1000));
    const then = await file(accounts[3], { depth: 5000 }, { 'cache-control': 'no-store', prefer: 'wait=0' });
    assert.equal(then.status, 200, then.text);
  }
  assert.deepEqual((await calls()).calls.filter((each) => each.status === 429), []);
});
