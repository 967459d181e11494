// Prism serves the official OpenAPI file as Figma and judges every request that figlink sends: all actions with their examples and with
// inputs at and past their edges. What figlink lets through must be what the file allows; what it refuses never leaves. The few places
// where the file itself is wrong are listed in tests/spec/deviations.json with their reasons.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { House, freePort, rpc } from '../lib/house.mjs';
import { specPath } from '../lib/spec.mjs';

const house = new House();
after(async () => {
  await house.close();
  entrance?.close();
  agent.destroy();
});

const deviations = JSON.parse(readFileSync(new URL('../spec/deviations.json', import.meta.url), 'utf8')).filter((each) => each.request);
const planToken = 'figp_sandbox-plan-00000000000000000000000000';
let prismUrl;
let entrance;
let gateway;
let key;
let people;
let plan;
let actions;
const agent = new Agent({ keepAlive: true });
const left = []; // what went out to Figma, with Prism's answer

// Stands between figlink and Prism and remembers what passes.
async function door() {
  const server = createServer(async (asked, response) => {
    const body = [];
    for await (const piece of asked) body.push(piece);
    const sent = { method: asked.method, target: asked.url, body: Buffer.concat(body).toString() };
    const answer = await ask(sent.method, sent.target, sent.body, asked.headers);
    left.push({ ...sent, ...answer });
    // Prism says 500 where its own example is not what the file wants. No Figma is broken then, and the circuit is not meant to open.
    response.writeHead(Math.min(answer.status, 499), { 'content-type': answer.type ?? 'application/json' }).end(answer.text);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

// The answer of a document is made anew from its large schema each time, which takes Prism seconds: there its error is asked for.
const kLarge = /^\/v1\/files\/[^/]*(\/nodes)?(\?|$)/;

async function ask(method, target, body, given = {}) {
  const headers = Object.fromEntries(Object.entries(given).filter(([name]) => /^(x-figma-token|authorization|content-type|accept)$/.test(name)));
  if (method === 'GET' && kLarge.test(target)) headers.prefer = 'code=404';
  const answer = await new Promise((done, failed) => {
    // Prism lists what is wrong in a header, and of a union it lists every form.
    const call = request(prismUrl + target, { method, headers, maxHeaderSize: 1 << 22, agent }, done);
    call.on('error', failed);
    call.end(body === '' ? undefined : body);
  });
  const pieces = [];
  for await (const piece of answer) pieces.push(piece);
  const violations = JSON.parse(answer.headers['sl-violations'] ?? '[]').filter((each) => each.location[0] === 'request');
  return { status: answer.statusCode, type: answer.headers['content-type'], text: Buffer.concat(pieces).toString(), violations };
}

const told = ({ violations }) => violations.map((each) => `${each.location.join('.')}: ${each.message}`).join('; ');

// Accounts are linked at the sandbox; then Prism takes Figma's place.
before(async () => {
  const data = house.folder();
  const sandbox = await house.sandbox();
  const demo = await house.demo();
  key = await house.key(data);
  people = (await house.link(data, sandbox.url, { ...demo, owner: 'people' })).id;
  plan = (await house.link(data, sandbox.url, { ...demo, token: planToken, owner: 'plan' })).id;
  await sandbox.stop();

  const port = await freePort();
  const require = createRequire(new URL('../node/package.json', import.meta.url));
  const prism = house.adopt(
    spawn(process.execPath, [require.resolve('@stoplight/prism-cli/dist/index.js'), 'mock', '--errors', '-h', '127.0.0.1', '-p', String(port), specPath], {
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  let said = '';
  prism.stderr.on('data', (bytes) => (said += bytes));
  await new Promise((ready, failed) => {
    prism.stdout.on('data', (bytes) => {
      if (said.length < 1e5) said += bytes;
      if (said.includes('Prism is listening')) ready();
    });
    prism.on('exit', (code) => failed(new Error(`Prism ended with ${code}: ${said}`)));
  });
  prismUrl = `http://127.0.0.1:${port}`;
  entrance = await door();
  gateway = await house.gateway(data, `http://127.0.0.1:${entrance.address().port}`);
  actions = JSON.parse((await house.run(['actions', '--json'])).out);
  // The first answer makes Prism compile the whole file.
  await send(actions.find((action) => action.name === 'figma_get_file'), { file_key: 'A' });
});

function nested(action, inputs) {
  const call = { action: action.name };
  for (const input of action.inputs) {
    if (inputs[input.name] === undefined) continue;
    call[input.in] ??= {};
    call[input.in][input.name] = inputs[input.name];
  }
  return call;
}

async function send(action, inputs) {
  const account = action.credentials.includes('personal access token') ? people : plan;
  // Past the memory: each is to leave.
  return rpc(gateway.url, key, account, nested(action, inputs), { 'cache-control': 'no-store' });
}

// The same inputs as somebody would send them who has no figlink.
async function sendBare(action, inputs) {
  const call = nested(action, inputs);
  const target = action.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(call.path?.[name] ?? '')));
  const query = new URLSearchParams(Object.entries(call.query ?? {}).map(([name, value]) => [name, String(value)]));
  const body = /POST|PUT/.test(action.method) ? JSON.stringify(call.body ?? {}) : '';
  return ask(action.method, `${target}${query.size > 0 ? `?${query}` : ''}`, body, { 'x-figma-token': 'x', 'content-type': 'application/json' });
}

const isRefused = ({ violations }) => violations.length > 0;

// --- what stands at the edges of a row -------------------------------------------------------------------------------------------------

const isId = (input) => /(^|_)(ids?|key)$/.test(input.name);
const kLong = 90071992547409931234; // loses digits on its way, as it would for any caller

// One value that the row allows.
function sample(input) {
  if (input.enum) return input.type === 'list' ? [input.enum[0]] : input.enum[0];
  if (input.name === 'node_id') return '1:2';
  switch (input.type) {
    case 'integer':
    case 'number':
      return input.minimum ?? (input.exclusive_minimum ?? 1) + 0.5 * (input.type === 'number');
    case 'boolean':
      return true;
    case 'date':
      return '2026-01-31';
    case 'list of texts':
      return ['1:2'];
    case 'list':
      return input.members ? [whole(input.members)] : ['a'];
    case 'object':
      return input.members ? whole(input.members) : { a: 'b' };
    case 'one of several forms':
      return sample(input.forms[0]);
    case 'null':
      return null;
    default:
      return 'text';
  }
}

const whole = (members) => Object.fromEntries(members.map((member) => [member.name, sample(member)]));

// Values at and past an input's edges.
function values(input) {
  const out = [...(input.enum ?? []).map((choice) => (input.type === 'list' ? [choice] : choice))];
  const about = (n) => (n === undefined ? [] : [n - 1, n, n + 1, n - 0.5]);
  switch (input.type) {
    case 'integer':
    case 'number':
      out.push(...about(input.minimum), ...about(input.maximum), ...about(input.exclusive_minimum), '12', 30.0, 0.5, 'x', {}, []);
      break;
    case 'boolean':
      out.push(false, true, 'true', 'x', 1, {}, []);
      break;
    case 'date':
      out.push('2028-02-29', '2026-02-30', 'tomorrow', '', 20260101);
      break;
    case 'list of texts':
      out.push([], [''], '', {}, ['a', 'b c&d'], ['1-2', 'I120:9;56:1', 'https://www.figma.com/design/A/b?node-id=7-8'], [1], [kLong], [{}]);
      out.push(Array.from({ length: 200 }, (_, n) => `${n}:1`).join(','));
      break;
    case 'object':
      out.push({}, [], 'text', 7);
      if (input.members) out.push(...objects(input.members));
      else out.push({ a: 'b' }, { a: 1 }, { a: {} });
      break;
    case 'list':
      out.push([], {}, 'text', [7], [null], ['text']);
      if (input.members) out.push([{}], ...objects(input.members).map((item) => [item]), [whole(input.members), whole(input.members)]);
      else out.push(['a', 'b'], [''], [{}]);
      break;
    case 'one of several forms':
      out.push({}, [], [1], null, 'text', '', 7, 0.5, true, ...input.forms.flatMap(values));
      break;
    case 'null':
      out.push(null);
      break;
    default:
      out.push('', 'x', 'ü "quoted" \\ & / ? # % 日本\n', 'a;b:c+d/e?f', 7, kLong, 1.5, true, {}, [], '1-2', 'https://www.figma.com/design/AbC123/b?node-id=7-8');
      if (input.max_length) out.push('ü'.repeat(input.max_length), '😀'.repeat(input.max_length + 1));
  }
  return out;
}

// Objects that have every choice of few members, or leave out and add single ones of many; and each member at its edges, once.
function objects(members) {
  const all = members.map((member) => member.name);
  const picks = [];
  if (all.length <= 7) {
    for (let bits = 0; bits < 2 ** all.length; ++bits) picks.push(all.filter((_, n) => bits & (1 << n)));
  } else {
    const needed = members.filter((member) => member.required).map((member) => member.name);
    picks.push(all, needed);
    for (const one of all) {
      picks.push(all.filter((name) => name !== one), [...new Set([...needed, one])]);
    }
  }
  // What decides over the others is tried in each of its ways.
  const deciding = members.find((member) => member.name === 'action');
  const out = [];
  for (const choice of deciding?.enum ?? [undefined]) {
    const complete = { ...whole(members), ...(choice && { action: choice }) };
    for (const names of picks) out.push(Object.fromEntries(names.map((name) => [name, complete[name]])));
    if (choice !== undefined && choice !== deciding.enum[0]) continue;
    for (const member of members) for (const value of values(member)) out.push({ ...complete, [member.name]: value });
    out.push({ ...complete, unheard_of: 1 });
  }
  return out;
}

// The example without each input, and with each value of each.
function edges(action) {
  const cases = [action.example, {}];
  for (const input of action.inputs) {
    const { [input.name]: _, ...without } = action.example;
    if (input.name in action.example) cases.push(without);
    for (const value of [...values(input), null]) cases.push({ ...action.example, [input.name]: value }, ...(alone(action, input) ? [{ ...without, ...only(action), [input.name]: value }] : []));
  }
  const seen = new Set();
  return cases.filter((inputs) => !seen.has(JSON.stringify(inputs)) && seen.add(JSON.stringify(inputs)));
}

// Inputs that exclude one another are also tried without the rest of the example.
const only = (action) => Object.fromEntries(action.inputs.filter((input) => input.in === 'path' && input.name in action.example).map((input) => [input.name, action.example[input.name]]));
const alone = (action, input) => action.rules.some((rule) => rule.inputs.includes(input.name));

test('every request that leaves is one that the official file allows, and what it forbids never leaves', { timeout: 600_000 }, async (t) => {
  const wrong = [];
  const excused = new Set();
  const count = { cases: 0, sent: 0, kept: 0, forbidden: 0 };
  for (const action of actions) {
    for (const inputs of edges(action)) {
      ++count.cases;
      const sentBefore = left.length;
      const [answer, bare] = await Promise.all([send(action, inputs), sendBare(action, inputs)]);
      const sent = left.slice(sentBefore);
      const tell = (what) => wrong.push(`${action.name} ${JSON.stringify(inputs).slice(0, 300)}: ${what}`);
      const kept = answer.status === 400 && answer.body.error === 'bad_input' && !answer.body.provider_errors;
      if (kept) {
        ++count.kept;
        if (isRefused(bare)) ++count.forbidden;
        if (sent.length > 0) tell(`refused, and sent all the same: ${sent[0].target} ${sent[0].body}`);
        if (inputs === action.example) tell(`the example is refused: ${answer.text}`);
        continue;
      }
      ++count.sent;
      if (sent.length === 0) {
        tell(`neither refused nor sent: ${answer.status} ${answer.text.slice(0, 200)}`);
        continue;
      }
      for (const each of sent.filter(isRefused)) {
        const excuse = deviations.find((one) => one.operation === action.operation_id && new RegExp(one.request).test(`${each.body} ${told(each)}`));
        if (excuse) excused.add(excuse);
        else tell(`${each.target} ${each.body}: ${told(each).slice(0, 400)}`);
      }
    }
  }
  t.diagnostic(`${count.cases} cases: ${count.sent} sent, ${count.kept} refused here, of which the file forbids ${count.forbidden} as they stand`);
  assert.equal(wrong.slice(0, 10).join('\n'), '', `${wrong.length} requests`);
  assert.deepEqual(
    deviations.filter((each) => !excused.has(each)),
    [],
    'deviations that are listed and no longer there',
  );
  assert.ok(count.sent > 1000 && count.forbidden > 500, JSON.stringify(count));
});

test('what the file forbids is refused before anything is sent', async () => {
  const changes = (members) => ['figma_update_variables', { file_key: 'A', ...members }];
  const pinned = (client_meta) => ['figma_create_comment', { file_key: 'A', message: 'm', client_meta }];
  const forbidden = [
    pinned({}),
    pinned({ x: 1 }),
    changes({ variableCollections: [{ action: 'CREATE' }] }),
    changes({ variables: [{ action: 'UPDATE' }] }),
    changes({ variables: [{ action: 'UPDATE', id: 'x', scopes: ['NOPE'] }] }),
    changes({ variableModes: [{ action: 'DELETE' }] }),
    changes({ variableModeValues: [{ variableId: 'v', modeId: 'm', value: [1] }] }),
    ['figma_get_file_nodes', { file_key: 'A', ids: [] }],
    ['figma_render_images', { file_key: 'A', ids: [] }],
  ];
  const beyond = [
    pinned({ x: 1, y: 2, region_width: -5, region_height: 0 }),
    ['figma_get_library_component_actions', { file_key: 'A', group_by: 'team', start_date: 'tomorrow' }],
    ['figma_update_webhook', { webhook_id: '1', event_type: 'PING' }],
  ];
  const sentBefore = left.length;
  for (const [name, inputs] of [...forbidden, ...beyond]) {
    const answer = await send(actions.find((action) => action.name === name), inputs);
    assert.equal(answer.status, 400, `${name} ${JSON.stringify(inputs)}`);
    assert.equal(answer.body.error, 'bad_input', answer.text);
    assert.ok(answer.body.errors.length > 0, answer.text);
  }
  assert.equal(left.length, sentBefore);
  for (const [name, inputs] of forbidden) {
    const bare = await sendBare(actions.find((action) => action.name === name), inputs);
    assert.ok(isRefused(bare), `Prism takes ${name} ${JSON.stringify(inputs)}: ${bare.text}`);
  }
});

test('Prism does see a violation when there is one', async () => {
  assert.ok(isRefused(await ask('GET', '/v1/files/A?depth=two', '', { 'x-figma-token': 'x' })));
});
