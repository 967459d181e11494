// Prism serves the official OpenAPI file as Figma and judges every request that figlink sends: all actions with their examples and with
// inputs at their edges. Not one violation is allowed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { House, freePort, rpc } from '../lib/house.mjs';
import { specPath } from '../lib/spec.mjs';

const house = new House();
after(() => house.close());

const planToken = 'figp_sandbox-plan-00000000000000000000000000';
let gateway;
let key;
let people;
let plan;
let actions;
let judged = '';

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
  prism.stderr.on('data', (bytes) => (judged += bytes));
  await new Promise((ready, failed) => {
    prism.stdout.on('data', (bytes) => {
      judged += bytes;
      if (judged.includes('Prism is listening')) ready();
    });
    prism.on('exit', (code) => failed(new Error(`Prism ended with ${code}: ${judged}`)));
  });
  gateway = await house.gateway(data, `http://127.0.0.1:${port}`);
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
  return rpc(gateway.url, key, account, nested(action, inputs));
}

// What stands at the edge of what a row allows.
function edges(action) {
  const cases = [];
  const add = (name, value) => cases.push({ ...action.example, [name]: value });
  for (const input of action.inputs) {
    if (input.name === 'team_id' && action.name === 'figma_update_webhook') continue; // the file asks for it beside the others
    for (const choice of input.enum ?? []) add(input.name, choice);
    if (input.enum || input.deprecated) continue;
    if (input.type === 'integer') {
      for (const value of [input.minimum, input.maximum, '12', 30.0]) if (value !== undefined) add(input.name, value);
    } else if (input.type === 'number') {
      for (const value of [input.minimum, input.maximum, 0.5]) if (value !== undefined) add(input.name, value);
    } else if (input.type === 'boolean') {
      for (const value of [false, 'true']) add(input.name, value);
    } else if (input.type === 'list of texts') {
      const ids = /ids/.test(input.name);
      add(input.name, ids ? ['1-2', 'I120:9;56:1', 'https://www.figma.com/design/A/b?node-id=7-8'] : ['a', 'b c&d']);
      if (ids) add(input.name, Array.from({ length: 200 }, (_, n) => `${n}:1`).join(','));
    } else if (input.type === 'text') {
      if (input.in === 'body' && !/context_id|endpoint/.test(input.name)) add(input.name, 'ü "quoted" \\ & / ? # % 日本\n');
      if (input.in === 'path' && !/file_key|team_id|project_id|folder_id/.test(input.name)) add(input.name, 'a;b:c+d/e?f');
      if (input.name === 'file_key' && action.name === 'figma_get_file_metadata') add(input.name, 'https://www.figma.com/design/AbC123/branch/BrAnCh/A-name?node-id=1-2');
    }
  }
  return cases;
}

test('every action sends what the official file allows', async () => {
  const refused = [];
  let sent = 0;
  for (const action of actions) {
    for (const inputs of [action.example, ...edges(action)]) {
      // Two of one kind that exclude each other make no request.
      const both = inputs.after !== undefined && inputs.before !== undefined;
      if (both) continue;
      const answer = await send(action, inputs);
      const rule = answer.status === 400 && answer.body.error === 'bad_input' && !answer.body.provider_errors;
      if (rule && inputs !== action.example) continue; // refused by a rule of the row: nothing was sent
      ++sent;
      // Prism makes answers from the file too, and the file asks for a member here that it does not define.
      const ownDefect = action.operation_id === 'putDevResources' && answer.text.includes('Prism is generating this error');
      if (ownDefect) continue;
      const violation = /sl-violations|Request (query|body|path|header)|Your request is not valid|Invalid security/.test(answer.text);
      if (answer.status !== 200 || violation) refused.push(`${action.name} ${JSON.stringify(inputs)}: ${answer.status} ${answer.text.slice(0, 400)}`);
    }
  }
  assert.equal(refused.slice(0, 10).join('\n'), '');
  const violations = judged.split('\n').filter((line) => /Violation: request/.test(line));
  assert.deepEqual(violations.slice(0, 10), []);
  assert.ok(sent > 150, `only ${sent} requests were sent`);
});

test('Prism does see a violation when there is one', async () => {
  const port = judged.match(/listening on http:\/\/127\.0\.0\.1:(\d+)/)[1];
  await fetch(`http://127.0.0.1:${port}/v1/files/A?depth=two`, { headers: { 'x-figma-token': 'x' } });
  assert.match(judged, /Violation: request\.query\.depth/);
});
