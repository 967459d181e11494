// The dashboard about what a call cost at Figma: the log counts the requests, and the run page says what came from memory.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World, look, rpc, signIn, until } from '../lib/pages.mjs';

const world = new World();
let account;
before(async () => {
  await world.open();
  account = await world.account('acme');
});
after(() => world.close());

const asked = async () => (await world.steer('GET', '/sandbox/calls')).calls.filter(({ path }) => path.startsWith('/v1/files/'));

test('an answer from memory says so, how old it is, and Figma is asked again on demand', world.scene(async ({ page, watch }) => {
  await signIn(world, page, { path: `/run?account=${account.id}&action=figma_get_file` });
  await page.getByLabel('file_key').fill('codeconnect');
  await page.getByLabel('depth').fill('1');
  const run = page.getByRole('button', { name: 'Run', exact: true });
  const again = page.getByRole('button', { name: 'Ask Figma again' });
  await run.click();
  await page.getByText('From Figma, just now').waitFor();
  assert.equal(await again.count(), 0);
  let before_it;
  // An answer counts as fresh for five seconds; a machine that takes longer between two presses tries once more.
  await until(async () => {
    before_it = (await asked()).length;
    await run.click();
    await page.getByText(/^From memory/).waitFor();
    return (await page.getByText(/^From memory, as Figma had it/).count()) === 1;
  });
  assert.equal((await asked()).length, before_it, 'nothing went to Figma');
  assert.equal(watch.requests.at(-1).headers['cache-control'], undefined);
  await look(page, 'dashboard-run-remembered');
  await page.getByLabel('depth').fill('2'); // what is asked again is what was answered
  await again.click();
  await page.getByText('From memory: Figma says that nothing changed').waitFor();
  const sent = watch.requests.filter(({ url }) => url.endsWith('/actions/rpc')).at(-1);
  assert.equal(sent.headers['cache-control'], 'no-cache');
  assert.equal(JSON.parse(sent.body).query.depth, 1);
  assert.equal((await asked()).length, before_it + 1);
}));

test('what the memory has no part in says nothing of it', world.scene(async ({ page }) => {
  await signIn(world, page, { path: `/run?account=${account.id}&action=figma_get_current_user` });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('200 OK').waitFor();
  assert.equal(await page.getByText(/From (memory|Figma)/).count(), 0);
}));

test('the log tells how many requests a call took at Figma, and which took none', world.scene(async ({ page }) => {
  const key = await world.key(world.data, 'counter');
  const call = (query, headers) => rpc(world.url, key, account.id, { action: 'figma_get_file', path: { file_key: 'quantux' }, query }, headers);
  await call({ depth: 1 });
  await call({ depth: 1 }, { 'cache-control': 'max-age=600' });
  const pages = await rpc(world.url, key, account.id, { action: 'figma_get_file_versions', path: { file_key: 'quantux' }, query: { page_size: 1 }, all: true });
  assert.equal(pages.status, 200, pages.text);
  const counted = await until(async () => {
    const mine = (await world.api('GET', '/requests/logs')).data.filter(({ key_name }) => key_name === 'counter');
    return mine.length === 3 && mine;
  });
  assert.equal(counted[1].figma_calls, 0);
  await signIn(world, page, { path: '/log' });
  const rows = page.getByRole('row').filter({ hasText: 'counter' });
  await until(async () => (await rows.count()) === 3);
  const figma = async (index) => (await rows.nth(index).locator('td[data-label=Figma]').innerText()).replace(/\s+/g, ' ').trim();
  assert.equal(await figma(2), '200 1 call');
  assert.equal(await figma(1), 'Not asked');
  const many = counted[0].figma_calls;
  assert.equal(await figma(0), `200 ${many === 1 ? '1 call' : `${many} calls`}`);
  await look(page, 'dashboard-log-calls');
  await rows.nth(1).getByRole('button', { name: 'figma_get_file', exact: true }).click();
  const drawer = page.getByRole('dialog', { name: 'Call' });
  await drawer.getByText('None: the answer was at hand').waitFor();
  await look(page, 'dashboard-log-remembered');
}));
