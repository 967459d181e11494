// A bad line, a bad disk and a locked database, one after the other, under the real binary: a clear error or going on without
// the memory, nothing lost (the journal has each request), nothing leaked (descriptors, half-written files, tokens).
//
// Clock jumps are the simulator's (tests/sim) and the budget's own tests: no test moves the machine's clock.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { createServer as createLine } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { House, binary, environment, rpc } from '../lib/house.mjs';

const house = new House();
let sandbox, demo, files, line, key, account, data, gateway;

// A line to the sandbox on which every answer suffers what `line.harm` says, also that to a read which goes again because a kept
// connection had died.
async function badLine(to) {
  const { hostname, port } = new URL(to);
  const server = createServer((asked, answer) => {
    const harm = made.harm;
    const onward = httpRequest({ hostname, port, path: asked.url, method: asked.method, headers: { ...asked.headers, 'accept-encoding': 'identity' } }, async (got) => {
      const pieces = [];
      for await (const piece of got) pieces.push(piece);
      const body = Buffer.concat(pieces);
      const head = { 'content-type': got.headers['content-type'] ?? 'application/json' };
      if (harm === null) return answer.writeHead(got.statusCode, { ...head, 'content-length': body.length }).end(body);
      const { socket } = asked;
      const say = (headers, bytes = body) => {
        socket.write(`HTTP/1.1 ${got.statusCode} OK\r\ncontent-type: application/json\r\n${headers}\r\n\r\n`);
        socket.write(bytes);
      };
      const half = body.subarray(0, body.length / 2);
      if (harm === 'closed before the answer') socket.destroy();
      else if (harm === 'no HTTP') socket.end('what is this?\r\n\r\n');
      else if (harm === 'cut in the middle') say(`content-length: ${body.length}`, half), socket.end();
      else if (harm === 'a length that is too short') say(`content-length: ${half.length}`), socket.end();
      else if (harm === 'a length that is too long') say(`content-length: ${body.length + 100}`), socket.end();
      else if (harm === 'two lengths') say(`content-length: 5\r\ncontent-length: 7`), socket.end();
      else if (harm === 'chunks without an end') say('transfer-encoding: chunked', `${body.length.toString(16)}\r\n${body}\r\n`), socket.end();
      else if (harm === 'chunks that are none') say('transfer-encoding: chunked', `zz\r\n${body}`), socket.end();
      else if (harm === 'gzip that is none') say(`content-encoding: gzip\r\ncontent-length: ${body.length}`), socket.end();
      else if (harm === 'a reset in the middle') say(`content-length: ${body.length}`, half), setTimeout(() => socket.resetAndDestroy(), 20);
      else if (harm === 'silence in the middle') say(`content-length: ${body.length}`, half);
      else if (harm === 'a drop now and then') {
        say(`content-length: ${body.length}`, '');
        let sent = 0;
        const drip = setInterval(() => socket.write(body.subarray(sent, ++sent)), 100);
        socket.on('close', () => clearInterval(drip));
      }
      else throw new Error(harm);
    });
    asked.pipe(onward);
  });
  server.keepAliveTimeout = 0;
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const made = { harm: null, url: `http://127.0.0.1:${server.address().port}`, close: () => (server.closeAllConnections(), server.close()) };
  return made;
}

const logs = { all: '' };
async function start(options = {}) {
  const server = await house.gateway(data, line.url, options);
  server.child.stderr.on('data', (bytes) => (logs.all += bytes));
  return server;
}

// Every request of this file by its id: each must be in the journal once.
const sent = new Set();
const seen = [];
async function call(what, headers = {}, to = gateway) {
  try {
    const answer = await rpc(to.url, key, account, what, headers);
    sent.add(answer.headers.get('x-request-id'));
    seen.push(answer.text, JSON.stringify([...answer.headers]));
    return answer;
  } catch (error) {
    return { status: 0, broke: error.cause?.message ?? error.message, body: {} };
  }
}
async function harmed(harm, what, headers) {
  line.harm = harm;
  const answer = await call(what, headers);
  line.harm = null;
  return answer;
}
const past = { 'cache-control': 'no-store' };
const whole = () => ({ action: 'figma_get_file', path: { file_key: 'large' } });
const small = () => ({ action: 'figma_get_comments', path: { file_key: demo.file } });
const comment = (message) => ({ action: 'figma_create_comment', path: { file_key: demo.file }, body: { message } });

const descriptors = () => readdirSync(`/proc/${gateway.pid}/fd`).length;
async function eventually(what, holds, ms = 15_000) {
  for (const until = Date.now() + ms; Date.now() < until; await new Promise((next) => setTimeout(next, 100))) {
    if (holds()) return;
  }
  assert.ok(holds(), what());
}
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}
const halfWritten = () => filesBelow(join(data, 'memory')).filter((path) => /\.new-|\.part$/.test(path));
const entries = () => filesBelow(join(data, 'memory')).filter((path) => /^[0-9a-f]{64}$/.test(path.split('/').at(-1)));

before(async () => {
  files = house.folder();
  // Such that it cannot be compressed, and larger than what fits into one piece.
  const frames = Array.from({ length: 40_000 }, (_, i) => ({ id: `1:${i}`, name: randomBytes(48).toString('base64'), type: 'FRAME', children: [] }));
  writeFileSync(
    join(files, 'large.json'),
    JSON.stringify({
      document: { id: '0:0', name: 'Document', type: 'DOCUMENT', children: [{ id: '0:1', name: 'Page', type: 'CANVAS', children: frames }] },
      components: {}, componentSets: {}, schemaVersion: 0, styles: {}, name: 'Large', lastModified: '2026-01-01T00:00:00Z', thumbnailUrl: '',
      version: '7', role: 'owner', editorType: 'figma', linkAccess: 'view',
    }),
  );
  sandbox = await house.sandbox('--files', files);
  demo = await house.demo();
  // Not the demo token: that one stands in the program itself.
  const own = await fetch(`${sandbox.url}/sandbox/tokens`, { method: 'POST', body: '{"plan": "enterprise"}' }).then((answer) => answer.json());
  demo.token = own.token;
  await fetch(`${sandbox.url}/sandbox/limits`, { method: 'POST', body: '{"on": false}' });
  data = join(house.folder(), 'data');
  account = (await house.link(data, sandbox.url, demo)).id;
  key = await house.key(data);
  line = await badLine(sandbox.url);
  gateway = await start();
});
after(async () => {
  line?.close();
  await house.close();
});

describe('the line to Figma', () => {
  const harms = [
    'closed before the answer', 'no HTTP', 'cut in the middle', 'a length that is too short', 'a length that is too long', 'two lengths',
    'chunks without an end', 'chunks that are none', 'gzip that is none', 'a reset in the middle',
  ];
  let at_rest;
  before(async () => {
    for (let i = 0; i < 3; ++i) assert.equal((await call(small())).status, 200);
    at_rest = descriptors();
  });
  for (const harm of harms) {
    for (const [name, what] of [['a small answer', small], ['a whole file', whole]]) {
      test(`${name}: ${harm}`, async () => {
        const answer = await harmed(harm, what(), past);
        if (answer.status === 0) {
          // Its head had left already: then it ends as cut as it came.
          assert.equal(name, 'a whole file');
        } else {
          assert.ok(answer.status === 502 || answer.status === 504, `${answer.status} ${answer.text?.slice(0, 200)}`);
          assert.match(answer.body.error, /^(figma_broken|too_slow)$/);
          assert.ok(answer.body.message.length > 20 && answer.body.hint.length > 10, answer.text);
        }
        assert.equal((await call(small())).status, 200, 'the next one goes well');
      });
    }
  }
  test('a write whose answer is lost is not sent again, and its key says how it stands', async () => {
    const lost = await harmed('closed before the answer', comment('lost on the way'), { 'idempotency-key': 'lost' });
    assert.equal(lost.status, 502, lost.text);
    const again = await call(comment('lost on the way'), { 'idempotency-key': 'lost' });
    assert.notEqual(again.status, 200, again.text);
    const { body } = await call(small());
    assert.equal(body.data.comments.filter((each) => each.message === 'lost on the way').length, 1);
  });
  test('nothing stays open, and nothing half-written', async () => {
    await eventually(() => `${descriptors()} descriptors, ${at_rest} at first`, () => descriptors() <= at_rest + 1);
    await eventually(() => halfWritten().join(), () => halfWritten().length === 0);
  });
  for (const harm of ['silence in the middle', 'a drop now and then']) {
    test(`${harm} ends when the caller's time is over`, { timeout: 120_000 }, async () => {
      const answer = await harmed(harm, small(), { ...past, 'x-figlink-timeout': '2' });
      assert.equal(answer.status, 504, answer.text);
      assert.equal(answer.body.error, 'too_slow');
    });
  }
});

describe('no line at all', () => {
  const unreachable = async (figma, words) => {
    const other = await house.gateway(data, figma);
    const answer = await call(small(), {}, other);
    assert.equal(answer.status, 502, answer.text);
    assert.equal(answer.body.error, 'figma_broken');
    assert.match(answer.body.message, words);
    // A write of which nothing was sent frees its key.
    assert.equal((await call(comment('never sent'), { 'idempotency-key': 'never-sent' }, other)).status, 502);
    await other.stop();
  };
  test('a name that leads nowhere', () => unreachable('https://figma.invalid', /figma\.invalid/));
  test('a port where nobody listens', () => unreachable('http://127.0.0.1:1', /127\.0\.0\.1/));
  test('a connection that is reset before TLS has begun', async () => {
    const rude = createLine((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.resetAndDestroy());
    });
    await new Promise((ready) => rude.listen(0, '127.0.0.1', ready));
    await unreachable(`https://127.0.0.1:${rude.address().port}`, /127\.0\.0\.1/);
    rude.close();
  });
  test('the key of the write that was never sent is free', async () => {
    const done = await call(comment('never sent'), { 'idempotency-key': 'never-sent' });
    assert.equal(done.status, 200, done.text);
    assert.equal(done.headers.get('idempotent-replayed'), null);
  });
});

describe('the memory on disk', () => {
  // All of it on disk, so that a harm there is met.
  const on_disk = { env: { FIGLINK_CACHE_MEMORY: '0' } };
  const restart = async (options) => {
    await gateway.stop();
    gateway = await start(options);
  };
  const remembered = async () => {
    assert.equal((await call(whole())).headers.get('x-figlink-cache'), 'miss');
    await eventually(() => 'it is on disk', () => entries().length > 0);
    assert.equal((await call(whole())).headers.get('x-figlink-cache'), 'hit');
  };
  before(async () => {
    rmSync(join(data, 'memory'), { recursive: true, force: true });
    await restart(on_disk);
  });

  test('an entry that was changed or shortened is not answered from', async () => {
    await remembered();
    const text = (await call(whole(), past)).text;
    const harms = [
      (path) => truncateSync(path, statSync(path).size >> 1),
      (path) => truncateSync(path, 0),
      (path) => writeFileSync(path, randomBytes(100_000)),
      (path) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 20] ^= 1;
        writeFileSync(path, bytes);
      },
    ];
    for (const harm of harms) {
      entries().forEach(harm);
      const answer = await call(whole());
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('x-figlink-cache'), 'miss');
      assert.ok(answer.text === text, 'and it is Figma\'s');
      await eventually(() => 'it is on disk again', () => entries().length > 0 && halfWritten().length === 0);
    }
  });
  test('a folder that is removed under it is made again', async () => {
    rmSync(join(data, 'memory'), { recursive: true });
    await remembered();
  });
  test('a folder that cannot be one costs the memory and no answer', async () => {
    rmSync(join(data, 'memory'), { recursive: true });
    writeFileSync(join(data, 'memory'), 'a file');
    for (let i = 0; i < 3; ++i) {
      const answer = await call(whole());
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('x-figlink-cache'), 'miss');
    }
    rmSync(join(data, 'memory'));
    await remembered();
  });
  // A limit on the size of files refuses a write as a full disk does, on every machine and for root too.
  test('a disk that takes no more costs the entry and a line in the log', async () => {
    await gateway.stop();
    rmSync(join(data, 'memory'), { recursive: true });
    const child = house.adopt(
      spawn('bash', ['-c', 'ulimit -f 1024; exec "$0" "$@"', binary, 'serve', '--listen', '127.0.0.1:0', '--metrics-listen', '127.0.0.1:0',
        '--data', data, '--figma-api', line.url], { env: environment(on_disk.env), stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    let log = '';
    child.stderr.on('data', (bytes) => ((log += bytes), (logs.all += bytes)));
    const url = await new Promise((ready, failed) => {
      let out = '';
      child.stdout.on('data', (bytes) => {
        const at = (out += bytes).match(/listening on (\S+)\n/);
        if (at) ready(at[1]);
      });
      child.on('exit', (code, signal) => failed(new Error(`ended with ${code} ${signal}: ${log}`)));
    });
    const full = { url };
    for (let i = 0; i < 2; ++i) {
      const answer = await call(whole(), {}, full);
      assert.equal(answer.status, 200, `${answer.broke} ${log}`);
      assert.equal(answer.headers.get('x-figlink-cache'), 'miss');
      assert.equal(JSON.parse(answer.text).data.document.children[0].children.length, 40_000);
    }
    assert.equal((await call(small(), {}, full)).status, 200);
    await eventually(() => log, () => /not_remembered_on_disk .*File too large/.test(log));
    await eventually(() => halfWritten().join(), () => halfWritten().length === 0);
    assert.deepEqual(entries(), []);
    const ended = new Promise((done) => child.on('exit', done));
    child.kill('SIGTERM');
    await ended;
    gateway = await start();
    await remembered();
  });
});

describe('the database', () => {
  test('locked by another process: reads go on, writes are told to come back, and the journal loses nothing', { timeout: 90_000 }, async () => {
    const { DatabaseSync } = await import('node:sqlite'); // of the Node.js that npm brings
    const other = new DatabaseSync(join(data, 'figlink.db'));
    other.exec('BEGIN IMMEDIATE');
    try {
      const reads = await Promise.all(Array.from({ length: 20 }, () => call(small())));
      assert.deepEqual(reads.map((each) => each.status), Array(20).fill(200));
      const began = Date.now();
      const refused = await call(comment('while locked'), { 'idempotency-key': 'while-locked' });
      assert.equal(refused.status, 503, refused.text);
      assert.equal(refused.body.error, 'busy');
      assert.match(refused.body.message, /in use by another process/);
      assert.ok(refused.headers.get('retry-after') >= 1);
      assert.ok(Date.now() - began < 30_000);
    } finally {
      other.exec('ROLLBACK');
      other.close();
    }
    const done = await call(comment('while locked'), { 'idempotency-key': 'while-locked' });
    assert.equal(done.status, 200, done.text);
    assert.equal((await call(small())).body.data.comments.filter((each) => each.message === 'while locked').length, 1);
  });
});

test('in the end: every request is in the journal once, no token anywhere', async () => {
  const times = new Map();
  await eventually(() => `${sent.size} requests, ${times.size} of them in the journal`, () => true, 0);
  let next = '';
  do {
    const page = await fetch(`${gateway.url}/requests/logs?page_size=1000${next && `&next=${encodeURIComponent(next)}`}`, { headers: { authorization: `Bearer ${key}` } }).then((answer) => answer.json());
    for (const entry of page.data) times.set(entry.request_id, (times.get(entry.request_id) ?? 0) + 1);
    next = page.next;
  } while (next);
  for (const id of sent) assert.equal(times.get(id), 1, id);
  await gateway.stop();
  const token = Buffer.from(demo.token);
  for (const path of filesBelow(data)) assert.equal(readFileSync(path).indexOf(token), -1, `${path} holds the token`);
  for (const text of [logs.all, ...seen]) assert.ok(!text.includes(demo.token), 'a log or an answer holds the token');
});
