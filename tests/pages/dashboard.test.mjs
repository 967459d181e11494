// The guide, and the dashboard from signing in to signing out.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Pages } from '../lib/pages.mjs';

const pages = new Pages();
before(async () => {
  await pages.open();
  await pages.house.link(pages.data, pages.sandbox.url, { ...pages.demo, owner: 'acme' });
});
afterEach(() => pages.settle());
after(() => pages.close());

async function signedIn(options) {
  const page = await pages.page(options);
  await page.goto(`${pages.url}/dashboard`);
  await page.getByLabel('API key').fill(pages.key);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Accounts' }).waitFor();
  await page.getByText('Demo Person').first().waitFor();
  return page;
}

test('the guide shows exactly the scopes of the ticked actions, and its address keeps the choice', async () => {
  const page = await pages.page();
  await page.goto(`${pages.url}/guide?actions=figma_get_file,figma_get_local_variables`);
  const box = page.getByRole('complementary').or(page.getByRole('region', { name: /scopes/i })).first();
  await page.getByText(/^2 of \d+ actions chosen/).waitFor();
  await page.getByText('Only on the Enterprise plan').waitFor();
  await page.getByRole('checkbox', { name: /Get Comments/ }).check();
  await page.getByText(/^3 of \d+ actions chosen/).waitFor();
  assert.match(page.url(), /figma_get_comments/);
  await page.reload();
  await page.getByText(/^3 of \d+ actions chosen/).waitFor();
  assert.ok((await page.content()).includes('file_comments:read'));
  assert.ok(await box.count());
  await pages.accessible(page, 'the guide');
  await pages.shot(page, 'guide-light');
});

test('only an admin key signs in, and the cookie is closed to scripts and to other sites', async () => {
  const page = await pages.page();
  await page.goto(`${pages.url}/dashboard`);
  await page.getByLabel('API key').fill('fl_wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await pages.accessible(page, 'signing in');
  const small = await pages.house.key(pages.data, 'small', '--scope', 'actions:read');
  const refused = await pages.api('POST', '/dashboard/session', { key: small });
  assert.equal(refused.status, 403);
  assert.match(refused.body.message + refused.body.hint, /admin/);
  const taken = await pages.api('POST', '/dashboard/session', { key: pages.key });
  assert.equal(taken.status, 201);
  const cookie = taken.headers.get('set-cookie');
  for (const words of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=']) assert.ok(cookie.includes(words), words);
  // A call by cookie that changes something needs the page's own permission, and our own origin.
  const name = cookie.split(';')[0];
  const change = (headers) =>
    fetch(`${pages.url}/keys`, { method: 'POST', headers: { cookie: name, 'content-type': 'application/json', ...headers }, body: '{"name": "x", "scopes": ["actions:read"]}' });
  assert.equal((await change({})).status, 403);
  assert.equal((await change({ 'x-figlink-csrf': 'wrong' })).status, 403);
  assert.equal((await change({ 'x-figlink-csrf': taken.body.csrf_token, origin: 'https://evil.example' })).status, 403);
  assert.equal((await change({ 'x-figlink-csrf': taken.body.csrf_token })).status, 201);
  const framed = await fetch(`${pages.url}/dashboard`);
  assert.match(framed.headers.get('content-security-policy'), /frame-ancestors 'none'/);
});

test('accounts are found, tested, paused and resumed', async () => {
  const page = await signedIn();
  await pages.accessible(page, 'the accounts');
  await pages.shot(page, 'accounts-light');
  await page.getByRole('searchbox').or(page.getByPlaceholder(/Search/)).first().fill('nobody-of-this-name');
  await page.waitForURL(/search=nobody/);
  await page.getByText('Demo Person').first().waitFor({ state: 'detached' });
  await page.goto(`${pages.url}/dashboard`);
  await page.getByText('Demo Person').first().waitFor();
  const menu = page.getByRole('button', { name: /What to do with/ }).first();
  await menu.click();
  await page.getByRole('menuitem', { name: /suspend/i }).click();
  await page.getByRole('cell', { name: 'Suspended' }).or(page.getByText('Suspended', { exact: true }).nth(1)).first().waitFor();
  assert.equal((await pages.api('GET', '/accounts')).body[0].status, 'suspended');
  await menu.click();
  await page.getByRole('menuitem', { name: /resume/i }).click();
  while ((await pages.api('GET', '/accounts')).body[0].status !== 'active');
});

test('every page of the dashboard is accessible, in light, dark and on a phone', async () => {
  for (const [name, options] of [['light', {}], ['dark', { scheme: 'dark' }], ['phone', { width: 375, height: 800 }]]) {
    const page = await signedIn(options);
    for (const path of ['', '/run', '/keys', '/log', '/settings']) {
      await page.goto(`${pages.url}/dashboard${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await pages.accessible(page, `${path} ${name}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${path} ${name} runs over`);
      await pages.shot(page, `dashboard${path.replace('/', '-')}-${name}`);
    }
  }
});

test('what ran stands in the log, and never what was in it', async () => {
  const { body } = await pages.api('GET', '/accounts');
  const ran = await pages.api('POST', '/actions/rpc', { action: 'figma_get_current_user' }, { 'x-account-id': body[0].id });
  assert.equal(ran.status, 200);
  const page = await signedIn();
  await page.goto(`${pages.url}/dashboard/log`);
  await page.getByText('figma_get_current_user').first().waitFor();
  assert.ok(!(await page.content()).includes('demo@example.com'));
});

test('signing out ends the session', async () => {
  const page = await signedIn();
  await page.getByRole('button', { name: /admin/ }).click();
  await page.getByRole('menuitem', { name: /sign out/i }).click();
  await page.getByLabel('API key').waitFor();
  await page.reload();
  await page.getByLabel('API key').waitFor();
});
