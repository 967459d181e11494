// The Hub: a person links, is told what is wrong, and finds the account.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World, day, focused, freePort, hub, look, until } from '../lib/pages.mjs';

const world = new World();
before(() => world.open());
after(() => world.close());

const complaint = (page) => page.getByRole('alert');

test('a token and the address of a team are linked, and the confirmation says who', world.scene(async ({ page }) => {
  const session = await world.session('acme', { origin_owner_name: 'Acme Inc', actions: ['figma_get_file', 'figma_get_comments'] });
  await hub.open(world, page, session);
  assert.equal(await page.title(), 'Connect Figma');
  await page.getByText('You are linking for Acme Inc.').waitFor();
  await look(page, 'hub-form');
  await hub.team(page).fill(`https://www.figma.com/files/team/${world.person.team}/Demo-Team?x=1`);
  await hub.token(page).fill(world.person.token);
  await page.getByText('The Team ID was taken from the address.').waitFor();
  assert.equal(await hub.team(page).inputValue(), world.person.team);
  await page.getByLabel('Expires on').fill(day(30));
  await hub.connect(page).click();

  const done = hub.done(page);
  await done.waitFor();
  const [account] = await world.accountsOf('acme');
  assert.equal(account.status, 'active');
  assert.equal(account.team_id, world.person.team);
  assert.equal(account.expires_at.slice(0, 10), day(30));
  const said = await done.innerText();
  assert.match(said, /Needed, not known yet[\s\S]*file_content:read/, 'what the actions need is told from what else it holds');
  for (const part of [account.figma_user.handle, account.figma_user.email, account.team_name, world.person.team, 'in 30 days', ...account.scopes ?? []])
    assert.ok(said.includes(part), `${part} is in ${said}`);
  await until(() => done.locator('img').evaluate((image) => image.naturalWidth > 0));
  await look(page, 'hub-linked');
  await page.mouse.click(5, 5);
  assert.ok(await done.isVisible(), 'a press beside it ends nothing');
  await done.getByRole('button', { name: 'Done' }).click();
  await page.getByText('You can close this window.').waitFor();
  assert.equal(await focused(page), 'Figma is connected');
  await look(page, 'hub-end');
}));

test('the token is in no address, store, header or attribute', world.scene(async ({ page, context, watch }) => {
  const { token, team } = world.person;
  await hub.open(world, page, await world.session('nowhere'));
  await hub.token(page).fill(token);
  await hub.team(page).fill(team);
  assert.ok(!(await page.content()).includes(token), 'not while it is typed');
  await page.getByRole('button', { name: 'Show Personal Access Token' }).click();
  assert.ok(!(await page.content()).includes(token), 'not while it is shown');
  await hub.connect(page).click();
  await hub.done(page).waitFor();
  const left = await page.evaluate(async () => ({
    page: document.documentElement.outerHTML,
    inputs: [...document.querySelectorAll('input')].map((input) => input.value),
    stores: [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, window.name, JSON.stringify(history.state)],
    bases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
  }));
  assert.ok(!JSON.stringify(left).includes(token));
  assert.deepEqual([left.bases, left.caches, (await context.cookies()).length], [0, 0, 0]);
  const carriers = watch.requests.filter((request) => JSON.stringify(request).includes(token));
  assert.deepEqual(carriers.map(({ method, url }) => `${method} ${url}`), [`POST ${world.url}/hub/accounts`]);
  assert.ok(!JSON.stringify({ ...carriers[0], body: '' }).includes(token), 'in the body alone');
}));

test('what is wrong is said with what to do, and leads to the field', world.scene(async ({ page }) => {
  const { token, team } = world.person;
  await hub.open(world, page, await world.session('errors'));

  await hub.connect(page).click();
  await complaint(page).getByText('2 fields need another look').waitFor();
  assert.equal(await focused(page), 'alert');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'personal_access_token', 'the first wrong field is one press away');
  assert.equal(await hub.token(page).getAttribute('aria-invalid'), 'true');
  await look(page, 'hub-empty');

  await hub.send(page, { token: 'figd_nobody-has-this-token-00000000000000000000', team });
  await complaint(page).getByText('Figma does not know this token: it was not copied whole, or it was revoked.').waitFor();
  assert.equal(await focused(page), 'alert');
  await look(page, 'hub-dead-token');

  await hub.send(page, { token: 'figd_sandbox-expired-00000000000000000000000', team });
  await complaint(page).getByText('This token has expired at Figma.').waitFor();

  await hub.send(page, { token, team: '1190000000000000002' });
  await complaint(page).getByText('it cannot see team 1190000000000000002').waitFor();
  assert.equal(await hub.team(page).getAttribute('aria-invalid'), 'true');
  assert.equal(await hub.token(page).getAttribute('aria-invalid'), null);
  await page.getByRole('button', { name: 'Team ID', exact: true }).click();
  assert.equal(await focused(page), 'team_id');

  assert.deepEqual(await world.accountsOf('errors'), []);
  await hub.send(page, { token, team });
  await hub.done(page).waitFor();
}));

test('hints come while typing, and what stands around a token is taken off', world.scene(async ({ page, watch }) => {
  const { token, team } = world.person;
  await hub.open(world, page, await world.session('hints'));
  for (const [typed, said] of [
    ['figd_short', 'This is shorter than a token.'],
    ['figd_with a blank in it 0000000000000000000000000', 'There is a blank in the middle.'],
    ['figu_sandbox-oauth-0000000000000000000000000', 'This is an OAuth token.'],
    ['https://www.figma.com/files/team/1/x', 'This is an address, not a token.'],
    [team, 'Did you paste the Team ID here?'],
    ['abc123', 'This looks like a code'],
    [`  Bearer ${token} `, 'What stands around the token is left out.'],
  ]) {
    await hub.token(page).fill(typed);
    await page.getByText(said).waitFor();
  }
  await hub.team(page).fill(token);
  await page.getByText('It belongs in the field above.').waitFor();
  await hub.team(page).fill(` ${team} `);
  await hub.connect(page).click();
  await hub.done(page).waitFor();
  const sent = watch.requests.find(({ method }) => method === 'POST');
  assert.deepEqual(JSON.parse(sent.body).credentials, { personal_access_token: token, team_id: team });
}));

test('a scope that the chosen actions need is named with all that they need', world.scene(async ({ page }) => {
  await hub.open(world, page, await world.session('scopes', { actions: ['figma_get_file', 'figma_get_comments'] }));
  await hub.send(page, { token: 'figd_sandbox-content-only-000000000000000000', team: world.person.team });
  await complaint(page).getByText('The token lacks scopes').waitFor();
  assert.deepEqual(await complaint(page).getByRole('list').first().getByRole('listitem').allInnerTexts(), ['file_comments:read']);
  assert.deepEqual((await complaint(page).getByRole('list').last().getByRole('listitem').allInnerTexts()).sort(), ['file_comments:read', 'file_content:read']);
  const guide = await page.getByRole('link', { name: 'Open the guide for exactly these' }).getAttribute('href');
  assert.equal(guide, '/guide?actions=figma_get_file,figma_get_comments');
  await look(page, 'hub-missing-scope');
  assert.deepEqual(await world.accountsOf('scopes'), []);
}));

test('a Figma that is not there, or not well, is told from a wrong token', world.scene(async ({ page }) => {
  const lost = await world.gateway(world.data + '-lost', `http://127.0.0.1:${await freePort()}`);
  const key = await world.key(world.data + '-lost', 'admin', '--scope', 'admin');
  const made = await fetch(`${lost.url}/connect_sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ origin_owner_id: 'lost', origin_owner_name: 'lost' }),
  });
  await hub.open({ url: lost.url }, page, await made.json());
  await hub.send(page, world.person);
  await complaint(page).getByText('Figma could not be reached').waitFor();
  await look(page, 'hub-unreachable');
  assert.equal(await hub.token(page).inputValue(), world.person.token, 'it need not be pasted again');

  await hub.open(world, page, await world.session('unwell'));
  await world.steer('POST', '/sandbox/faults', { path: '/v1', html: true, count: 1000 });
  await hub.send(page, world.person);
  await complaint(page).getByText('Figma could not be reached').waitFor();
  await world.steer('DELETE', '/sandbox/faults');
  await hub.connect(page).click();
  await hub.done(page).waitFor();
}));

test('without a network nothing is lost', world.scene(async ({ page, context }) => {
  await hub.open(world, page, await world.session('offline'));
  await context.setOffline(true);
  await hub.send(page, world.person);
  await complaint(page).getByText('There is no connection').waitFor();
  await context.setOffline(false);
  await hub.connect(page).click();
  await hub.done(page).waitFor();
}, { may: [/net::ERR_INTERNET_DISCONNECTED/] }));

test('an answer that is lost on its way is asked for again, and the link ends well', world.scene(async ({ page, watch }) => {
  const session = await world.session('lost');
  await hub.open(world, page, session);
  // The gateway links; the page hears nothing of it.
  await page.route('**/hub/accounts', async (route) => {
    assert.equal((await route.fetch()).status(), 201);
    await route.abort();
  }, { times: 1 });
  await hub.send(page, world.person);
  await complaint(page).getByText('There is no connection').waitFor();
  const [account] = await world.accountsOf('lost');
  await hub.connect(page).click();
  await hub.done(page).getByText(account.figma_user.handle, { exact: true }).waitFor();
  assert.deepEqual((await world.accountsOf('lost')).map(({ id }) => id), [account.id]);
  const [first, second] = watch.requests.filter(({ method }) => method === 'POST').map(({ headers }) => headers['idempotency-key']);
  assert.match(first, /^[0-9a-f]{32}$/);
  assert.equal(second, first);
  const other = await fetch(`${world.url}/hub/accounts`, {
    method: 'POST',
    headers: { 'x-hub-session-token': session.token, 'idempotency-key': 'another page' },
    body: watch.requests.find(({ method }) => method === 'POST').body,
  });
  assert.equal(other.status, 409, 'any other page meets a used link');
}, { may: [/net::ERR_FAILED/] }));

test('two presses on Connect link once, and the wait can be ended', world.scene(async ({ page, watch }) => {
  await hub.open(world, page, await world.session('twice'));
  await hub.token(page).fill(world.person.token);
  await hub.team(page).fill(world.person.team);
  const before = await meCalls();
  await world.steer('POST', '/sandbox/faults', { path: '/v1/me', latency_ms: 400 });
  await hub.connect(page).dblclick();
  await page.getByText('Asking Figma who this is…').waitFor();
  await page.keyboard.press('Enter');
  await hub.done(page).waitFor();
  assert.equal(await meCalls() - before, 1);
  assert.equal(watch.requests.filter(({ method }) => method === 'POST').length, 1);
  assert.equal((await world.accountsOf('twice')).length, 1);

  await hub.open(world, page, await world.session('cancelled'));
  await world.steer('POST', '/sandbox/faults', { path: '/v1/me', latency_ms: 400 });
  await hub.send(page, world.person);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Cancelled. If Figma had answered already').waitFor();
  assert.equal(await focused(page), 'Connect');
}));

async function meCalls() {
  const { calls } = await world.steer('GET', '/sandbox/calls');
  return calls.filter(({ path }) => path === '/v1/me').length;
}

test('back and reload do no harm', world.scene(async ({ page, watch }) => {
  const session = await world.session('back');
  await page.goto(`${world.url}/guide`);
  await hub.open(world, page, session);
  await page.reload();
  await hub.send(page, world.person);
  await hub.done(page).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Make a Figma token' }).waitFor();
  await page.goForward();
  await page.getByText(/This link was used already|Figma is connected/).first().waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'This link was used already' }).waitFor();
  assert.equal(watch.requests.filter(({ method }) => method === 'POST').length, 1);
  assert.equal((await world.accountsOf('back')).length, 1);
}));

test('of two tabs the second is told that the link was used', world.scene(async ({ page, context }) => {
  const session = await world.session('tabs');
  const second = await context.newPage();
  await hub.open(world, page, session);
  await hub.open(world, second, session);
  await hub.send(page, world.person);
  await hub.done(page).waitFor();
  await hub.send(second, world.person);
  await second.getByRole('heading', { name: 'This link was used already' }).waitFor();
  await second.getByText('maybe by you in another window').waitFor();
  assert.equal((await world.accountsOf('tabs')).length, 1);
}));

test('a link that leads nowhere has a plain page without a script', world.scene(async ({ page, watch }) => {
  const used = await world.session('used');
  await hub.open(world, page, used);
  await hub.send(page, world.person);
  await hub.done(page).waitFor();
  const old = await world.session('old', { expires_in: 1 });
  await until(async () => (await fetch(`${world.url}/link?token=${old.token}`)).status === 410);
  watch.requests.length = 0;
  for (const [token, status, heading, name] of [
    [used.token, 410, 'This link was used already', 'hub-used'],
    [old.token, 410, 'This link has expired', 'hub-expired'],
    ['fls_nobodys', 404, 'This link is unknown', 'hub-unknown'],
  ]) {
    const answer = await page.goto(`${world.url}/link?token=${token}`);
    assert.equal(answer.status(), status);
    await page.getByRole('heading', { name: heading }).waitFor();
    await look(page, name);
  }
  assert.deepEqual(watch.requests.filter(({ url }) => url.endsWith('.js')), []);
}));

test('a link that ends while the form is filled in keeps what was typed and says so', world.scene(async ({ page }) => {
  let session;
  // The form must be there before the link ends, however slow the machine is.
  for (let seconds = 2; ; seconds *= 2) {
    session = await world.session('late', { expires_in: seconds });
    const opened = await page.goto(`${world.url}/link?token=${session.token}`);
    if (opened.status() === 200 && (await hub.connect(page).or(page.getByRole('heading', { name: 'This link has expired' })).first().innerText()) === 'Connect') break;
  }
  await hub.token(page).fill(world.person.token);
  await hub.team(page).fill(world.person.team);
  await page.getByText('What you typed is still here').waitFor();
  assert.equal(await hub.token(page).inputValue(), world.person.token);
  assert.ok(await hub.connect(page).isDisabled());
  await look(page, 'hub-over');
  const ask = await fetch(`${world.url}/hub/settings`, { headers: { 'x-hub-session-token': session.token } });
  assert.equal(ask.status, 401, 'the gateway thinks so too');
  assert.deepEqual(await world.accountsOf('late'), []);
}));

test('an account is changed without its token being shown', world.scene(async ({ page, watch }) => {
  const account = await world.account('edited');
  await page.goto(`${world.url}/link?token=${(await world.session('edited')).token}`);
  const save = page.getByRole('button', { name: 'Save' });
  await save.waitFor();
  const last = world.person.token.slice(-4);
  await page.getByText(`••••••••${last}`).waitFor();
  assert.equal(await page.locator('input[type=password]').count(), 0);
  await save.click();
  await complaint(page).getByText('Nothing has changed yet.').waitFor();
  await look(page, 'hub-edit');
  await page.getByLabel('Expires on').fill(day(20));
  await save.click();
  await page.getByRole('dialog', { name: 'The account is up to date' }).waitFor();
  const sent = watch.requests.find(({ method }) => method === 'PATCH');
  assert.deepEqual(JSON.parse(sent.body).credentials, { expires_on: day(20) });
  assert.equal((await world.api('GET', `/accounts/${account.id}`)).expires_at.slice(0, 10), day(20));

  await page.goto(`${world.url}/link?token=${(await world.session('edited')).token}`);
  await page.getByRole('button', { name: 'Replace the token' }).click();
  assert.equal(await focused(page), 'personal_access_token');
  const made = await world.steer('POST', '/sandbox/tokens', { name: 'another' });
  await hub.token(page).fill(made.token);
  await save.click();
  await page.getByRole('dialog', { name: 'The account is up to date' }).waitFor();
  const [changed, ...others] = await world.accountsOf('edited');
  assert.equal(changed.id, account.id);
  assert.equal(changed.credential.hint, made.token.slice(-4));
  assert.deepEqual(others, []);
  assert.ok(!watch.requests.some((request) => JSON.stringify(request).includes(world.person.token)));
}));

test('the form of an account whose token is dead says so, and helps to a new one', world.scene(async ({ page }) => {
  const made = await world.steer('POST', '/sandbox/tokens', { name: 'withering' });
  const account = await world.account('withering', { token: made.token });
  await world.steer('DELETE', '/sandbox/tokens/withering');
  await fetch(`${world.url}/accounts/${account.id}/test`, { method: 'POST', headers: { authorization: `Bearer ${world.admin}` } });
  assert.equal((await world.accountsOf('withering'))[0].status, 'error');
  await page.goto(`${world.url}/link?token=${(await world.session('withering')).token}`);
  await page.getByText('The token of this account does not work any more').waitFor();
  await look(page, 'hub-edit-dead');
  const help = page.getByRole('button', { name: 'How to make a new token' });
  await help.click();
  const panel = page.getByRole('complementary', { name: 'How to get these' });
  await panel.waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  assert.equal(await focused(page), 'How to make a new token');
  await page.getByRole('button', { name: 'Replace the token' }).click();
  await hub.token(page).fill(world.person.token);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog', { name: 'The account is up to date' }).waitFor();
  assert.equal((await world.accountsOf('withering'))[0].status, 'active');

  await world.account('lapsed', { args: ['--expires', day(1)] });
  const [lapsed] = await world.accountsOf('lapsed');
  assert.equal(lapsed.status, 'active');
  await page.goto(`${world.url}/link?token=${(await world.session('lapsed')).token}`);
  await page.getByRole('button', { name: 'Save' }).waitFor();
  assert.equal(await page.getByText('The token of this account').count(), 0, 'a living one is not spoken of');
}));

test('afterwards the page leads to where the caller wants', world.scene(async ({ page }) => {
  const app = await world.host({ '/done': ['text/html', '<!doctype html><title>Back</title><link rel=icon href=data:,>'] });
  await hub.open(world, page, await world.session('redirect', { redirect_url: `${app}/done` }));
  await hub.send(page, world.person);
  await hub.done(page).getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL((url) => url.origin === app);
  const [account] = await world.accountsOf('redirect');
  assert.equal(page.url(), `${app}/done?account_id=${account.id}&status=linked`);
  assert.equal(await page.evaluate(() => document.referrer), '');
}));

test('help stands beside the form, for the actions of the link', world.scene(async ({ page }) => {
  await hub.open(world, page, await world.session('help', { actions: ['figma_get_comments'] }));
  await page.getByRole('button', { name: 'How to make a token' }).click();
  const panel = page.getByRole('complementary', { name: 'How to get these' });
  await panel.getByText('1 scope', { exact: true }).waitFor();
  await panel.getByText('file_comments:read').first().waitFor();
  assert.equal(await focused(page), 'How to get these');
  await look(page, 'hub-help');
  await panel.getByRole('button', { name: 'Close' }).click();
  await panel.waitFor({ state: 'detached' });
  assert.equal(await focused(page), 'How to make a token', 'focus is where it was');
  await page.keyboard.press('Enter');
  await panel.waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  assert.equal(await focused(page), 'How to make a token');
}));

test('a keyboard is enough, from the first Tab to the end', world.scene(async ({ page }) => {
  await hub.open(world, page, await world.session('keys'));
  const to = async (name) => {
    for (let presses = 0; (await focused(page)) !== name; ++presses) {
      assert.ok(presses < 20, `${name} is never reached`);
      await page.keyboard.press('Tab');
      assert.ok(await page.evaluate(() => document.activeElement.matches(':focus-visible, [type=date]')), 'the focus is seen');
    }
  };
  await to('personal_access_token');
  await page.keyboard.insertText(world.person.token);
  await to('team_id');
  await page.keyboard.insertText(world.person.team);
  await to('Connect');
  await page.keyboard.press('Enter');
  await hub.done(page).waitFor();
  assert.equal(await focused(page), 'Done');
  await page.keyboard.press('Tab');
  const strayed = await page.evaluate(() => document.activeElement !== document.body && !document.activeElement.closest('[role=dialog]'));
  assert.ok(!strayed, 'the form behind the confirmation is out of reach');
  await page.keyboard.press('Escape');
  await page.getByText('You can close this window.').waitFor();
  assert.equal((await world.accountsOf('keys')).length, 1);
}));

test('a screen reader is told what there is, what is wrong and what happens', world.scene(async ({ page, context }) => {
  const cdp = await context.newCDPSession(page);
  // What the browser hands to assistive technology, which leaves out whatever is out of reach.
  const tree = async () => {
    const { nodes } = await cdp.send('Accessibility.getFullAXTree');
    return nodes
      .filter((node) => !node.ignored)
      .map(({ role, name, description, properties = [] }) => ({
        role: role.value,
        name: name?.value ?? '',
        about: description?.value ?? '',
        ...Object.fromEntries(properties.map(({ name: key, value }) => [key, value.value])),
      }));
  };
  const fields = async () => (await tree()).filter(({ role }) => role === 'textbox' || role === 'Date');
  await hub.open(world, page, await world.session('reader'));
  const [token, team] = await fields();
  assert.equal(token.name, 'Personal Access Token');
  assert.match(token.about, /^Made in Figma under Settings, Security\. It is shown once/);
  assert.equal(token.required, true);
  assert.equal(team.name, 'Team ID');
  assert.match(team.about, /The whole address may be pasted/);

  await hub.send(page, { token: 'figd_nobody-has-this-token-00000000000000000000', team: world.person.team });
  await complaint(page).waitFor();
  assert.ok((await tree()).some(({ role, live }) => role === 'alert' && live === 'assertive'));
  const [wrong, right] = await fields();
  assert.equal(wrong.invalid, 'true');
  assert.match(wrong.about, /Figma does not know this token/);
  assert.equal(right.invalid, 'false');

  await world.steer('POST', '/sandbox/faults', { path: '/v1/me', latency_ms: 400 });
  await hub.send(page, world.person);
  const asking = page.getByRole('status').filter({ hasText: 'Asking Figma who this is…' });
  await asking.waitFor();
  await hub.done(page).waitFor();
  const said = await tree();
  const dialog = said.find(({ role }) => role === 'dialog');
  assert.equal(dialog.name, 'Figma is connected');
  assert.ok(said.some(({ role, name, focused: has }) => role === 'button' && name === 'Done' && has));
  assert.deepEqual(await fields(), [], 'the form behind is out of reach');
}));

test('on a phone no field is so small that the browser would zoom into it', world.scene(async ({ page }) => {
  const small = () =>
    page.evaluate(() => [...document.querySelectorAll('input:not([type=checkbox], [type=radio]), select, textarea')].filter((one) => parseFloat(getComputedStyle(one).fontSize) < 16).map(({ name }) => name));
  await hub.open(world, page, await world.session('fingers'));
  assert.ok(await page.evaluate(() => matchMedia('(pointer: coarse)').matches));
  assert.deepEqual(await small(), []);
  await page.goto(`${world.url}/guide`);
  await page.getByRole('searchbox').waitFor();
  assert.deepEqual(await small(), []);
}, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }));
