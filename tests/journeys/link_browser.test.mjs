// figlink link --browser: the command waits while a person links at a running gateway.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { House, binary, environment, freePort } from '../lib/house.mjs';

const house = new House();
after(() => house.close());

let sandbox, gateway, demo, data;
before(async () => {
  sandbox = await house.sandbox();
  demo = await house.demo();
  data = join(house.folder(), 'data');
  gateway = await house.gateway(data, sandbox.url);
});

// Starts the command and waits for the address that it prints. `desktop` is what a machine with a screen adds.
async function waiting(...more) {
  return waitingWith({}, ...more);
}

async function waitingWith(desktop, ...more) {
  const env = environment();
  delete env.DISPLAY;
  delete env.WAYLAND_DISPLAY;
  Object.assign(env, desktop);
  const args = ['link', '--browser', '--public-url', gateway.url, '--data', data, '--figma-api', sandbox.url, ...more];
  const child = house.adopt(spawn(binary, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  const command = { out: '', err: '' };
  child.stdout.on('data', (bytes) => (command.out += bytes));
  command.ended = new Promise((done) => child.on('close', (code) => done(code)));
  command.token = await new Promise((ready, failed) => {
    child.stderr.on('data', (bytes) => {
      command.err += bytes;
      const address = command.err.match(/\s(\S+)\/link\?token=(\S+)\s/);
      if (address) {
        assert.equal(address[1], gateway.url);
        ready(address[2]);
      }
    });
    command.ended.then(() => failed(new Error(command.err)));
  });
  return command;
}

async function hub(token, method, path, body) {
  const answer = await fetch(gateway.url + path, {
    method,
    headers: { 'x-hub-session-token': token, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

async function fill(token, credentials, account) {
  const { body } = await hub(token, 'GET', '/hub/connectors');
  const form = { integration_id: body.integrations[0].integration_id, credentials };
  return account
    ? hub(token, 'PATCH', `/hub/accounts/${account}`, form)
    : hub(token, 'POST', '/hub/accounts', form);
}

test('the account is printed once a person has linked it', async () => {
  const command = await waiting('--owner', 'acme', '--label', 'Ours');
  const linked = await fill(command.token, { personal_access_token: demo.token, team_id: demo.team });
  assert.equal(linked.status, 201);
  assert.equal(await command.ended, 0, command.err);
  const account = JSON.parse(command.out);
  assert.equal(account.id, linked.body.id);
  assert.equal(account.origin_owner_id, 'acme');
  assert.equal(account.label, 'Ours');
  assert.ok(!command.out.includes(demo.token) && !command.err.includes(demo.token));
});

test('an owner that has an account changes it, and the command sees that', async () => {
  const command = await waiting('--owner', 'acme');
  const settings = await hub(command.token, 'GET', '/hub/settings');
  const changed = await fill(command.token, { expires_on: day(30) }, settings.body.existing_account_id);
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  assert.equal(await command.ended, 0, command.err);
  assert.equal(JSON.parse(command.out).expires_at.slice(0, 10), day(30));
});

test('on a desktop the address is handed to the browser', async () => {
  const folder = house.folder();
  const opener = join(folder, 'xdg-open');
  writeFileSync(opener, `#!/bin/sh\necho "$1" > ${folder}/part && mv ${folder}/part ${folder}/opened\n`);
  chmodSync(opener, 0o755);
  const command = await waitingWith({ DISPLAY: ':7', PATH: `${folder}:${process.env.PATH}` }, '--owner', 'screen');
  while (!existsSync(join(folder, 'opened'))) await later(20);
  const opened = readFileSync(join(folder, 'opened'), 'utf8').trim();
  assert.equal(opened, `${gateway.url}/link?token=${command.token}`);
  await fill(command.token, { personal_access_token: demo.token, team_id: demo.team });
  assert.equal(await command.ended, 0, command.err);
});

test('without a gateway it says how to start one', async () => {
  const port = await freePort();
  const ran = await house.run(['link', '--browser', '--listen', `127.0.0.1:${port}`, '--data', data]);
  assert.equal(ran.code, 2);
  const error = JSON.parse(ran.err);
  assert.equal(error.message, `No gateway runs at http://127.0.0.1:${port}.`);
  assert.match(error.hint, /figlink serve/);
});

test('a gateway with other data is told from ours', async () => {
  const ran = await house.run(['link', '--browser', '--public-url', gateway.url, '--data', join(house.folder(), 'other')]);
  assert.equal(ran.code, 2);
  assert.match(JSON.parse(ran.err).hint, /the same --data/);
});

function day(ahead) {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}
