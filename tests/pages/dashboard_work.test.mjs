// The dashboard at work: an action is run, keys are made and revoked, and the log tells what ran.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { binary } from '../lib/house.mjs';
import { World, focused, hub, kNode, look, rpc, signIn, until } from '../lib/pages.mjs';

const world = new World();
let account;
before(async () => {
  await world.open();
  account = await world.account('acme');
});
after(() => world.close());

test('the run page runs an action, shows the answer as a tree, and gives the call as curl', world.scene(async ({ page, watch }) => {
  await signIn(world, page, { path: '/run' });
  await page.getByRole('heading', { name: 'Choose an account and an action' }).waitFor();
  await look(page, 'dashboard-run-empty');
  await page.getByRole('combobox', { name: 'Account' }).fill('acme');
  await page.getByRole('option', { name: /Demo Person/ }).click();
  await page.getByRole('combobox', { name: 'Action' }).fill('figma_get_file');
  await page.getByRole('option', { name: /^Get File\b/ }).first().click();
  await page.waitForURL(/account=.*action=figma_get_file$/);
  await page.getByRole('listbox').waitFor({ state: 'detached' });
  const run = page.getByRole('button', { name: 'Run', exact: true });
  await run.click();
  await until(() => page.evaluate(() => document.activeElement.getAttribute('aria-invalid') === 'true'));
  await page.getByLabel('file_key').fill('codeconnect');
  await page.getByLabel('depth').fill('1');
  assert.equal(await page.getByText('token lacks the scope').count(), 0, 'of scopes that are not all known, none is missed');
  await run.click();
  const tree = page.getByRole('list', { name: 'The answer as a tree' });
  await tree.getByText('document', { exact: true }).waitFor();
  await page.getByText('200 OK').waitFor();
  await look(page, 'dashboard-run');
  const branch = tree.getByRole('button', { name: /^document/ });
  const open = await branch.getAttribute('aria-expanded');
  await branch.click();
  assert.notEqual(await branch.getAttribute('aria-expanded'), open);

  await page.getByRole('tab', { name: 'Code' }).click();
  const curl = await page.getByRole('region', { name: 'curl' }).innerText();
  assert.ok(!curl.includes(world.admin));
  await page.getByRole('region', { name: /TypeScript/ }).waitFor();
  await look(page, 'dashboard-code');
  const key = await world.key(world.data, 'curl');
  const ran = spawnSync('bash', ['-c', curl.replace(/^curl/, 'curl -sS')], { encoding: 'utf8', env: { ...process.env, FIGLINK_KEY: key } });
  assert.equal(ran.status, 0, ran.stderr);
  assert.equal(JSON.parse(ran.stdout).data.document.type, 'DOCUMENT');
  // The two calls in JavaScript, as somebody pastes them: the typed client's is a module beside that package.
  for (const name of [/TypeScript/, /JavaScript/]) {
    const code = await page.getByRole('region', { name }).locator('code').innerText();
    assert.ok(!code.includes(world.admin));
    const done = spawnSync(process.execPath, ['--input-type=module', '-'], { encoding: 'utf8', cwd: kNode, input: code, env: { ...process.env, FIGLINK_KEY: key } });
    assert.equal(done.status, 0, done.stderr);
    assert.match(done.stdout, /Many Dummy Components/, String(name));
  }
  // The command, in a shell that finds figlink, the gateway's folder and the sandbox; also of an action that has a body.
  const commandOf = async () => {
    const line = await page.getByRole('region', { name: /^figlink/ }).locator('code').innerText();
    const env = { ...process.env, FIGLINK_DATA: world.data, FIGLINK_FIGMA_API: world.figma.url };
    return spawnSync('bash', ['-c', `figlink() { '${binary}' "$@"; }\n${line}`], { encoding: 'utf8', env });
  };
  const got = await commandOf();
  assert.equal(got.status, 0, got.stderr);
  assert.equal(JSON.parse(got.stdout).document.type, 'DOCUMENT');
  await page.goto(`${world.url}/dashboard/run?account=${account.id}&action=figma_create_comment`);
  await page.getByRole('button', { name: 'Fill in the example' }).click();
  await page.getByLabel('message').fill("It's 8, not \"9\", $(no)");
  await page.getByRole('tab', { name: 'Code' }).click();
  const put = await commandOf();
  assert.equal(put.status, 0, put.stderr);
  assert.equal(JSON.parse(put.stdout).message, "It's 8, not \"9\", $(no)");
  assert.equal(JSON.parse(put.stdout).client_meta.x, 12.5);
  const sent = watch.requests.find(({ url }) => url.endsWith('/actions/rpc'));
  assert.equal(sent.headers.authorization, undefined, 'the page runs by its session');
}));

test('the run page resumes a paused account, and relinks a dead one', world.scene(async ({ page, context }) => {
  const paused = await world.account('paused');
  await world.api('PATCH', `/accounts/${paused.id}`, { status: 'suspended' });
  await signIn(world, page, { path: `/run?account=${paused.id}&action=figma_get_current_user` });
  await page.getByText('This account is suspended').waitFor();
  await look(page, 'dashboard-run-paused');
  await page.getByRole('button', { name: 'Resume paused' }).click();
  await page.getByText('This account is suspended').waitFor({ state: 'detached' });
  assert.equal((await world.api('GET', `/accounts/${paused.id}`)).status, 'active');
  await until(async () => (await focused(page)) === 'Run');
  await page.keyboard.press('Enter');
  await page.getByText('200 OK').waitFor();

  const made = await world.steer('POST', '/sandbox/tokens', { name: 'ending' });
  const ending = await world.account('ending', { token: made.token });
  await page.goto(`${world.url}/dashboard/run?account=${ending.id}&action=figma_get_current_user`);
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  await world.steer('DELETE', '/sandbox/tokens/ending');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('This account’s token does not work').waitFor();
  await look(page, 'dashboard-run-dead');
  await page.getByRole('button', { name: 'Relink ending' }).click();
  const [popup] = await Promise.all([context.waitForEvent('page'), page.getByRole('dialog', { name: 'Edit or relink' }).getByRole('button', { name: 'Open the Hub' }).click()]);
  await popup.getByRole('button', { name: 'Replace the token' }).click();
  await hub.token(popup).fill(world.person.token);
  await popup.getByRole('button', { name: 'Save' }).click();
  await popup.getByRole('dialog', { name: 'The account is up to date' }).waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('This account’s token does not work').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('200 OK').waitFor();
}));

test('what changes something at Figma is asked about first', world.scene(async ({ page }) => {
  await signIn(world, page, { path: `/run?account=${account.id}&action=figma_create_comment` });
  await page.getByLabel('file_key').fill('codeconnect');
  await page.getByLabel('message', { exact: false }).first().fill('Well done');
  const posts = async () => (await world.steer('GET', '/sandbox/calls')).calls.filter(({ method, path }) => method === 'POST' && path.startsWith('/v1/')).length;
  const before = await posts();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'This changes something at Figma' });
  await dialog.getByText('Well done').waitFor();
  await look(page, 'dashboard-confirm');
  await dialog.getByRole('button', { name: 'Not now' }).click();
  assert.equal(await posts(), before);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await dialog.getByRole('button').last().click();
  await page.getByText('200 OK').waitFor();
  assert.equal(await posts(), before + 1);
}));

test('a failed run says why', world.scene(async ({ page }) => {
  await signIn(world, page, { path: `/run?account=${account.id}&action=figma_get_file` });
  await page.getByLabel('file_key').fill('nosuchfile');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('404 not_found').waitFor();
  await look(page, 'dashboard-run-failed');
}));

test('a key is made, shown once, works, and is revoked', world.scene(async ({ page }) => {
  await signIn(world, page, { path: '/keys' });
  await page.getByText('You are signed in with it').waitFor();
  await look(page, 'dashboard-keys');
  await page.getByRole('button', { name: 'Make a key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  assert.equal(await dialog.getByLabel('Name').getAttribute('aria-invalid'), 'true');
  await look(page, 'dashboard-key-new');
  await dialog.getByLabel('Name').fill('Design sync');
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  await dialog.getByText('It is shown this once.').waitFor();
  const secret = (await dialog.locator('pre').innerText()).trim();
  await look(page, 'dashboard-key-made');
  await page.keyboard.press('Escape');
  assert.ok(await dialog.isVisible(), 'it is not lost by a slip');
  const works = async () => (await rpc(world.url, secret, account.id, { action: 'figma_get_current_user' })).status;
  assert.equal(await works(), 200);
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.ok(!(await page.content()).includes(secret));
  await page.reload();
  const row = page.getByRole('row').filter({ hasText: 'Design sync' });
  await row.waitFor();
  assert.ok(!(await page.content()).includes(secret));
  await row.getByRole('button', { name: /^Revoke/ }).click();
  await look(page, 'dashboard-key-revoke');
  await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
  await row.getByText('Revoked').waitFor();
  assert.equal(await works(), 401);
}));

test('the log shows what ran, by whom and how it ended, and nothing of what was in it', world.scene(async ({ page }) => {
  const key = await world.key(world.data, 'logger');
  await rpc(world.url, key, account.id, { action: 'figma_get_file', path: { file_key: 'nosuchsecretfile' } });
  await rpc(world.url, key, account.id, { action: 'figma_get_current_user' });
  await until(async () => (await world.api('GET', '/requests/logs')).data.filter(({ key_name }) => key_name === 'logger').length === 2);
  await signIn(world, page, { path: '/log' });
  const rows = page.getByRole('row').filter({ hasText: 'logger' });
  await until(async () => (await rows.count()) === 2);
  assert.match(await rows.nth(0).innerText(), /figma_get_current_user[\s\S]*Worked[\s\S]*200/);
  assert.match(await rows.nth(1).innerText(), /figma_get_file[\s\S]*404/);
  await look(page, 'dashboard-log');
  for (const never of ['nosuchsecretfile', 'demo@example.com', key, world.person.token]) assert.ok(!(await page.content()).includes(never), never);
  await page.getByRole('group', { name: 'Outcome' }).getByRole('button', { name: 'Failed' }).click();
  await page.waitForURL(/outcome=failed/);
  await until(async () => (await rows.count()) === 1);
  await page.reload();
  await until(async () => (await rows.count()) === 1);
}));

test('an origin is allowed and taken away in the settings', world.scene(async ({ page }) => {
  await signIn(world, page, { path: '/settings' });
  const field = page.getByLabel('Add an origin');
  await field.fill('https://app.example.com/path');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('an origin has no path').waitFor();
  await look(page, 'dashboard-settings');
  await field.fill('https://app.example.com');
  await page.keyboard.press('Enter');
  const taken = page.getByRole('button', { name: 'Remove https://app.example.com' });
  await taken.waitFor();
  assert.deepEqual((await world.api('GET', '/project')).allowed_origins, ['https://app.example.com']);
  await taken.click();
  const dialog = page.getByRole('dialog', { name: 'Remove this origin?' });
  await look(page, 'dashboard-origin-remove');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText(/^None yet/).waitFor();
  assert.deepEqual((await world.api('GET', '/project')).allowed_origins, []);
}));
