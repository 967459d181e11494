// The commands, as a person in a shell and as a script in a pipe meet them.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { House, binary, environment, freePort } from '../lib/house.mjs';

const kAsksMax = 20_000; // until a change is seen; each ask is a round trip

const house = new House();
after(() => house.close());

let sandbox, demo, data, account, nobody;
before(async () => {
  nobody = `http://127.0.0.1:${await freePort()}`;
  sandbox = await house.sandbox();
  demo = await house.demo();
  data = join(house.folder(), 'data');
  account = await house.link(data, sandbox.url, demo);
});

const figlink = (...args) => house.run([...args, '--data', data, '--figma-api', sandbox.url]);

// What the sandbox was asked so far.
async function calls() {
  return (await (await fetch(`${sandbox.url}/sandbox/calls`)).json()).calls;
}

// Runs a command on a terminal of its own, through `script`, so that isatty() says yes.
function onTerminal(...args) {
  const words = [binary, ...args].map((word) => `'${word}'`).join(' ');
  const ran = spawnSync('script', ['-qec', words, '/dev/null'], { encoding: 'utf8', env: environment(), input: '' });
  return { code: ran.status, out: ran.stdout.replaceAll('\r\n', '\n') };
}

describe('call', () => {
  test('prints the data alone, which is what Figma answered', async () => {
    const { code, out, err } = await figlink('call', 'figma_get_file', '--file_key', demo.file, '--depth', '1');
    assert.equal(code, 0, err);
    assert.equal(err, '');
    const direct = await fetch(`${sandbox.url}/v1/files/${demo.file}?depth=1`, { headers: { 'x-figma-token': demo.token } });
    assert.equal(out, `${await direct.text()}\n`);
  });

  test('takes an address, short names, hyphens and a JSON file', async () => {
    const address = `https://www.figma.com/design/${demo.file}/Some-name`;
    for (const args of [
      ['figma_get_file', '--file-key', address],
      ['get_file', `--file_key=${address}`],
      ['getFile', '--file_key', demo.file],
    ]) {
      const { code, err } = await figlink('call', ...args, '--depth', '1');
      assert.equal(code, 0, err);
    }
    const path = join(house.folder(), 'inputs.json');
    writeFileSync(path, JSON.stringify({ file_key: demo.file, depth: 1 }));
    assert.equal((await figlink('call', 'figma_get_file', '--json', path)).code, 0);
    const piped = await house.run(['call', 'figma_get_file', '--json', '-', '--data', data, '--figma-api', sandbox.url], {
      input: readFileSync(path, 'utf8'),
    });
    assert.equal(piped.code, 0, piped.err);
  });

  test('with --envelope prints what HTTP answers', async () => {
    const { out } = await figlink('call', 'figma_get_current_user', '--envelope');
    const { data: user, next } = JSON.parse(out);
    assert.equal(user.id, account.figma_user.id);
    assert.equal(next, null);
  });

  test('follows pages by the cursor that it hands out', async () => {
    const { out, err } = await figlink('call', 'figma_get_file_versions', '--file_key', demo.file, '--page_size', '1', '--envelope');
    const first = JSON.parse(out);
    assert.equal(first.data.versions.length, 1, err);
    if (first.next === null) return;
    const plain = await figlink('call', 'figma_get_file_versions', '--file_key', demo.file, '--page_size', '1');
    assert.match(plain.err, /--next/);
    const second = await figlink('call', 'figma_get_file_versions', '--file_key', demo.file, '--page_size', '1', '--next', first.next);
    assert.equal(second.code, 0, second.err);
    assert.notEqual(JSON.parse(second.out).versions[0]?.id, first.data.versions[0].id);
  });

  test('tells errors as JSON in a pipe, with the exit code of the fault', async () => {
    const cases = [
      [2, 'bad_input', 'figma_get_file'],
      [2, 'bad_input', 'figma_get_fil', '--file_key', 'x'],
      [2, 'bad_input', 'figma_get_file', '--file_kee', 'x'],
      [4, 'not_found', 'figma_get_file', '--file_key', 'NoSuchFile000000000000'],
      [4, 'not_found', 'figma_get_current_user', '--account', 'nobody'],
    ];
    for (const [expected, fault, ...args] of cases) {
      const { code, out, err } = await figlink('call', ...args);
      assert.equal(code, expected, err);
      assert.equal(out, '');
      const told = JSON.parse(err);
      assert.equal(told.error, fault);
      assert.ok(told.hint, err);
    }
  });

  test('names every wrong flag in one round, with the nearest', async () => {
    const { code, err } = await figlink('call', 'figma_get_file', '--depht', '1', '--file_kee', 'x', '--foo', '1');
    assert.equal(code, 2, err);
    const { errors } = JSON.parse(err);
    assert.deepEqual(
      errors.map(({ field }) => field),
      ['--depht', '--file_kee', '--foo'],
    );
    assert.match(errors[0].message, /--depth\?/);
    assert.match(errors[1].message, /--file_key\?/);
    const account = await figlink('call', 'figma_get_current_user', '--acount', 'x');
    assert.match(JSON.parse(account.err).message, /Did you mean --account\?/);
  });

  test('a flag takes the next word whatever it is', async () => {
    for (const words of [['--message=--help'], ['--message', '--help'], ['--message', '--']]) {
      const { code, out, err } = await figlink('call', 'figma_create_comment', '--file_key', demo.file, ...words);
      assert.equal(code, 0, err);
      assert.equal(JSON.parse(out).message, words.at(-1).replace('--message=', ''));
    }
  });

  test('says that the action comes first', async () => {
    const { code, err } = await figlink('call', '--file_key', demo.file, 'figma_get_file');
    assert.equal(code, 2);
    assert.match(JSON.parse(err).message, /The ACTION comes first/);
  });

  test('says that Figma cannot be reached with 7', async () => {
    const { code, err } = await house.run(['call', 'figma_get_current_user', '--data', data, '--figma-api', nobody]);
    assert.equal(code, 7, err);
    assert.equal(JSON.parse(err).error, 'figma_broken');
  });

  test('--help explains the action', async () => {
    const { code, out } = await house.run(['call', 'figma_render_images', '--help']);
    assert.equal(code, 0);
    for (const part of ['--ids', '--scale', 'at most 4', 'svg', 'file_content:read', 'Example: figlink call figma_render_images']) {
      assert.ok(out.includes(part), part);
    }
  });
});

describe('on a terminal', () => {
  test('answers are laid out and lists are tables', () => {
    const user = onTerminal('call', 'figma_get_current_user', '--data', data, '--figma-api', sandbox.url);
    assert.equal(user.code, 0, user.out);
    assert.match(user.out, /\{\n {2}"id": /);
    const list = onTerminal('accounts', 'list', '--data', data);
    assert.match(list.out, /^ACCOUNT +STATUS +OWNER/);
    assert.match(list.out, new RegExp(`\n${account.id} +active`));
    const json = onTerminal('accounts', 'list', '--data', data, '--json');
    assert.equal(JSON.parse(json.out)[0].id, account.id);
  });

  test('errors are sentences', () => {
    const { code, out } = onTerminal('accounts', 'show', 'nobody', '--data', data);
    assert.equal(code, 4);
    assert.match(out, /^figlink: /);
    assert.ok(!out.includes('{'));
  });
});

describe('link', () => {
  test('reads the token from a file or standard input and from nowhere else', async () => {
    const path = join(house.folder(), 'token.txt');
    writeFileSync(path, `${demo.token}\n`, { mode: 0o600 });
    const linked = await figlink('link', '--token-file', path, '--team-id', demo.team, '--owner', 'file');
    assert.equal(linked.code, 0, linked.err);
    assert.equal((await figlink('link', '--token', demo.token, '--team-id', demo.team)).code, 2);
    const absent = await figlink('link', '--token-file', `${path}.none`, '--team-id', demo.team);
    assert.equal(absent.code, 2);
    assert.match(absent.err, /cannot be read/);
    const removed = await figlink('accounts', 'remove', JSON.parse(linked.out).id);
    assert.equal(removed.code, 0, removed.err);
  });
});

describe('the data folder', () => {
  test('is private, and so is the master key', () => {
    assert.equal(statSync(data).mode & 0o777, 0o700);
    assert.equal(statSync(join(data, 'master.key')).mode & 0o777, 0o600);
  });

  test('the master key may come from the environment, which then shows it no more', async () => {
    const own = join(house.folder(), 'data');
    const key = Buffer.alloc(32, 7).toString('base64');
    const env = { FIGLINK_MASTER_KEY: key };
    const made = await house.run(['keys', 'create', 'x', '--data', own], { env });
    assert.equal(made.code, 0, made.err);
    assert.ok(!existsSync(join(own, 'master.key')));
    const gateway = await house.gateway(own, sandbox.url, { env });
    assert.ok(!readFileSync(`/proc/${gateway.pid}/environ`, 'latin1').includes(key));
    await gateway.stop();
    for (const wrong of [{}, { FIGLINK_MASTER_KEY: Buffer.alloc(32, 8).toString('base64') }, { FIGLINK_MASTER_KEY: 'c2hvcnQ=' }]) {
      const refused = await house.run(['keys', 'list', '--data', own], { env: wrong });
      assert.equal(refused.code, 2, refused.err + refused.out);
      assert.ok(JSON.parse(refused.err).hint);
      assert.ok(!refused.err.includes(key));
    }
  });
});

describe('serve', () => {
  test('says how to make a key when there is none, and nothing else on standard output', async () => {
    const gateway = await house.gateway(join(house.folder(), 'data'), sandbox.url);
    assert.match(gateway.out, /^figlink listening on http:\/\/127\.0\.0\.1:\d+\n$/);
    assert.match(gateway.log, /figlink keys create/);
    const { code } = await gateway.stop();
    assert.equal(code, 0);
  });

  test('finishes what runs when it is told to stop', async () => {
    const gateway = await house.gateway(data, sandbox.url);
    const key = await house.key(data, 'stopping');
    const count = 8;
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify({ path: '/v1/files', count, latency_ms: 1000 }) });
    const before = (await calls()).length;
    // Each asks for something else, past the memory: equal reads would become one call.
    const running = Array.from({ length: count }, (_, i) =>
      fetch(`${gateway.url}/actions/rpc`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'x-account-id': account.id, 'cache-control': 'no-store' },
        body: JSON.stringify({ action: 'figma_get_file', path: { file_key: demo.file }, query: { depth: i + 1 } }),
      }).then(async (answer) => [answer.status, JSON.parse(await answer.text()).data?.document?.id]),
    );
    while ((await calls()).length < before + count);
    const { code } = await gateway.stop();
    assert.equal(code, 0, gateway.log);
    for (const answer of await Promise.all(running)) assert.deepEqual(answer, [200, '0:0']);
  });

  test('refuses wrong settings at once, each with where it came from', async () => {
    const folder = house.folder();
    const config = join(folder, 'figlink.toml');
    writeFileSync(config, 'lisen = "x"\n');
    const { code, err } = await house.run(['serve', '--config', config, '--log-format', 'loud'], { env: { FIGLINK_LISTEN: 'nowhere' } });
    assert.equal(code, 2);
    const fields = JSON.parse(err).errors.map((problem) => problem.field);
    assert.deepEqual(fields, [config, 'FIGLINK_LISTEN', '--log-format']);
  });

  test('an address that is taken is told', async () => {
    const gateway = await house.gateway(data, sandbox.url);
    const { code, err } = await house.run(['serve', '--data', data, '--listen', new URL(gateway.url).host, '--metrics-listen', 'off']);
    assert.equal(code, 2);
    assert.match(JSON.parse(err).message, /listen/);
  });

  test('counts requests by route, on an address of their own', async () => {
    const gateway = await house.gateway(data, sandbox.url);
    await fetch(`${gateway.url}/accounts/some-id?token=secret`);
    await fetch(`${gateway.url}/nowhere`);
    const [, address] = gateway.log.match(/metrics\s+listening=(\S+)/);
    const answer = await fetch(`http://${address}/metrics`);
    const text = await answer.text();
    assert.match(answer.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
    assert.match(text, /^figlink_requests_total\{method="GET",route="\/accounts\/\{id\}",status="401"\} 1$/m);
    assert.match(text, /^figlink_requests_total\{method="",route="",status="404"\} 1$/m);
    assert.match(text, /^process_resident_memory_bytes [1-9]\d{6,}$/m);
    assert.ok(!text.includes('secret') && !text.includes('some-id'));
    assert.equal((await fetch(`${gateway.url}/metrics`)).status, 404, 'strangers do not see them');
  });

  test('a command beside it is seen at once', async () => {
    const gateway = await house.gateway(data, sandbox.url);
    const key = await house.key(data, 'beside');
    const ask = () => fetch(`${gateway.url}/accounts`, { headers: { authorization: `Bearer ${key}` } }).then((answer) => answer.status);
    assert.equal(await ask(), 200);
    const { id } = JSON.parse((await figlink('keys', 'list')).out).find((one) => one.name === 'beside');
    assert.equal((await figlink('keys', 'revoke', id)).code, 0);
    let status = await ask();
    for (let asked = 1; status !== 401 && asked < kAsksMax; ++asked) status = await ask();
    assert.equal(status, 401);
  });
});

describe('the rest', () => {
  test('doctor says ok when all is well and how to mend what is not', async () => {
    const { code, out } = await figlink('doctor');
    assert.equal(code, 0, out);
    const checks = JSON.parse(out);
    assert.deepEqual(
      checks.filter((check) => check.state === 'fail'),
      [],
    );
    for (const name of ['data folder', 'database and master key', 'Figma', 'clock', `account ${account.id}`]) {
      assert.ok(checks.some((check) => check.check === name), name);
    }
    const broken = await house.run(['doctor', '--data', data, '--figma-api', nobody]);
    assert.equal(broken.code, 1);
    const figma = JSON.parse(broken.out).find((check) => check.check === 'Figma');
    assert.equal(figma.state, 'fail');
    assert.ok(figma.fix);
  });

  test('doctor finds a credential that was moved to another account, and a damaged database', async () => {
    const own = join(house.folder(), 'data');
    const first = await house.link(own, sandbox.url, demo);
    const second = await house.link(own, sandbox.url, { ...demo, owner: 'other' });
    const doctor = () => house.run(['doctor', '--data', own, '--figma-api', sandbox.url]);
    const found = async () => JSON.parse((await doctor()).out);
    assert.equal((await found()).find((check) => check.check === 'credentials').found, '2 open.');
    const path = join(own, 'figlink.db');
    const database = new DatabaseSync(path);
    database.prepare('UPDATE accounts SET credential = (SELECT credential FROM accounts WHERE id = ?) WHERE id = ?').run(first.id, second.id);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    assert.equal((await doctor()).code, 1);
    const moved = (await found()).filter((check) => check.check.startsWith('credential'));
    assert.deepEqual(
      moved.map((check) => [check.check, check.state]),
      [[`credential of ${second.id}`, 'fail']],
    );

    const bytes = readFileSync(path);
    bytes.write('TABEL', bytes.indexOf('CREATE TABLE keys') + 'CREATE '.length);
    writeFileSync(path, bytes);
    const damaged = (await found()).find((check) => check.check === 'database');
    assert.equal(damaged.found, `The database file ${path} is damaged.`);
    const { code, err } = await house.run(['accounts', 'list', '--data', own]);
    assert.equal(code, 2);
    const told = JSON.parse(err);
    assert.equal(told.message, damaged.found);
    assert.equal(told.hint, 'Stop figlink and restore it from a backup.');
  });

  test('doctor makes nothing', async () => {
    const nothing = join(house.folder(), 'nothing');
    await house.run(['doctor', '--data', nothing, '--figma-api', sandbox.url]);
    assert.ok(!existsSync(nothing));
    mkdirSync(nothing, { mode: 0o700 });
    await house.run(['doctor', '--data', nothing, '--figma-api', sandbox.url]);
    assert.ok(!existsSync(join(nothing, 'master.key')));
  });

  test('the catalogue needs no configuration', async () => {
    const cwd = house.folder();
    const list = JSON.parse((await house.run(['actions'], { cwd })).out);
    assert.ok(list.length >= 54);
    const one = JSON.parse((await house.run(['actions', 'figma_get_file'], { cwd })).out);
    assert.equal(one.name, 'figma_get_file');
    assert.ok(!existsSync(join(cwd, 'figlink-data')));
  });

  test('version and help', async () => {
    assert.match((await house.run(['version'])).out, /^figlink \d+\.\d+\.\d+\n$/);
    const { code, out } = await house.run(['--help']);
    assert.equal(code, 0);
    assert.match(out, /serve/);
    const { code: mistake, err } = await house.run(['serv']);
    assert.equal(mistake, 2);
    const told = JSON.parse(err);
    assert.equal(told.error, 'bad_input');
    assert.match(told.hint, /Did you mean figlink serve/);
    assert.ok(!('request_id' in told));
    const unknown = await house.run(['serve', '--lisen', 'x', '--dta=y']);
    assert.deepEqual(
      JSON.parse(unknown.err).errors.map(({ field }) => field),
      ['--lisen', '--dta'],
    );
    const person = onTerminal('serv');
    assert.match(person.out, /^figlink: .*\n {2}Did you mean figlink serve\?/);
  });

  test('an answer into a closed pipe ends quietly', async () => {
    const child = house.adopt(spawn(binary, ['actions'], { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] }));
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (bytes) => (err += bytes));
    await new Promise((done) => child.on('close', done));
    assert.equal(err, '');
  });
});
