// Every page as one answer, by the real gateway over the wire and by the command line.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { House, rpc } from '../lib/house.mjs';

const house = new House();
after(() => house.close());

let sandbox, gateway, demo, data, account, key;
before(async () => {
  sandbox = await house.sandbox();
  demo = await house.demo();
  data = join(house.folder(), 'data');
  account = await house.link(data, sandbox.url, demo);
  key = await house.key(data);
  gateway = await house.gateway(data, sandbox.url);
});

const call = (body) => rpc(gateway.url, key, account.id, body);
const figlink = (...args) => house.run([...args, '--data', data, '--figma-api', sandbox.url]);

async function fault(wish) {
  const answer = await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify(wish) });
  assert.equal(answer.status < 300, true, await answer.text());
}

// All items by following `next`, as a program does it by itself.
async function byHand(body, itemsOf) {
  const all = [];
  for (let next = null, pages = 0; pages === 0 || next !== null; pages += 1) {
    const query = next === null ? body.query : { ...body.query, next };
    const answer = await call({ ...body, query });
    assert.equal(answer.status, 200, answer.text);
    all.push(...itemsOf(answer.body.data));
    next = answer.body.next;
  }
  return all;
}

describe('every page', () => {
  const versions = () => ({ action: 'figma_get_file_versions', path: { file_key: demo.file }, query: { page_size: 20 } });
  const components = () => ({ action: 'figma_get_team_components', query: { page_size: 3 } });

  test('is what following the cursors gives', async () => {
    for (const [body, itemsOf] of [
      [versions(), (page) => page.versions],
      [components(), (page) => page.meta.components],
      [{ action: 'figma_get_team_styles', query: { page_size: 2 } }, (page) => page.meta.styles],
      [{ action: 'figma_get_team_component_sets', query: { page_size: 1 } }, (page) => page.meta.component_sets],
      [
        { action: 'figma_get_library_component_usages', path: { file_key: demo.file }, query: { group_by: 'component' } },
        (page) => page.rows,
      ],
    ]) {
      const expected = await byHand(body, itemsOf);
      const answer = await call({ ...body, all: true });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.body.next, null);
      assert.equal('error' in answer.body, false);
      assert.deepEqual(answer.body.data, expected, body.action);
      assert.ok(expected.length > 1, body.action);
    }
  });

  test('has the one version of a file once', async () => {
    for (const page_size of [1, 30]) {
      const answer = await call({ action: 'figma_get_file_versions', path: { file_key: 'quantux' }, query: { page_size }, all: true });
      assert.equal(answer.body.data.length, 1);
    }
  });

  test('ends well when a limit ends it, and goes on from there', async () => {
    const whole = (await call({ ...versions(), all: true })).body.data;
    const first = await call(versions());
    await fault({ action: 'figma_get_file_versions', latency_ms: 1 }); // the first page is fine
    await fault({ action: 'figma_get_file_versions', retry_after: 400_000 });
    const cut = await call({ ...versions(), all: true });
    assert.equal(cut.status, 200);
    assert.equal(cut.body.data.length, 20);
    assert.equal(cut.body.next, first.body.next);
    assert.equal(cut.body.error.error, 'limited');
    assert.equal(cut.body.error.retry_after, 400_000);
    const rest = await call({ ...versions(), query: { next: cut.body.next }, all: true });
    assert.deepEqual([...cut.body.data, ...rest.body.data], whole);
  });

  test('is refused as usual when its first page is', async () => {
    await fault({ action: 'figma_get_file_versions', retry_after: 400_000 });
    assert.equal((await call({ ...versions(), all: true })).status, 429);
  });

  test('is never a cut document, though Figma cuts a page', async () => {
    await fault({ action: 'figma_get_file_versions', latency_ms: 1 });
    await fault({ action: 'figma_get_file_versions', cut: true });
    const { body } = await call({ ...versions(), all: true });
    assert.equal(body.data.length, 20);
    assert.equal(body.error.error, 'figma_broken');
  });

  test('is one row of the journal, which counts its calls', async () => {
    const headers = { authorization: `Bearer ${await house.key(data, 'admin', '--scope', 'admin')}` };
    const logs = async () => (await (await fetch(`${gateway.url}/requests/logs?page_size=1000`, { headers })).json()).data;
    const before = (await logs()).length;
    await call({ ...versions(), all: true });
    const after = await logs();
    assert.equal(after.length, before + 1);
    assert.equal(after[0].figma_calls, 4);
  });

  test('comes on lines from the command line, and as one document with --envelope', async () => {
    const args = ['call', 'figma_get_file_versions', '--file_key', demo.file, '--page_size', '20', '--all'];
    const lines = await figlink(...args);
    assert.equal(lines.code, 0, lines.err);
    assert.equal(lines.err, '');
    const items = lines.out.trimEnd().split('\n').map((line) => JSON.parse(line));
    const whole = await figlink(...args, '--envelope');
    assert.deepEqual(JSON.parse(whole.out), { data: items, next: null });
    assert.equal(items.length, 65);
  });

  test('tells the cursor and the exit code of what ended it', async () => {
    await fault({ action: 'figma_get_file_versions', latency_ms: 1 });
    await fault({ action: 'figma_get_file_versions', retry_after: 400_000 });
    const args = ['call', 'figma_get_file_versions', '--file_key', demo.file, '--page_size', '20', '--all'];
    const { code, out, err } = await figlink(...args);
    assert.equal(code, 6);
    assert.equal(out.trimEnd().split('\n').length, 20);
    const cursor = err.match(/--next '([^']+)'/)[1];
    const rest = await figlink(...args, '--next', cursor);
    assert.equal(rest.out.trimEnd().split('\n').length, 45);
  });
});
