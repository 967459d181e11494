// The dashboard about Figma's limits: what an account has used and has left, what is parked and why, and what an operator can say.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World, look, rpc, signIn, until } from '../lib/pages.mjs';

const world = new World();
let account, key;
before(async () => {
  await world.open(['--figma-limits', 'documented']);
  await world.steer('POST', '/sandbox/limits', { on: true, monthly: 1 });
  account = await world.account('acme');
  await world.account('beta');
  key = await world.key(world.data, 'reader');
});
after(() => world.close());

const read = (file_key) =>
  rpc(world.url, key, account.id, { action: 'figma_get_file', path: { file_key }, query: { depth: 1 } }, { 'cache-control': 'no-store', prefer: 'wait=0' });
const seen = async () => (await world.steer('GET', '/sandbox/calls')).seen;
const drawer = (page) => page.getByRole('dialog', { name: 'Budget at Figma' });
const files = (page, table) => drawer(page).getByRole('table', { name: table }).getByRole('row').filter({ hasText: 'Files, nodes, renders' });
const cells = async (row) => (await row.getByRole('cell').allInnerTexts()).map((text) => text.trim());
const kAssumed = 'Full or Dev seat on Professional';
const kStarter = 'Starter, View or Collab seat';

test('an account opens its budget from its menu: what is used, what is left, and how it is known', world.scene(async ({ page }) => {
  for (let i = 0; i < 3; ++i) assert.equal((await read(world.person.file)).status, 200);
  await signIn(world, page);
  const before_it = await seen();
  const menu = page.getByRole('row').filter({ hasText: 'acme' }).getByRole('button', { name: /^What to do with/ });
  await menu.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Budget at Figma' }).press('Enter');
  await page.waitForURL(new RegExp(`[?]budget=${account.id}$`));
  const row = files(page, kAssumed);
  await row.waitFor();
  const [used, left, limit, next] = await cells(row);
  assert.ok(['2', '3'].includes(used), used); // one may have drained since
  assert.equal(Number(left), 10 - Number(used));
  assert.equal(limit, '10 a minute');
  assert.match(next, /^Free now\s+All free in \d+ s$/);
  await drawer(page).getByText('Assumed', { exact: true }).waitFor();
  await drawer(page).getByText('Demo Person of acme').waitFor();
  await look(page, 'dashboard-budget');
  assert.equal(await seen(), before_it, 'Figma is not asked');

  await page.reload();
  await row.waitFor();
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });
  await page.waitForURL(/dashboard$/);
}));

test('the menu that opened it has the focus again', world.scene(async ({ page }) => {
  await signIn(world, page);
  await page.getByRole('row').filter({ hasText: 'acme' }).getByRole('button', { name: /^What to do with/ }).click();
  await page.getByRole('menuitem', { name: 'Budget at Figma' }).click();
  await drawer(page).waitFor();
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });
  await until(async () => /^What to do with/.test(await page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? '')));
}));

test('it counts along while it is open, for every account of the same Figma user', world.scene(async ({ page }) => {
  const [beta] = await world.accountsOf('beta');
  await signIn(world, page, { path: `?budget=${beta.id}` });
  const row = files(page, kAssumed);
  await row.waitFor();
  // A place comes free every six seconds, so it is taken until the page has looked between two.
  await until(async () => {
    await read(world.person.file);
    const [used, left, , next] = await cells(row);
    return used === '10' && left === '0' && /^Next call in \d+ s\s+All free in \d+ s$/.test(next);
  });
  await until(async () => /^Free now/.test((await cells(row))[3])); // by its own clock
}));

test('what is known of plan and seat is told, and taken back', world.scene(async ({ page, watch }) => {
  await signIn(world, page, { path: `?budget=${account.id}` });
  const save = drawer(page).getByRole('button', { name: 'Save plan and seat' });
  await save.waitFor();
  assert.ok(await save.isDisabled(), 'there is nothing to save');
  await drawer(page).getByLabel('Plan', { exact: true }).selectOption({ label: 'Enterprise' });
  await drawer(page).getByLabel('Seat', { exact: true }).selectOption({ label: 'Full or Dev' });
  await save.click();
  const row = files(page, 'Enterprise, Full or Dev seat');
  await row.waitFor();
  assert.equal((await cells(row))[2], '20 a minute');
  await drawer(page).getByText('Told here', { exact: true }).waitFor();
  const told = await world.api('GET', `/accounts/${account.id}/budget`);
  assert.deepEqual([told.plan, told.seat, told.known], ['enterprise', 'high', 'told']);
  const put = watch.requests.find(({ method }) => method === 'PUT');
  assert.ok(put.headers['x-figlink-csrf']);
  assert.deepEqual(JSON.parse(put.body), { plan: 'enterprise', seat: 'full' });
  await look(page, 'dashboard-budget-told');
  await drawer(page).getByLabel('Plan', { exact: true }).selectOption({ label: 'Not known' });
  await drawer(page).getByLabel('Seat', { exact: true }).selectOption({ label: 'Not known' });
  await save.click();
  await files(page, kAssumed).waitFor();
  assert.equal((await world.api('GET', `/accounts/${account.id}/budget`)).known, 'assumed');
}));

test("a file of a Starter team is parked: until when, whose limit, and Figma's own way out; and it is forgotten on demand", world.scene(async ({ page, watch }) => {
  await until(async () => (await read('sideproject')).status === 429 && (await world.api('GET', `/accounts/${account.id}/budget`)).files.length > 0);
  await signIn(world, page, { path: `?budget=${account.id}` });
  const row = files(page, kStarter);
  await row.waitFor();
  assert.match((await cells(row))[3], /^Parked for (29|30) days/);
  assert.equal((await cells(row))[1], '0');
  const { limits } = await world.api('GET', `/accounts/${account.id}/budget`);
  const { parked_until } = limits.find((one) => one.parked_until !== null);
  const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(Date.parse(parked_until));
  await drawer(page).getByText(`Files, nodes, renders: Figma takes none before ${date}`, { exact: false }).waitFor();
  await drawer(page).getByText('The plan that owns sideproject allows this seat 20 a month (Starter, View or Collab seat).', { exact: false }).waitFor();
  await drawer(page).getByRole('listitem').filter({ hasText: 'sideproject' }).waitFor();
  const link = drawer(page).getByRole('link', { name: 'Figma’s page to upgrade' });
  assert.equal(await link.getAttribute('href'), 'https://www.figma.com/pricing');
  assert.match(await link.getAttribute('rel'), /noopener/);
  await look(page, 'dashboard-budget-parked');

  await drawer(page).getByRole('button', { name: 'Forget what Figma told' }).click();
  const ask = page.getByRole('dialog', { name: 'Forget what Figma told?' });
  await look(page, 'dashboard-budget-forget');
  await ask.getByRole('button', { name: 'Keep it' }).click();
  await ask.waitFor({ state: 'detached' });
  assert.ok(await row.isVisible());
  await drawer(page).getByRole('button', { name: 'Forget what Figma told' }).click();
  await ask.getByRole('button', { name: 'Forget it' }).click();
  await ask.waitFor({ state: 'detached' });
  await row.waitFor({ state: 'detached' });
  assert.ok(await drawer(page).isVisible());
  assert.deepEqual((await world.api('GET', `/accounts/${account.id}/budget`)).files, []);
  assert.ok(watch.requests.find(({ method }) => method === 'DELETE').headers['x-figlink-csrf']);
}));

test('an account that is gone, and a gateway that is, are told', world.scene(async ({ page }) => {
  await signIn(world, page, { path: '?budget=nosuchaccount' });
  await drawer(page).getByRole('alert').waitFor();
  await look(page, 'dashboard-budget-none');
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });
  let gone = true;
  await page.route('**/budget', (route) => (gone ? route.abort() : route.continue()));
  await page.goto(`${world.url}/dashboard?budget=${account.id}`);
  await drawer(page).getByRole('alert').getByText('figlink did not answer.').waitFor();
  gone = false;
  await drawer(page).getByRole('button', { name: 'Try again' }).click();
  await files(page, kAssumed).waitFor();
  assert.equal(await drawer(page).getByRole('alert').count(), 0);
}, { may: [/net::ERR_FAILED/] }));

test('where nothing is counted, that is said', world.scene(async ({ page }) => {
  const free = await world.gateway(world.data, world.figma.url);
  await signIn({ url: free.url, admin: world.admin }, page, { path: `?budget=${account.id}` });
  await drawer(page).getByText('Calls are not counted here').waitFor();
  assert.equal(await drawer(page).getByRole('table').count(), 0);
  await look(page, 'dashboard-budget-off');
  await free.stop();
}));
