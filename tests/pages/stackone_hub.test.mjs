// The npm component @stackone/hub 1.11.4 in an embedder's page, with its two addresses pointed at figlink.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World, bundled, day, embedder } from '../lib/pages.mjs';

const world = new World();
let app;
before(async () => {
  await world.open();
  const script = await bundled(`
    import { StackOneHub } from '@stackone/hub';
    import { createRoot } from 'react-dom/client';
    const query = new URLSearchParams(location.search);
    globalThis.linked = [];
    createRoot(document.querySelector('#root')).render(
      <StackOneHub token={query.get('token')} baseUrl={query.get('base')} appUrl={query.get('base')} accountId={query.get('account') ?? undefined}
        showFooterLinks={false} onSuccess={(account) => linked.push(account)} />);`);
  app = await world.host({ '/': embedder('<div id=root></div>'), '/app.js': ['text/javascript', script] });
  await world.api('PATCH', '/project', { allowed_origins: [app] });
});
after(() => world.close());

const open = (page, session, more = {}) => page.goto(`${app}/?${new URLSearchParams({ base: world.url, token: session.token, ...more })}`);
const field = (page, name) => page.locator(`input[name=${name}]`);
const linked = (page) => page.waitForFunction(() => globalThis.linked[0]).then((found) => found.jsonValue());

test('it draws both kinds of fields and links an account', world.scene(async ({ page }) => {
  await open(page, await world.session('embedder'));
  assert.equal(await field(page, 'personal_access_token').getAttribute('type'), 'password');
  assert.equal(await field(page, 'team_id').getAttribute('type'), 'text');
  await field(page, 'personal_access_token').fill(world.person.token);
  await field(page, 'team_id').fill(world.person.team);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  const told = await linked(page);
  const [account] = await world.accountsOf('embedder');
  assert.equal(told.id, account.id);
  assert.equal(told.provider, 'figma');
  assert.equal(account.status, 'active');
  assert.equal(account.team_id, world.person.team);
}));

test('it shows what is wrong in figlink’s words, and takes another try', world.scene(async ({ page }) => {
  await open(page, await world.session('wrong'));
  for (const [token, team, said] of [
    ['figd_nobody-has-this-token-00000000000000000000', world.person.team, 'Figma does not know this token'],
    [world.person.token, '1190000000000000002', 'it cannot see team 1190000000000000002'],
  ]) {
    await field(page, 'personal_access_token').fill(token);
    await field(page, 'team_id').fill(team);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText(said).first().waitFor();
  }
  assert.deepEqual(await world.accountsOf('wrong'), []);
  await field(page, 'personal_access_token').fill(world.person.token);
  await field(page, 'team_id').fill(world.person.team);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await linked(page);
  assert.equal((await world.accountsOf('wrong')).length, 1);
}, { may: [/Error making request to/] }));

test('it edits an account: the token is kept unless it is given anew', world.scene(async ({ page, watch }) => {
  const account = await world.account('edits');
  await open(page, await world.session('edits'), { account: account.id });
  await field(page, 'team_id').waitFor();
  assert.equal(await field(page, 'team_id').inputValue(), world.person.team);
  await page.getByText(account.credential.hint).or(page.locator(`input[value*="${account.credential.hint}"]`)).first().waitFor();
  await field(page, 'expires_on').fill(day(25));
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await linked(page);
  const changed = await world.api('GET', `/accounts/${account.id}`);
  assert.equal(changed.expires_at.slice(0, 10), day(25));
  assert.equal(changed.credential.hint, account.credential.hint);
  const sent = watch.requests.find(({ method }) => method === 'PATCH');
  assert.ok(!sent.body.includes('personal_access_token'));
  assert.equal((await world.accountsOf('edits')).length, 1);
}));

test('an expired link is no blank page', world.scene(async ({ page }) => {
  await open(page, { token: 'fls_nobodys' });
  await page.getByText(/no|failed|expired|unknown/i).last().waitFor();
}, { may: [/Error making request to/, /[Tt]oken|expired/] }));
