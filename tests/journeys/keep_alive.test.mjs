// One connection serves many requests, also after it was idle, and a restart does not surprise a client that kept it.
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { House, rpc } from '../lib/house.mjs';

const house = new House();
after(() => house.close());

function ask(agent, url, path = '/health') {
  return new Promise((done, failed) => {
    const call = request(url + path, { agent }, (answer) => {
      answer.resume();
      answer.on('end', () => done({ status: answer.statusCode, port: call.socket.localPort, reused: call.reusedSocket }));
    });
    call.on('error', failed);
    call.end();
  });
}

test('requests one after the other share a connection, errors included', async () => {
  const sandbox = await house.sandbox();
  const gateway = await house.gateway(join(house.folder(), 'data'), sandbox.url);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const first = await ask(agent, gateway.url);
  for (const path of ['/health', '/nowhere', '/accounts', '/ready', '/health']) {
    const next = await ask(agent, gateway.url, path);
    assert.equal(next.port, first.port, path);
    assert.ok(next.reused);
  }
  agent.destroy();
});

test('a stop ends idle connections at once and lets what runs finish', async () => {
  const sandbox = await house.sandbox();
  const demo = await house.demo();
  const data = join(house.folder(), 'data');
  const key = await house.key(data);
  const account = await house.link(data, sandbox.url, demo);
  const gateway = await house.gateway(data, sandbox.url);
  const order = [];

  const agent = new Agent({ keepAlive: true });
  await ask(agent, gateway.url);
  const [idle] = Object.values(agent.freeSockets).flat();
  const closed = new Promise((done) => idle.on('close', () => done(order.push('idle closed'))));

  // A call that Figma is slow to answer is under way when the stop comes.
  await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify({ path: '/v1/me', latency_ms: 1500 }) });
  const call = rpc(gateway.url, key, account.id, { action: 'figma_get_current_user' }).then((answer) => {
    order.push('call answered');
    return answer;
  });
  while ((await (await fetch(`${sandbox.url}/sandbox/calls`)).json()).calls.at(-1)?.path !== '/v1/me');
  const ended = gateway.stop();
  await closed;
  assert.equal((await call).status, 200);
  assert.equal((await ended).code, 0);
  assert.deepEqual(order, ['idle closed', 'call answered']);
  agent.destroy();
});
