// The Hub as a person meets it: paste a token and a team, press Connect, see who was linked.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Pages, kTeam } from '../lib/pages.mjs';

const kDead = 'figd_dead-token-000000000000000000000000000';
const pages = new Pages();
before(() => pages.open());
afterEach(() => pages.settle());
after(() => pages.close());

const tokenField = (page) => page.getByLabel('Personal Access Token', { exact: true });
const teamField = (page) => page.getByLabel('Team ID', { exact: true });
const connect = (page) => page.getByRole('button', { name: 'Connect', exact: true });

async function opened(session, options) {
  const page = await pages.page(options);
  await page.goto(session.auth_link_url);
  await connect(page).waitFor();
  return page;
}

async function fill(page, token, team = kTeam) {
  await tokenField(page).fill(token);
  await teamField(page).fill(team);
}

test('a token and a team address link an account, and the page says whose it is', async () => {
  const session = await pages.session({ origin_owner_id: 'first' });
  const page = await opened(session);
  await pages.accessible(page, 'the form');
  await pages.shot(page, 'hub-light');
  await fill(page, pages.demo.token, `https://www.figma.com/files/team/${kTeam}/demo-team`);
  await teamField(page).blur();
  assert.equal(await teamField(page).inputValue(), kTeam, 'the address became the id');
  await connect(page).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Figma is connected').waitFor();
  for (const words of ['Demo Person', 'demo@example.com', 'Demo Team', kTeam]) assert.ok((await dialog.textContent()).includes(words), words);
  await pages.accessible(page, 'the confirmation');
  await pages.shot(page, 'hub-linked-light');
  const { body } = await pages.api('GET', '/accounts?origin_owner_id=first');
  assert.equal(body.length, 1);
  assert.equal(body[0].figma_user.handle, 'Demo Person');
  // Nothing of the token stays behind.
  const left = await page.evaluate(() => document.documentElement.outerHTML + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + location.href);
  assert.ok(!left.includes(pages.demo.token));
});

test('what is wrong is said where it is wrong, and can be mended', async () => {
  const session = await pages.session({ origin_owner_id: 'mended' });
  const page = await opened(session);
  await fill(page, kDead);
  await connect(page).click();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.textContent(), /Figma does not know this token/);
  assert.equal(await tokenField(page).getAttribute('aria-invalid'), 'true');
  await pages.accessible(page, 'the form with errors');
  await pages.shot(page, 'hub-error-light');
  await fill(page, pages.demo.token, '1190000000000000002');
  await connect(page).click();
  await page.getByText(/cannot see team 1190000000000000002/).first().waitFor();
  await fill(page, pages.demo.token);
  await connect(page).click();
  await page.getByRole('dialog').waitFor();
});

test('a token that lacks scopes of the chosen actions is refused with their list', async () => {
  const made = await (await fetch(`${pages.sandbox.url}/sandbox/tokens`, {
    method: 'POST', body: JSON.stringify({ scopes: ['current_user:read', 'folders:read', 'file_content:read'] }),
  })).json();
  const session = await pages.session({ origin_owner_id: 'scopes', actions: ['figma_get_file', 'figma_create_comment'] });
  const page = await opened(session);
  await fill(page, made.token);
  await connect(page).click();
  await page.getByText('The token lacks scopes').waitFor();
  assert.ok((await page.getByRole('main').textContent()).includes('file_comments:write'));
  assert.equal((await pages.api('GET', '/accounts?origin_owner_id=scopes')).body.length, 0);
});

test('a double click links once', async () => {
  const page = await opened(await pages.session({ origin_owner_id: 'twice' }));
  await fill(page, pages.demo.token);
  const before = await pages.seen('/v1/me');
  await connect(page).dblclick();
  await page.getByRole('dialog').waitFor();
  assert.equal((await pages.seen('/v1/me')) - before, 1);
});

test('a link works once: a second tab, a reload and strangers get pages of their own', async () => {
  const session = await pages.session({ origin_owner_id: 'tabs' });
  const page = await opened(session);
  const second = await opened(session);
  await fill(page, pages.demo.token);
  await connect(page).click();
  await page.getByRole('dialog').waitFor();
  await fill(second, pages.demo.token);
  await connect(second).click();
  await second.getByRole('heading', { name: /used/i }).waitFor();
  const again = await page.goto(session.auth_link_url);
  assert.equal(again.status(), 410);
  await pages.accessible(page, 'the used link');
  const unknown = await page.goto(`${pages.url}/link?token=fls_nobody`);
  assert.equal(unknown.status(), 404);
  assert.match(await page.getByRole('heading').first().textContent(), /link/i);
  await pages.accessible(page, 'the unknown link');
});

test('the keyboard alone links an account', async () => {
  const page = await opened(await pages.session({ origin_owner_id: 'keys' }));
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.id ?? '');
  const reach = async (field) => {
    const wanted = await field.evaluate((one) => one.getAttribute('name') ?? one.id);
    for (let presses = 0; presses < 30; ++presses) {
      if ((await focused()) === wanted) return;
      await page.keyboard.press('Tab');
    }
    assert.fail('the field is not reached by Tab');
  };
  await reach(tokenField(page));
  await page.keyboard.type(pages.demo.token);
  await reach(teamField(page));
  await page.keyboard.type(kTeam);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal((await pages.api('GET', '/accounts?origin_owner_id=keys')).body.length, 1);
});

test('names that look like markup stay text', async () => {
  const owner = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  const page = await opened(await pages.session({ origin_owner_id: 'markup', origin_owner_name: owner }));
  assert.ok((await page.getByRole('main').textContent()).includes(owner));
  assert.equal(await page.locator('img[src="x"]').count(), 0);
});

test('an account that exists is edited without its token being shown', async () => {
  const linked = (await pages.api('GET', '/accounts?origin_owner_id=first')).body[0];
  const session = await pages.session({ origin_owner_id: 'first', account_id: linked.id });
  const page = await pages.page();
  await page.goto(session.auth_link_url);
  await page.getByText(linked.credential.hint).first().waitFor();
  assert.ok(!(await page.content()).includes(pages.demo.token));
  await pages.accessible(page, 'editing');
});

test('only allowed origins may frame the page', async () => {
  const session = await pages.session({ origin_owner_id: 'framed' });
  const closed = await fetch(session.auth_link_url);
  assert.match(closed.headers.get('content-security-policy'), /frame-ancestors 'none'/);
  await pages.api('PATCH', '/project', { allowed_origins: ['https://app.example.com'] });
  const open = await fetch(session.auth_link_url);
  const policy = open.headers.get('content-security-policy');
  assert.match(policy, /frame-ancestors https:\/\/app\.example\.com/);
  assert.ok(!policy.includes('unsafe-inline'));
  assert.equal(open.headers.get('referrer-policy'), 'no-referrer');
  await pages.api('PATCH', '/project', { allowed_origins: [] });
});

for (const [name, options] of [['hub-dark', { scheme: 'dark' }], ['hub-phone', { width: 375, height: 800 }]]) {
  test(`${name}: no violation, and nothing runs over the edge`, async () => {
    const page = await opened(await pages.session({ origin_owner_id: name }), options);
    await pages.accessible(page, name);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await pages.shot(page, name);
  });
}
