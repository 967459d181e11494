// The dashboard: signing in and out, what keeps others out, and the accounts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World, day, focused, hub, look, signIn, until } from '../lib/pages.mjs';

const world = new World();
before(async () => {
  await world.open();
  for (const [owner, ...args] of [['acme', '--expires', day(5)], ['beta', '--expires', day(60)], ['gamma']])
    await world.account(owner, { args });
});
after(() => world.close());

const row = (page, owner) => page.getByRole('row').filter({ has: page.getByRole('cell', { name: owner, exact: true }) });
const owners = (page) => page.locator('td[data-label=Owner]').allInnerTexts();
const deed = async (page, owner, name) => {
  await row(page, owner).getByRole('button', { name: /^What to do with/ }).click();
  await page.getByRole('menuitem', { name }).click();
};
const statusOf = async (owner) => (await world.accountsOf(owner))[0]?.status;

test('only an admin key signs in, and the page keeps it nowhere', world.scene(async ({ page, context, watch }) => {
  await page.goto(`${world.url}/dashboard`);
  const field = page.getByLabel('API key');
  await field.waitFor();
  assert.equal(await focused(page), 'figlink-key');
  await look(page, 'dashboard-sign-in');
  await field.fill('flk_of_nobody');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('This key is not known here.').waitFor();
  assert.equal(await field.inputValue(), '');
  await field.fill(await world.key(world.data, 'small', '--scope', 'actions:read'));
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('This key works, but it may not administer.').waitFor();
  await look(page, 'dashboard-refused');
  await field.fill(world.admin);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Accounts' }).waitFor();

  const [cookie, ...more] = await context.cookies();
  assert.deepEqual([cookie.httpOnly, cookie.sameSite, more.length], [true, 'Strict', 0]);
  const left = await page.evaluate(() => document.documentElement.outerHTML + JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie + location.href);
  assert.ok(!left.includes(world.admin) && !left.includes(cookie.value));
  const carriers = watch.requests.filter((request) => JSON.stringify(request).includes(world.admin));
  assert.deepEqual(carriers.map(({ method, url }) => `${method} ${url}`), [`POST ${world.url}/dashboard/session`]);
}));

test('the cookie alone changes nothing, and a page of elsewhere cannot use it', world.scene(async ({ page }) => {
  await signIn(world, page);
  const post = (headers) =>
    page.evaluate(async (more) => {
      const body = JSON.stringify({ name: 'forged', scopes: ['actions:read'] });
      return (await fetch('/keys', { method: 'POST', headers: { 'content-type': 'application/json', ...more }, body })).status;
    }, headers);
  assert.equal(await page.evaluate(async () => (await fetch('/keys')).status), 200, 'the cookie is there');
  assert.equal(await post({}), 403);
  assert.equal(await post({ 'x-figlink-csrf': 'wrong' }), 403);
  const { csrf } = await page.evaluate(async () => ({ csrf: (await (await fetch('/dashboard/session')).json()).csrf_token }));
  // From another site the browser leaves the cookie at home, and the answer is closed to the page.
  const evil = await world.host({ '/': ['text/html', '<!doctype html><title>Evil</title><link rel=icon href=data:,>'] });
  await page.goto(evil);
  const got = await page.evaluate(async ([url, token]) => {
    const ask = (init) => fetch(`${url}/keys`, { credentials: 'include', ...init }).then((answer) => answer.status, () => 'closed');
    const forged = { method: 'POST', body: '{"name": "forged", "scopes": ["admin"]}' };
    await ask({ ...forged, mode: 'no-cors' });
    return [await ask({}), await ask({ ...forged, headers: { 'x-figlink-csrf': token } })];
  }, [world.url, csrf]);
  assert.deepEqual(got, ['closed', 'closed']);
  const { data } = await world.api('GET', '/keys');
  assert.deepEqual(data.filter(({ name }) => name === 'forged'), []);
}, { may: [/CORS policy/, /net::ERR_FAILED/] }));

test('no page may hold the dashboard in a frame', world.scene(async ({ page }) => {
  const evil = await world.host({ '/': ['text/html', `<!doctype html><title>Evil</title><link rel=icon href=data:,><iframe src="${world.url}/dashboard"></iframe>`] });
  await page.goto(evil);
  await until(() => page.frames()[1]?.url().startsWith('chrome-error://'));
  const own = await fetch(`${world.url}/dashboard`);
  assert.match(own.headers.get('content-security-policy'), /frame-ancestors 'none'$/);
  assert.equal(own.headers.get('x-frame-options'), 'DENY');
}, { may: [/frame-ancestors/, /X-Frame-Options/i] }));

test('the page is painted before its script is there, in the look that was chosen', world.scene(async ({ page }) => {
  await signIn(world, page);
  await page.getByRole('button', { name: /^Signed in with the key admin/ }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  const looks = () => page.evaluate(() => [document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]);
  const isDark = () => until(async () => (await looks()).join() === 'dark,rgb(19, 19, 23)');
  await isDark();
  const held = [];
  await page.route('**/*.js', (route) => held.push(route));
  await page.reload({ waitUntil: 'commit' });
  await page.getByText('Opening the dashboard').waitFor();
  await isDark();
  await Promise.all(held.map((route) => route.continue()));
  await page.unroute('**/*.js');
  await page.getByRole('heading', { name: 'Accounts' }).waitFor();
  await isDark();
  await page.getByRole('button', { name: /^Signed in with the key admin/ }).click();
  await page.getByRole('menuitemradio', { name: 'As the system' }).click();
  await page.reload();
  await page.getByRole('heading', { name: 'Accounts' }).waitFor();
  assert.equal((await looks())[0], undefined);
}));

test('signing out ends it, and so does a key that is revoked', world.scene(async ({ page, context }) => {
  await signIn(world, page);
  const [cookie] = await context.cookies();
  const asked = () => fetch(`${world.url}/accounts`, { headers: { cookie: `${cookie.name}=${cookie.value}` } });
  assert.equal((await asked()).status, 200);
  await page.getByRole('button', { name: /^Signed in with the key admin/ }).click();
  await look(page, 'dashboard-menu');
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('You are signed out.').waitFor();
  assert.equal((await asked()).status, 401, 'the cookie is worth nothing any more');
  assert.deepEqual(await context.cookies(), []);
  await page.reload();
  await page.getByLabel('API key').waitFor();

  const made = await world.api('POST', '/keys', { name: 'short', scopes: ['admin'] });
  await signIn(world, page, { key: made.secret });
  await world.api('DELETE', `/keys/${made.id}`);
  await page.getByRole('link', { name: 'Keys' }).click();
  await page.getByRole('dialog').getByRole('heading', { name: 'Sign in again' }).waitFor();
  await look(page, 'dashboard-ended');
}));

test('accounts are searched, filtered and sorted, and the address says how', world.scene(async ({ page }) => {
  await signIn(world, page);
  await row(page, 'acme').waitFor();
  await look(page, 'dashboard-accounts');
  await page.getByText('acme', { exact: false }).first().waitFor();
  await page.getByRole('searchbox', { name: 'Search accounts' }).fill('bet');
  await page.waitForURL(/[?]search=bet$/);
  await page.getByText('1 found').waitFor();
  assert.deepEqual(await owners(page), ['beta']);
  await page.reload();
  await page.getByText('1 found').waitFor();
  assert.equal(await page.getByRole('searchbox').inputValue(), 'bet');
  await page.getByRole('searchbox').fill('nobody is called so');
  await page.getByRole('heading', { name: 'No account fits' }).waitFor();
  await look(page, 'dashboard-accounts-none');
  await page.getByRole('button', { name: 'Show all accounts' }).click();
  await page.getByRole('button', { name: 'Expiring', exact: true }).click();
  await page.waitForURL(/status=expiring/);
  await until(async () => (await owners(page)).join() === 'acme');
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.getByLabel('Credential').selectOption('Plan token');
  await page.waitForURL(/kind=plan/);
  await page.getByRole('heading', { name: 'No account fits' }).waitFor();
  await page.getByLabel('Credential').selectOption('Personal token');
  await until(async () => (await owners(page)).length === 3);
  await page.getByLabel('Credential').selectOption('Any credential');
  await page.getByRole('button', { name: 'Owner', exact: true }).click();
  await page.waitForURL(/sort=owner/);
  await until(async () => (await owners(page)).join() === 'acme,beta,gamma');
  await page.getByRole('button', { name: 'Owner', exact: true }).click();
  await page.waitForURL(/sort=-owner/);
  await until(async () => (await owners(page)).join() === 'gamma,beta,acme');
  assert.equal(await page.getByRole('columnheader', { name: 'Owner' }).getAttribute('aria-sort'), 'descending');
  await page.goBack();
  await until(async () => (await owners(page)).join() === 'acme,beta,gamma');
  await page.locator('.ui-notice').getByRole('button', { name: 'Relink acme' }).waitFor();
}));

test('an account is looked at, tested, suspended and resumed', world.scene(async ({ page }) => {
  await signIn(world, page);
  await row(page, 'beta').getByRole('button', { name: 'Demo Person', exact: true }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('demo@example.com').waitFor();
  await look(page, 'dashboard-account');
  assert.ok(!(await page.content()).includes(world.person.token));
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  await deed(page, 'beta', 'Test the token');
  await page.getByRole('status').getByText('beta: The token works.').waitFor();
  await deed(page, 'beta', 'Suspend');
  await row(page, 'beta').getByText('Suspended').waitFor();
  assert.equal(await statusOf('beta'), 'suspended');
  await deed(page, 'beta', 'Resume');
  await row(page, 'beta').getByText('Active').waitFor();
  assert.equal(await statusOf('beta'), 'active');

  const made = await world.steer('POST', '/sandbox/tokens', { name: 'dying' });
  await world.account('dying', { token: made.token });
  await world.steer('DELETE', '/sandbox/tokens/dying');
  await page.reload();
  await deed(page, 'dying', 'Test the token');
  await row(page, 'dying').getByText('Error').waitFor();
  assert.equal(await statusOf('dying'), 'error');
  await page.locator('.ui-notice').getByText('A token does not work any more, and 1 ends within 14 days').waitFor();
  await page.locator('.ui-notice').getByRole('button', { name: 'Relink dying' }).waitFor();
  await look(page, 'dashboard-accounts-dead');
  await page.getByRole('button', { name: 'Show all 2' }).click();
  await page.waitForURL(/status=error%2Cexpired%2Cexpiring|status=error,expired,expiring/);
  await until(async () => (await owners(page)).sort().join() === 'acme,dying');

  // A dead one may be put to rest; waking it does not make it well.
  await deed(page, 'dying', 'Suspend');
  await row(page, 'dying').waitFor({ state: 'detached' });
  assert.equal(await statusOf('dying'), 'suspended');
  await page.locator('.ui-notice').getByText('A token ends within 14 days').waitFor();
}));

test('from what a row’s menu opens, focus goes back to its button', world.scene(async ({ page }) => {
  await world.account('fleeting');
  await signIn(world, page);
  const byKeys = async (name) => {
    await row(page, 'fleeting').getByRole('button', { name: /^What to do with/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name }).press('Enter');
  };
  const opens = async (name, press, choose = byKeys) => {
    await choose(name);
    await page.getByRole('dialog').waitFor();
    await press();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until(() => page.evaluate(() => /^What to do with .* of fleeting$/.test(document.activeElement.getAttribute('aria-label') ?? '')));
  };
  await opens('Edit or relink', () => page.keyboard.press('Escape'));
  await opens('Edit or relink', () => page.getByRole('button', { name: 'Cancel' }).click());
  await opens('Remove', () => page.getByRole('button', { name: 'Keep it' }).click());
  await opens('Remove', () => page.mouse.click(3, 300), (name) => deed(page, 'fleeting', name));
  await opens('Show details', () => page.keyboard.press('Escape'));
  await opens('Show details', () => page.mouse.click(3, 300), (name) => deed(page, 'fleeting', name));
  await deed(page, 'fleeting', 'Remove');
  await page.getByLabel('Type fleeting to confirm').fill('fleeting');
  await page.keyboard.press('Enter');
  await row(page, 'fleeting').waitFor({ state: 'detached' });
  await until(() => page.evaluate(() => document.activeElement.id === 'main'));
}));

test('an account is removed once its owner’s name is typed', world.scene(async ({ page }) => {
  await world.account('leaver');
  await signIn(world, page);
  await deed(page, 'leaver', 'Remove');
  const dialog = page.getByRole('dialog', { name: 'Remove this account?' });
  const remove = dialog.getByRole('button', { name: 'Remove' });
  await dialog.waitFor();
  assert.ok(await remove.isDisabled());
  await look(page, 'dashboard-remove');
  await dialog.getByLabel('Type leaver to confirm').fill('leave');
  assert.ok(await remove.isDisabled());
  await page.keyboard.press('Enter');
  assert.equal((await world.accountsOf('leaver')).length, 1);
  await dialog.getByLabel('Type leaver to confirm').fill('leaver');
  await remove.click();
  await row(page, 'leaver').waitFor({ state: 'detached' });
  assert.deepEqual(await world.accountsOf('leaver'), []);
}));

test('an account is linked in the Hub’s own window, and the page notices', world.scene(async ({ page, context }) => {
  await signIn(world, page);
  await page.getByRole('button', { name: 'Link an account' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Link an account' });
  await look(page, 'dashboard-link');
  await dialog.getByLabel('Owner id').fill('newcomer');
  const [popup] = await Promise.all([context.waitForEvent('page'), dialog.getByRole('button', { name: 'Open the Hub' }).click()]);
  await hub.send(popup, world.person);
  await hub.done(popup).getByRole('button', { name: 'Done' }).click();
  await dialog.getByText('Demo Person is linked').waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await row(page, 'newcomer').waitFor();

  await page.getByRole('button', { name: 'Link an account' }).first().click();
  await dialog.getByRole('tab', { name: 'Link to send' }).click();
  await dialog.getByRole('tabpanel', { name: 'Link to send' }).getByLabel('Owner id').fill('faraway');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const link = await dialog.locator('code').first().innerText();
  await look(page, 'dashboard-link-to-send');
  assert.equal((await fetch(link)).status, 200);
  await dialog.getByRole('tab', { name: 'Embed it' }).click();
  await dialog.getByText('figlink-hub').first().waitFor();
  await look(page, 'dashboard-embed');
}));
