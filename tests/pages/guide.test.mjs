// The guide: ticked actions become exactly the scopes to enable, and the choice lives in the address.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World, look, until } from '../lib/pages.mjs';

const world = new World();
let catalogue;
before(async () => {
  await world.open();
  catalogue = await (await fetch(`${world.url}/catalogue.json`)).json();
});
after(() => world.close());

const actionNamed = (name) => catalogue.actions.find((action) => action.name === name);
const tick = (page, name) => page.getByRole('checkbox', { name: actionNamed(name).label, exact: true });
const box = (page) => page.getByRole('region', { name: 'The scopes to enable' });
const scopes = (page) => box(page).locator('.guide-scope-list code').allInnerTexts();
const guide = async (page, query = '') => {
  await page.goto(`${world.url}/guide${query}`);
  await box(page).waitFor();
};

// What Figma would want for these, said by the catalogue alone.
const wanted = (...names) => {
  const needed = new Set(names.map(actionNamed).filter(({ credentials }) => credentials.includes('personal')).flatMap((action) => action.scopes.slice(0, 1)));
  return catalogue.scopes.map(({ name }) => name).filter((name) => needed.has(name));
};

test('the heading is painted before the script is there, and in the theme that is asked for', world.scene(async ({ page }) => {
  const dark = () => page.evaluate(() => [document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]);
  await page.goto(`${world.url}/guide?theme=dark`);
  await page.getByRole('searchbox').waitFor();
  const kDark = ['dark', 'rgb(19, 19, 23)'].join();
  await until(async () => (await dark()).join() === kDark);
  const held = [];
  await page.route('**/*.js', (route) => held.push(route));
  await page.goto(`${world.url}/guide?theme=dark`, { waitUntil: 'commit' });
  await page.getByRole('heading', { name: 'Make a Figma token' }).waitFor();
  await until(async () => (await dark()).join() === kDark); // as soon as the style is there
  assert.ok(held.length > 0);
  await Promise.all(held.map((route) => route.continue()));
  await page.unroute('**/*.js');
  await page.getByRole('searchbox').waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Make a Figma token' }).count(), 1);
}));

test('ticking actions shows exactly their scopes', world.scene(async ({ page }) => {
  await guide(page);
  await page.getByText(`54 actions chosen`).waitFor();
  await look(page, 'guide');
  await page.getByRole('button', { name: 'Nothing' }).click();
  await box(page).getByText('Nothing that is chosen needs a scope.').waitFor();
  const chosen = [];
  for (const name of ['figma_get_file', 'figma_get_comments', 'figma_create_comment', 'figma_get_file_nodes']) {
    await tick(page, name).check();
    chosen.push(name);
    assert.deepEqual(await scopes(page), wanted(...chosen));
  }
  await tick(page, 'figma_create_comment').uncheck();
  assert.deepEqual(await scopes(page), wanted('figma_get_file', 'figma_get_comments', 'figma_get_file_nodes'));
  assert.equal(catalogue.actions.length, await page.getByRole('row').count() - await page.getByRole('table').count());
}));

test('the scopes are copied with the separator that is asked for', world.scene(async ({ page }) => {
  await guide(page, '?actions=figma_get_file,figma_get_comments');
  const list = wanted('figma_get_file', 'figma_get_comments');
  assert.equal(list.length, 2);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  for (const [label, text] of [['comma', list.join(', ')], ['space', list.join(' ')], ['new line', list.join('\n')]]) {
    await page.getByRole('radio', { name: label }).check();
    await page.getByRole('button', { name: /Copy the scopes|Copied/ }).first().click();
    await page.getByText('Copied.').first().waitFor();
    assert.equal(await copied(), text);
  }
  await page.getByRole('button', { name: 'Copy the link' }).click();
  await page.getByText('Copied.').nth(1).waitFor();
  assert.equal(await copied(), `${world.url}/guide?actions=figma_get_file,figma_get_comments&separator=line`);
}, { permissions: ['clipboard-read', 'clipboard-write'] }));

test('what only Enterprise has, and what no personal token may call, is warned of', world.scene(async ({ page }) => {
  for (const name of ['file_variables:read', 'file_variables:write', 'library_analytics:read']) {
    const action = catalogue.actions.find((one) => one.scopes.includes(name) && one.credentials.includes('personal'));
    await guide(page, `?actions=${action.name}`);
    const notice = box(page).locator('.ui-notice', { hasText: 'Only on the Enterprise plan' });
    assert.deepEqual(await notice.locator('code').allInnerTexts(), [name]);
  }
  const never = catalogue.actions.filter((action) => !action.credentials.includes('personal'));
  assert.ok(never.length > 0);
  await guide(page, `?actions=figma_get_file,${never.map(({ name }) => name).join(',')}`);
  const said = await box(page).locator('.ui-notice', { hasText: 'No personal access token may call these' }).innerText();
  for (const { label } of never) assert.ok(said.includes(label), label);
  assert.deepEqual(await scopes(page), wanted('figma_get_file'), 'and they ask for no scope');
  await look(page, 'guide-warnings');
  await guide(page, '?actions=figma_get_file');
  assert.equal(await box(page).locator('.ui-notice').count(), 0);
}));

test('the choice survives a reload, and unknown names are told', world.scene(async ({ page }) => {
  await guide(page, '?actions=figma_get_file&theme=dark');
  await tick(page, 'figma_get_comments').check();
  await page.getByRole('radio', { name: 'space' }).check();
  assert.equal(new URL(page.url()).search, '?actions=figma_get_file,figma_get_comments&separator=space&theme=dark');
  await page.reload();
  await box(page).waitFor();
  assert.deepEqual(await scopes(page), wanted('figma_get_file', 'figma_get_comments'));
  assert.ok(await page.getByRole('radio', { name: 'space' }).isChecked());
  assert.ok(await tick(page, 'figma_get_comments').isChecked());
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await guide(page, '?actions=figma_get_file,figma_make_coffee,%3Cimg%20src=x%20onerror=alert(1)%3E');
  await page.getByText('The address names actions that do not exist').waitFor();
  await page.getByText('figma_make_coffee, <img').waitFor();
}));

test('an action is found by its name, its scope or what it does', world.scene(async ({ page }) => {
  await guide(page);
  await page.getByRole('searchbox', { name: 'Find an action' }).fill('file_dev_resources:write');
  const expected = catalogue.actions.filter((action) => action.scopes.includes('file_dev_resources:write')).map(({ label }) => label);
  await page.waitForFunction((count) => document.querySelectorAll('tbody tr').length === count, expected.length);
  assert.deepEqual(await page.locator('tbody th label').allInnerTexts(), expected);
  await page.getByRole('searchbox').fill('nothing is called so');
  await page.getByText('No action is called so.').waitFor();
}));
