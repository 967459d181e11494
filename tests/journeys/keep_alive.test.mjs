// One connection serves many requests, also after it was idle, and a restart does not surprise a client that kept it.
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { House } from '../lib/house.mjs';

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

test('a stop ends idle connections at once', async () => {
  const sandbox = await house.sandbox();
  const gateway = await house.gateway(join(house.folder(), 'data'), sandbox.url);
  const agent = new Agent({ keepAlive: true });
  await ask(agent, gateway.url);
  const began = performance.now();
  const { code } = await gateway.stop();
  assert.equal(code, 0);
  assert.ok(performance.now() - began < 10_000, 'it does not wait for a client that says nothing');
  agent.destroy();
});
