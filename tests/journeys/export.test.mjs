// figlink export: pictures as files, what a second run fetches, a run that was killed, and answers of somebody hostile.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { House, binary, environment } from '../lib/house.mjs';

const kFigma = 'A'.repeat(22); // a file of the hand-made Figma below
const kPng = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('the rest of a picture')]);

const house = new House();
after(() => house.close());

let sandbox, demo, data;
before(async () => {
  sandbox = await house.sandbox();
  demo = await house.demo();
  data = join(house.folder(), 'data');
  await house.link(data, sandbox.url, demo);
});

const folder = () => join(house.folder(), 'out');
const argsOf = (figma, args) => ['export', ...args, '--data', data, '--figma-api', figma];
async function exported(figma, ...args) {
  const { code, out, err } = await house.run(argsOf(figma, args));
  return { code, err, told: out === '' ? null : JSON.parse(out) };
}
const manifestIn = (out) => JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
const calls = async () => (await (await fetch(`${sandbox.url}/sandbox/calls`)).json()).calls;
const fault = (wish) => fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify(wish) });

function checkFiles(out) {
  const { items } = manifestIn(out);
  for (const item of items) {
    const bytes = readFileSync(join(out, item.file));
    assert.equal(bytes.length, item.bytes);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), item.sha256);
  }
  assert.deepEqual(readdirSync(out).sort(), ['manifest.json', ...items.map((item) => item.file)].sort(), 'and nothing else');
  return items;
}

// A Figma of one file, whose answers the test can spoil.
class HandMade {
  static #made = 0;
  version = `${++HandMade.#made}.0`; // of its own: all are asked as one account, and answers are remembered
  names = {};
  looks = {}; // by node id: more of what the node is
  links = {}; // by node id, instead of its own
  pictures = {}; // by node id: (response) => ...
  renders = [];
  fetched = [];

  async start() {
    this.server = createServer((request, response) => this.answer(request, response));
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }
  answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.url);
    const json = (body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    const ids = searchParams.get('ids')?.split(',') ?? [];
    if (pathname.endsWith('/meta')) return json({ file: { name: 'Hand made', version: this.version } });
    if (pathname.endsWith('/nodes')) {
      return json({ nodes: Object.fromEntries(ids.map((id) => [id, { document: { id, name: this.names[id] ?? `Node ${id}`, ...this.looks[id] } }])) });
    }
    if (pathname.startsWith('/v1/images/')) {
      this.renders.push(ids);
      const link = (id) => (id in this.links ? this.links[id] : `${this.url}/p/${encodeURIComponent(id)}`);
      return json({ err: null, images: Object.fromEntries(ids.map((id) => [id, link(id)])) });
    }
    assert.equal(request.headers['x-figma-token'], undefined, 'no token goes along with a picture');
    const id = decodeURIComponent(pathname.slice(3));
    this.fetched.push(id);
    return (this.pictures[id] ?? ((out) => out.end(kPng)))(response);
  }
  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

async function handMade(work) {
  const figma = await new HandMade().start();
  try {
    await work(figma);
  } finally {
    figma.close();
  }
}

describe('export', () => {
  test('saves every component with its checksum, and fetches nothing twice', async () => {
    const out = folder();
    const first = await exported(sandbox.url, demo.file, '--all-components', '--scale', '2', '--out', out);
    assert.equal(first.code, 0, first.err);
    const items = checkFiles(out);
    assert.equal(first.told.fetched, items.length);
    assert.ok(items.length > 50);
    assert.ok(items.every((item) => item.file.endsWith('@2x.png') && item.scale === 2 && item.version === first.told.version));
    const before = (await calls()).length;
    const second = await exported(sandbox.url, demo.file, '--all-components', '--scale', '2', '--out', out);
    assert.deepEqual([second.told.fetched, second.told.unchanged], [0, items.length]);
    const asked = (await calls()).slice(before).map((call) => call.operation);
    assert.deepEqual(asked, ['getFileMeta', 'getFileComponents'], 'nothing is rendered again');
  });

  test('saves the pictures that people put in, each once for ever', async () => {
    const out = folder();
    const first = await exported(sandbox.url, 'quantux', '--fills', '--out', out);
    assert.equal(first.code, 0, first.err);
    const items = checkFiles(out);
    assert.ok(items.length > 1 && items.every((item) => item.file === `${item.image_ref}.png`));
    assert.equal((await exported(sandbox.url, 'quantux', '--fills', '--out', out)).told.unchanged, items.length);
  });

  test('saves each format as what it is', async () => {
    const out = folder();
    for (const [format, head] of [['png', '\x89PNG'], ['jpg', '\xff\xd8'], ['svg', '<svg'], ['pdf', '%PDF']]) {
      const { code, err } = await exported(sandbox.url, demo.file, '--nodes', '0:1', '--format', format, '--out', out);
      assert.equal(code, 0, err);
      const item = manifestIn(out).items.find((one) => one.format === format);
      assert.ok(readFileSync(join(out, item.file), 'latin1').startsWith(head));
    }
    assert.equal(checkFiles(out).length, 4, 'in one folder');
  });

  test('reports the node that Figma does not render, and fetches that one the next time', async () => {
    const out = folder();
    const ids = manifestOfAll.map((item) => item.node_id).slice(0, 3);
    await fault({ action: 'figma_render_images', nulls: [ids[1]], count: 2 });
    const first = await exported(sandbox.url, demo.file, '--nodes', ids.join(','), '--out', out);
    assert.equal(first.code, 4);
    assert.deepEqual([first.told.fetched, first.told.failed.length], [2, 1]);
    assert.equal(first.told.failed[0].node_id, ids[1]);
    assert.equal(first.told.failed[0].error, 'not_rendered');
    const second = await exported(sandbox.url, demo.file, '--nodes', ids.join(','), '--out', out);
    assert.deepEqual([second.code, second.told.fetched, second.told.unchanged], [0, 1, 2]);
  });

  let manifestOfAll;
  before(async () => {
    const out = folder();
    await exported(sandbox.url, demo.file, '--all-components', '--out', out);
    manifestOfAll = manifestIn(out).items;
  });

  test('asks once more for a node that came without a picture', async () => {
    const ids = manifestOfAll.map((item) => item.node_id).slice(0, 3);
    await fault({ action: 'figma_render_images', nulls: [ids[1]] });
    const { code, told } = await exported(sandbox.url, demo.file, '--nodes', ids.join(','), '--out', folder());
    assert.deepEqual([code, told.fetched], [0, 3]);
  });

  test('fetches again what was changed or lost on the disk', async () => {
    const out = folder();
    await exported(sandbox.url, demo.file, '--all-components', '--out', out);
    const { items } = manifestIn(out);
    const path = (n) => join(out, items[n].file);
    writeFileSync(path(0), Buffer.alloc(items[0].bytes, 'x')); // of the same size
    rmSync(path(1));
    rmSync(path(2));
    symlinkSync(path(3), path(2));
    const { told } = await exported(sandbox.url, demo.file, '--all-components', '--out', out);
    assert.equal(told.fetched, 3);
    checkFiles(out);
  });

  test('refuses a folder of another file', () =>
    handMade(async (figma) => {
      const out = folder();
      await exported(figma.url, kFigma, '--nodes', '1:1', '--out', out);
      const { code, err } = await exported(figma.url, 'B'.repeat(22), '--nodes', '1:1', '--out', out);
      assert.equal(code, 5);
      assert.match(err, /is of another file/);
    }));

  test('names every wrong word at once', async () => {
    const { code, err } = await exported(sandbox.url, demo.file, '--format', 'gif', '--scale', '2', '--out', folder());
    assert.equal(code, 2);
    assert.deepEqual(JSON.parse(err).errors.map((one) => one.field), ['--nodes', '--format', '--scale']);
  });

  test('shows a person how far it is', () =>
    handMade(async (figma) => {
      const words = [binary, ...argsOf(figma.url, [kFigma, '--nodes', '1:1,1:2', '--out', folder()])];
      const child = spawn('script', ['-qec', words.map((word) => `'${word}'`).join(' '), '/dev/null'], { env: environment() });
      child.stdin.end();
      let shown = '';
      child.stdout.on('data', (bytes) => (shown += bytes));
      const code = await new Promise((done) => child.on('close', done));
      assert.equal(code, 0, shown);
      assert.match(shown, /\[#{15}\.{15}\] 1\/2/);
      assert.match(shown, /Fetched 2, unchanged 0, failed 0/);
    }));

  test('renders again what changed in a new version, and nothing else', () =>
    handMade(async (figma) => {
      const out = folder();
      const ids = '1:1,1:2,1:3,1:4';
      await exported(figma.url, kFigma, '--nodes', ids, '--out', out);
      figma.version = '2';
      figma.names['1:1'] = 'Renamed';
      figma.looks['1:2'] = { absoluteBoundingBox: { x: 7, y: 7, width: 1, height: 1 } }; // moved on the canvas
      figma.looks['1:3'] = { children: [{ id: '1:30', fills: [{ opacity: 0.5 }] }] };
      figma.renders = [];
      const { told } = await exported(figma.url, kFigma, '--nodes', ids, '--out', out);
      assert.deepEqual([told.fetched, told.unchanged], [2, 2]);
      assert.deepEqual(figma.renders, [['1:1', '1:3']]);
      const files = ['Renamed.png', 'Node 1-2.png', 'Node 1-3.png', 'Node 1-4.png'];
      assert.deepEqual(checkFiles(out).map((item) => [item.file, item.version]), files.map((file) => [file, '2']));
    }));

  test('asks once more for the link that has died', () =>
    handMade(async (figma) => {
      const out = folder();
      figma.links['1:1'] = `${figma.url}/p/expired`;
      figma.pictures.expired = (response) => {
        delete figma.links['1:1']; // the next link lives
        response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
      };
      const { code, told, err } = await exported(figma.url, kFigma, '--nodes', '1:1,1:2', '--out', out);
      assert.equal(code, 0, err);
      assert.deepEqual([told.fetched, told.failed], [2, []]);
      assert.deepEqual(figma.renders, [['1:1', '1:2'], ['1:1']]);
    }));

  test('gives nodes of one name files of their own', () =>
    handMade(async (figma) => {
      const out = folder();
      Object.assign(figma.names, { '1:1': 'Icon', '1:2': 'icon', '1:3': '../../up', '1:4': 'CON' });
      await exported(figma.url, kFigma, '--nodes', '1:1,1:2,1:3,1:4', '--out', out);
      assert.deepEqual(checkFiles(out).map((item) => item.file), ['Icon (1-1).png', 'icon (1-2).png', 'up.png', '_CON.png']);
    }));

  test('goes on after it was killed', () =>
    handMade(async (figma) => {
      const out = folder();
      const ids = Array.from({ length: 60 }, (_, n) => `1:${n + 1}`);
      let waiting;
      const hangs = new Promise((seen) => {
        waiting = seen;
      });
      figma.pictures['1:60'] = (response) => {
        response.write(kPng.subarray(0, 4));
        waiting();
      };
      const child = house.adopt(spawn(binary, argsOf(figma.url, [kFigma, '--nodes', ids.join(','), '--out', out]), { env: environment() }));
      await hangs;
      while (!existsSync(join(out, 'manifest.json'))) await new Promise(setImmediate);
      child.kill('SIGKILL');
      await new Promise((done) => child.on('close', done));
      assert.ok(readdirSync(out).some((name) => name.endsWith('.part')) || readdirSync(out).length < 61);
      assert.equal(manifestIn(out).items.every((item) => existsSync(join(out, item.file))), true);
      figma.pictures = {};
      figma.renders = [];
      const { code, told } = await exported(figma.url, kFigma, '--nodes', ids.join(','), '--out', out);
      assert.equal(code, 0);
      assert.ok(told.unchanged >= 50, `${told.unchanged} were there`);
      assert.ok(figma.renders.flat().length <= 10, 'only the rest is rendered again');
      assert.equal(checkFiles(out).length, 60);
    }));

  test('goes nowhere on the word of an answer', () =>
    handMade(async (figma) => {
      const out = folder();
      const other = await new HandMade().start();
      try {
        figma.links = {
          '1:1': `${other.url}/p/secret`,
          '1:2': 'https://evil.example/x.png',
          '1:3': 'file:///etc/passwd',
          '1:4': 'http://169.254.169.254/latest/meta-data',
          '1:5': 'https://s3-alpha.figma.com@127.0.0.1/x',
        };
        figma.pictures['1:6'] = (response) => response.writeHead(302, { location: `${other.url}/p/secret` }).end();
        const ids = ['1:1', '1:2', '1:3', '1:4', '1:5', '1:6', '1:7'];
        const { code, told } = await exported(figma.url, kFigma, '--nodes', ids.join(','), '--out', out);
        assert.equal(code, 3);
        assert.deepEqual(other.fetched, []);
        assert.equal(told.fetched, 1);
        assert.deepEqual(told.failed.map((one) => one.error), Array(6).fill('forbidden'));
        checkFiles(out);
      } finally {
        other.close();
      }
    }));

  test('keeps nothing that is no whole picture, and tries again what may pass', () =>
    handMade(async (figma) => {
      const out = folder();
      let tries = 0;
      figma.pictures = {
        '1:1': (response) => response.end('<html>Sign in</html>'),
        '1:2': (response) => {
          response.writeHead(200, { 'content-length': 1000 });
          response.write(kPng);
          response.destroy();
        },
        '1:3': (response) => (++tries < 3 ? response.writeHead(500).end() : response.end(kPng)),
        '1:4': (response) => response.writeHead(403).end(),
      };
      const { code, told } = await exported(figma.url, kFigma, '--nodes', '1:1,1:2,1:3,1:4', '--out', out);
      assert.notEqual(code, 0);
      const byNode = Object.fromEntries(told.failed.map((one) => [one.node_id, one.error]));
      assert.deepEqual(byNode, { '1:1': 'figma_broken', '1:2': 'figma_broken', '1:4': 'not_found' });
      assert.equal(figma.fetched.filter((id) => id === '1:4').length, 2, 'what has ended gets one more link, and no other try');
      assert.deepEqual(checkFiles(out).map((item) => item.node_id), ['1:3']);
    }));

  test('does not write through a link that lies in the folder', () =>
    handMade(async (figma) => {
      const out = folder();
      const victim = join(house.folder(), 'victim');
      writeFileSync(victim, 'mine');
      mkdirSync(out);
      symlinkSync(victim, join(out, 'Node 1-1.png.part'));
      symlinkSync(victim, join(out, 'Node 1-1.png'));
      await exported(figma.url, kFigma, '--nodes', '1:1', '--out', out);
      assert.equal(readFileSync(victim, 'utf8'), 'mine');
      checkFiles(out);
    }));
});
