// A token appears in no database, log, answer or core dump of a busy gateway.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { House, binary, environment, rpc } from '../lib/house.mjs';

const house = new House();
after(() => house.close());

function filesBelow(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

// The path of a core dump of the process, made now.
function dumped(folder, name, pid) {
  const gcore = spawnSync('gcore', ['-o', join(folder, name), String(pid)], { encoding: 'utf8' });
  const core = join(folder, `${name}.${pid}`);
  assert.ok(existsSync(core), `a core dump is needed for this test: install gdb, which brings gcore (${gcore.error ?? gcore.stderr})`);
  return core;
}

test('the token of a busy gateway is nowhere in clear', async () => {
  const folder = house.folder();
  const data = join(folder, 'data');
  const sandbox = await house.sandbox();
  // Not the demo token: that one stands in the program itself.
  const made = await fetch(`${sandbox.url}/sandbox/tokens`, {
    method: 'POST',
    body: JSON.stringify({ kind: 'personal', scopes: ['current_user:read', 'file_content:read', 'file_comments:read', 'folders:read'] }),
  }).then((answer) => answer.json());
  const demo = { ...(await house.demo()), token: made.token };
  assert.match(demo.token, /^figd_/);
  const key = await house.key(data);
  const account = await house.link(data, sandbox.url, demo);

  // By hand and not by house.gateway: cores go to the working folder, and logs tell everything.
  const child = house.adopt(
    spawn(
      'bash',
      ['-c', 'ulimit -c unlimited; exec "$0" "$@"', binary, 'serve', '--listen', '127.0.0.1:0', '--metrics-listen', '127.0.0.1:0',
        '--data', data, '--figma-api', sandbox.url, '--log-level', 'debug'],
      { cwd: folder, env: environment({ FIGLINK_ALLOW_CORE_DUMPS: '1' }), stdio: ['ignore', 'pipe', 'pipe'] },
    ),
  );
  let log = '';
  child.stderr.on('data', (bytes) => (log += bytes));
  const url = await new Promise((ready) => {
    let out = '';
    child.stdout.on('data', (bytes) => {
      out += bytes;
      const line = out.match(/listening on (\S+)\n/);
      if (line) ready(line[1]);
    });
  });

  const answers = [];
  let good = 0;
  const calls = [
    { action: 'figma_get_file', path: { file_key: demo.file }, query: { depth: 1 } },
    { action: 'figma_get_comments', path: { file_key: demo.file } },
    { action: 'figma_get_current_user' },
    { action: 'figma_get_file', path: { file_key: 'absent' } },
    { action: 'figma_get_file', path: { file_key: demo.file }, query: { depth: 'wrong' } },
    { action: 'figma_get_activity_logs' },
  ];
  await Promise.all(
    Array.from({ length: 120 }, async (_, i) => {
      const { text, headers, status } = await rpc(url, key, account.id, calls[i % calls.length]);
      answers.push(text, JSON.stringify([...headers]));
      if (status === 200) ++good;
    }),
  );
  // The sandbox limits rates as Figma does; what is refused by that must not leak either.
  assert.ok(good > 40, `${good} calls went well`);
  // A link session, and relinking by it, carry the token inwards: it must not come back out.
  const session = await fetch(`${url}/connect_sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ origin_owner_id: 'second', origin_owner_name: 'Second', provider: 'figma' }),
  }).then((answer) => answer.json());
  const hub = { 'x-hub-session-token': session.token, 'content-type': 'application/json' };
  const connectors = await fetch(`${url}/hub/connectors`, { headers: hub }).then((answer) => answer.json());
  // Figma takes its time, so that the link is under way when the process is dumped: the request has been read, and
  // nothing has been answered.
  await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify({ path: '/v1/me', latency_ms: 12000 }) });
  const linking = fetch(`${url}/hub/accounts`, {
    method: 'POST',
    headers: hub,
    body: JSON.stringify({
      integration_id: connectors.integrations[0].integration_id,
      credentials: { personal_access_token: demo.token, team_id: demo.team },
    }),
  });
  let linked_yet = false;
  linking.then(() => (linked_yet = true));
  const seen = async () => (await fetch(`${sandbox.url}/sandbox/calls`).then((answer) => answer.json())).calls.at(-1);
  while ((await seen())?.path !== '/v1/me');
  const during = dumped(folder, 'during', child.pid);
  assert.equal(linked_yet, false, 'the link was under way');
  const linked = await linking;
  answers.push(await linked.text());
  assert.ok(linked.ok, answers.at(-1));

  // Dumped while it works, so that a token may be open just then.
  const busy = Promise.allSettled(Array.from({ length: 40 }, () => rpc(url, key, account.id, calls[2])));
  const core = dumped(folder, 'dump', child.pid);
  await busy;
  child.kill('SIGTERM');
  await new Promise((done) => child.on('exit', done));

  const secret = Buffer.from(demo.token);
  const encoded = Buffer.from(demo.token).toString('base64').slice(2, -4);
  for (const [when, path] of [['at work', core], ['while linking', during]]) {
    const dump = readFileSync(path);
    assert.ok(dump.length > 1_000_000, 'the dump holds the process');
    assert.ok(dump.includes(Buffer.from(account.id)), 'the dump holds the live heap: the account id is there');
    const at = dump.indexOf(secret);
    // What stands around it tells whose memory it was.
    const around = at < 0 ? '' : JSON.stringify(dump.subarray(Math.max(0, at - 160), at).toString('latin1'));
    assert.equal(at, -1, `the core dump ${when} holds the token, after ${around}`);
  }
  for (const path of filesBelow(data)) {
    const bytes = readFileSync(path);
    assert.equal(bytes.indexOf(secret), -1, `${path} holds the token`);
    assert.equal(bytes.indexOf(key), -1, `${path} holds the API key`);
  }
  for (const text of [log, ...answers]) {
    assert.ok(!text.includes(demo.token) && !text.includes(encoded), `a log or an answer holds the token: ${text.slice(0, 200)}`);
    assert.ok(!text.includes(key), 'a log or an answer holds the API key');
  }
});
