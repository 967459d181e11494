// Names that are code, from callers and from Figma: every page shows them as the text they are.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { World, hub, signIn } from '../lib/pages.mjs';

const kCorpus = [
  '<script>globalThis.broken = 1; alert(1)</script>',
  '<img src=x onerror="globalThis.broken = 1; alert(1)">',
  '"><svg onload=alert(1)><b id=injected>',
  "';alert(1);//",
  'javascript:alert(1)',
  '</title></textarea></style><iframe srcdoc="<script>parent.broken = 1</script>">',
  '{{constructor.constructor("alert(1)")()}}${alert(1)}',
  '\u202e<a href="javascript:alert(1)">x</a>',
];
const kAll = kCorpus.join(' ');

const world = new World();
let evil; // a Figma whose names are code
before(async () => {
  await world.open();
  const names = (value) => {
    if (Array.isArray(value)) return value.map(names);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, ['handle', 'email', 'name', 'img_url'].includes(key) ? kAll : names(inner)]));
  };
  const server = createServer(async (request, answer) => {
    const real = await fetch(world.figma.url + request.url, { method: request.method, headers: { 'x-figma-token': request.headers['x-figma-token'] ?? '' } });
    const body = JSON.stringify(names(await real.json()));
    answer.writeHead(real.status, { 'content-type': 'application/json' });
    answer.end(body);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  (world.pages ??= []).push(server);
  evil = `http://127.0.0.1:${server.address().port}`;
  await world.gate.stop();
  world.gate = await world.gateway(world.data, evil);
  world.url = world.gate.url;
});
after(() => world.close());

async function assertText(page, ...texts) {
  const found = await page.evaluate(() => ({
    broken: globalThis.broken,
    injected: document.querySelectorAll('#injected, main script, main iframe, img[src="x"], svg[onload], [onerror], a[href^="javascript:"]').length,
    text: document.body.innerText,
  }));
  assert.equal(found.broken, undefined);
  assert.equal(found.injected, 0);
  for (const text of texts) assert.ok(found.text.includes(text), `${text} is read in ${found.text}`);
}

test('the Hub, from the form to the confirmation', world.scene(async ({ page }) => {
  for (const text of kCorpus) {
    await hub.open(world, page, await world.session('corpus', { origin_owner_name: text, label: text }));
    await assertText(page, text.replace('\u202e', ''));
  }
  await hub.send(page, world.person);
  await hub.done(page).waitFor();
  await assertText(page, kCorpus[1]);
  const [account] = await world.accountsOf('corpus');
  assert.equal(account.figma_user.handle, kAll);
}));

test('every page of the dashboard', world.scene(async ({ page }) => {
  const [account] = await world.accountsOf('corpus');
  await world.api('POST', '/keys', { name: kCorpus[1], scopes: ['actions:read'] });
  await signIn(world, page);
  await page.getByRole('button', { name: /^What to do/ }).waitFor();
  await assertText(page, kCorpus[7].replace('\u202e', ''));
  await page.goto(`${world.url}/dashboard?account=${account.id}`);
  await page.getByRole('dialog').getByText('Facts').waitFor();
  await assertText(page, kCorpus[1]);
  await page.goto(`${world.url}/dashboard/keys`);
  await page.getByRole('table').waitFor();
  await assertText(page, kCorpus[1]);
  await page.goto(`${world.url}/dashboard/run?account=${account.id}&action=figma_get_file`);
  await page.getByLabel('file_key').fill('codeconnect');
  await page.getByLabel('depth').fill('1');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('200 OK').waitFor();
  await assertText(page, 'globalThis.broken');
  await page.getByRole('tab', { name: 'Raw' }).click();
  await page.getByRole('region', { name: 'Raw answer' }).waitFor();
  await assertText(page, 'globalThis.broken');
  await page.goto(`${world.url}/dashboard/log`);
  await page.getByRole('table').waitFor();
  await assertText(page);
}));

test('what stands in an address', world.scene(async ({ page }) => {
  for (const text of kCorpus) {
    const part = encodeURIComponent(text);
    for (const path of [`/link?token=${part}&theme=${part}`, `/guide?actions=${part}&theme=${part}`, `/dashboard/${part}`, `/dashboard?search=${part}&account=${part}`]) {
      await page.goto(world.url + path);
      await page.getByRole('heading').first().waitFor();
      await assertText(page);
    }
  }
}));

test('a name of one endless word stays in its place, on a phone too', world.scene(async ({ page }) => {
  const endless = 'Donaudampfschifffahrtsgesellschaftskapitaen'.repeat(3);
  const fits = async (where) => {
    for (const size of [{ width: 390, height: 844 }, { width: 1280, height: 900 }]) {
      await page.setViewportSize(size);
      const over = () => page.evaluate(() => {
        const boxes = [...document.querySelectorAll('.hub-card, .hub-modal, .ui-dialog')];
        const out = boxes.map((box) => box.scrollWidth - box.clientWidth);
        return Math.max(document.documentElement.scrollWidth - innerWidth, ...out);
      });
      // The page takes its new width a moment after it was told.
      for (let tries = 0; tries < 50 && (await over()) > 0; ++tries) await page.waitForTimeout(100);
      assert.ok((await over()) <= 0, `${where}, ${size.width}: ${await over()} px too wide`);
    }
  };
  await hub.open(world, page, await world.session(endless));
  await fits('the form');
  await hub.send(page, world.person);
  await hub.done(page).waitFor();
  await fits('the confirmation');
  const [account] = await world.accountsOf(endless);
  await signIn(world, page);
  await page.getByRole('button', { name: new RegExp(`^What to do with .*${endless}`) }).click();
  await page.getByRole('menuitem', { name: /^Remove/ }).click();
  await page.getByRole('dialog').getByText(endless).first().waitFor();
  await fits('the question before an account goes');
  assert.ok(account.id);
}));
