// The Hub inside of somebody else's page: in a frame by @figlink/hub, and in a window of its own. Only allowed origins hold it or hear.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World, bundled, embedder, hub, look, until } from '../lib/pages.mjs';

const world = new World();
let app; // an allowed origin
let stranger; // any other

before(async () => {
  await world.open();
  const policy = `default-src 'none'; script-src 'self'; img-src data:; frame-src ${world.url}`; // as the README of @figlink/hub asks for
  const element = await bundled(`
    import '@figlink/hub';
    const query = new URLSearchParams(location.search);
    const hub = document.querySelector('figlink-hub');
    globalThis.said = [];
    for (const name of ['ready', 'success', 'gone', 'close']) hub.addEventListener(name, ({ detail }) => said.push([name, detail ?? null]));
    if (query.has('theme')) hub.theme = query.get('theme');
    if (query.has('height')) hub.setAttribute('height', query.get('height'));
    hub.baseUrl = query.get('base');
    hub.token = query.get('token');`);
  const react = await bundled(`
    import { FiglinkHub } from '@figlink/hub/react';
    import { createRoot } from 'react-dom/client';
    import { useEffect, useState } from 'react';
    const query = new URLSearchParams(location.search);
    globalThis.said = [];
    function Product() {
      const [open, setOpen] = useState(true);
      const [, drawAgain] = useState(0);
      globalThis.drawAgain = () => drawAgain((count) => count + 1);
      if (!open) return <p>Closed</p>;
      return <FiglinkHub baseUrl={query.get('base')} token={query.get('token')} onReady={() => said.push(['ready', null])}
        onSuccess={(account) => said.push(['success', account])} onGone={(gone) => said.push(['gone', gone])} onClose={() => setOpen(false)} />;
    }
    createRoot(document.querySelector('#root')).render(<Product />);`);
  const popup = `
    globalThis.heard = [];
    addEventListener('message', ({ origin, data }) => heard.push({ origin, data }));
    document.querySelector('button').onclick = () => open(new URLSearchParams(location.search).get('link'), '_blank', 'popup,width=520,height=780');`;
  const files = {
    '/': embedder('<figlink-hub></figlink-hub>', { csp: policy }),
    '/app.js': ['text/javascript', element],
    '/react': embedder('<div id=root></div>').with(1, embedder('<div id=root></div>')[1].replace('/app.js', '/react.js')),
    '/react.js': ['text/javascript', react],
    '/popup': embedder('<button>Link Figma</button>').with(1, embedder('<button>Link Figma</button>')[1].replace('/app.js', '/popup.js')),
    '/popup.js': ['text/javascript', popup],
  };
  [app, stranger] = [await world.host(files), await world.host(files)];
  await world.api('PATCH', '/project', { allowed_origins: [app] });
});
after(() => world.close());

const at = (origin, path, session, more = {}) =>
  `${origin}${path}?${new URLSearchParams({ base: world.url, token: session.token, link: `${world.url}/link?token=${session.token}`, ...more })}`;
const said = (page) => page.evaluate(() => globalThis.said);

test('an allowed page links an account in its own frame and is told', world.scene(async ({ page, watch }) => {
  await page.goto(at(app, '/', await world.session('framed')));
  const frame = page.frameLocator('iframe');
  await hub.token(frame).waitFor();
  await until(async () => (await said(page)).some(([name]) => name === 'ready'));
  await look(page, 'embedded');
  // It is as high as what it shows: nothing is to be scrolled in the frame.
  const inside = page.frames()[1];
  await until(() => inside.evaluate(() => document.documentElement.scrollHeight <= innerHeight));
  await hub.send(frame, world.person);
  await hub.done(frame).waitFor();
  const [account] = await world.accountsOf('framed');
  await until(async () => (await said(page)).some(([name]) => name === 'success'));
  assert.deepEqual((await said(page)).find(([name]) => name === 'success')[1], { id: account.id, provider: 'figma' });
  await hub.done(frame).getByRole('button', { name: 'Done' }).click();
  await until(async () => (await said(page)).some(([name]) => name === 'close'));
  await frame.getByText('You can close this window.').waitFor();
  const fromOutside = watch.requests.filter(({ headers }) => headers.referer?.startsWith(app) && headers.origin === world.url);
  assert.deepEqual(fromOutside, [], 'the gateway is not told which page holds the frame');
  assert.ok(!(await page.content()).includes(world.person.token));
}));

test('a page around a link that leads nowhere is told why', world.scene(async ({ page, context }) => {
  const used = await world.session('over');
  await hub.open(world, page, used);
  const second = await context.newPage();
  await second.goto(at(app, '/react', used));
  const frame = second.frameLocator('iframe');
  await hub.token(frame).waitFor();
  await hub.send(page, world.person);
  await hub.done(page).waitFor();
  await hub.send(frame, world.person);
  await frame.getByRole('heading', { name: 'This link was used already' }).waitFor();
  await until(async () => (await said(second)).some(([name]) => name === 'gone'));
  assert.deepEqual(await said(second), [['ready', null], ['gone', { reason: 'used' }]]);

  // The gateway's own page, which it gives for a link that is over before it is opened.
  const old = await world.session('older', { expires_in: 1 });
  await until(async () => (await fetch(`${world.url}/link?token=${old.token}`)).status === 410);
  for (const [session, reason, heading] of [
    [used, 'used', 'This link was used already'],
    [old, 'expired', 'This link has expired'],
  ]) {
    await page.goto(at(app, '/', session));
    await page.frameLocator('iframe').getByRole('heading', { name: heading }).waitFor();
    await until(async () => (await said(page)).length > 0);
    assert.deepEqual(await said(page), [['gone', { reason }]]);
    const inside = page.frames()[1];
    await until(() => inside.evaluate(() => document.documentElement.scrollHeight <= innerHeight && innerHeight < 400));
  }
  await look(page, 'embedded-gone');
  await page.goto(at(app, '/popup', used));
  const [popup] = await Promise.all([context.waitForEvent('page'), page.getByRole('button').click()]);
  await popup.getByRole('heading', { name: 'This link was used already' }).waitFor();
  const heard = () => page.evaluate(() => globalThis.heard);
  await until(async () => (await heard()).length > 0);
  assert.deepEqual(await heard(), [{ origin: world.url, data: { type: 'figlink.gone', reason: 'used' } }]);
}));

test('a page around a link that ends while the form is filled in is told', world.scene(async ({ page }) => {
  await page.clock.install();
  await page.goto(at(app, '/', await world.session('lapsed', { expires_in: 600 })));
  const frame = page.frameLocator('iframe');
  await hub.token(frame).waitFor();
  await page.clock.fastForward(601_000);
  await frame.getByText('What you typed is still here').waitFor();
  await until(async () => (await said(page)).some(([name]) => name === 'gone'));
  assert.deepEqual((await said(page)).at(-1), ['gone', { reason: 'expired' }]);
}));

test('a frame that says nothing is told of all the same', world.scene(async ({ page }) => {
  await page.clock.install();
  await page.goto(at(stranger, '/', await world.session('unheard')));
  await until(() => page.frames()[1]?.url().startsWith('chrome-error://'));
  assert.deepEqual(await said(page), []);
  await page.clock.fastForward(36_000);
  assert.deepEqual(await said(page), [['gone', { reason: 'silent' }]]);
}, { may: [/frame-ancestors/, /X-Frame-Options/i] }));

// Where something in the frame is drawn, in the page around it.
const boxOf = async (locator) => {
  const { x, y, width, height } = await locator.boundingBox();
  return { left: x, top: y, right: x + width, bottom: y + height };
};

test('in a low frame the confirmation and the help begin at their beginning', world.scene(async ({ page }) => {
  for (const [width, height] of [[1200, 320], [420, 320], [420, 200]]) {
    await page.setViewportSize({ width, height: 600 });
    await page.goto(at(app, '/', await world.session(`low-${width}-${height}`, { actions: ['figma_get_file', 'figma_get_comments', 'figma_get_file_versions'] }), { height: `${height}px` }));
    const frame = page.frameLocator('iframe');
    const room = await boxOf(page.locator('iframe'));
    const inside = async (locator, name) => {
      const box = await boxOf(locator);
      assert.ok(box.top >= room.top && box.bottom <= room.bottom, `${name} is in a frame of ${width} x ${height}: ${JSON.stringify({ box, room })}`);
    };
    await frame.getByRole('button', { name: 'Where is it?' }).click();
    const panel = frame.getByRole('complementary', { name: 'How to get these' });
    await panel.getByText('scopes', { exact: false }).first().waitFor();
    await until(async () => (await boxOf(panel.getByRole('heading', { name: /Find your Team ID/ }))).bottom <= room.bottom);
    await inside(panel.getByRole('button', { name: 'Close' }), 'the way out of the help');
    await inside(panel.getByRole('heading', { name: /Find your Team ID/ }), 'what was asked for');
    const [head, topic] = [await boxOf(panel.locator('.guide-panel-head')), await boxOf(panel.getByRole('heading', { name: /Find your Team ID/ }))];
    assert.ok(head.bottom <= topic.top, 'the head hides nothing of it');
    await page.screenshot({ path: `build/reports/screenshots/low-${width}-${height}-help.png` });
    await panel.getByRole('button', { name: 'Close' }).click();
    await hub.send(frame, world.person);
    const done = hub.done(frame);
    await done.waitFor();
    await inside(done.getByRole('heading', { name: 'Figma is connected' }), 'the title');
    if (height > 300) await inside(done.getByRole('button', { name: 'Done' }), 'the button');
    await page.screenshot({ path: `build/reports/screenshots/low-${width}-${height}-done.png` });
    await done.getByText('Held besides').scrollIntoViewIfNeeded();
    await inside(done.getByText('Held besides'), 'the end of what is said');
    await done.getByRole('button', { name: 'Done' }).click();
    await frame.getByText('You can close this window.').waitFor();
  }
}));

test('a page that shows a part of the frame comes to the help and to the confirmation', world.scene(async ({ page }) => {
  await page.setViewportSize({ width: 420, height: 480 });
  await page.goto(at(app, '/', await world.session('part', { actions: ['figma_get_file'] })));
  const frame = page.frameLocator('iframe');
  const seen = (locator) => until(async () => {
    const { top, bottom } = await boxOf(locator);
    return top > -1 && bottom <= 480;
  });
  await frame.getByRole('button', { name: 'Why?' }).or(frame.getByRole('button', { name: 'Where is it?' })).last().click();
  const panel = frame.getByRole('complementary', { name: 'How to get these' });
  await panel.getByText('1 scope', { exact: true }).waitFor();
  await seen(panel.getByRole('heading', { name: /Find your Team ID/ }));
  await panel.getByRole('button', { name: 'Close' }).click();
  await hub.send(frame, world.person);
  await hub.done(frame).waitFor();
  await seen(hub.done(frame).getByRole('heading', { name: 'Figma is connected' }));
}));

test('the theme is the embedder’s choice, before any script', world.scene(async ({ page, context }) => {
  const session = await world.session('themed');
  const bare = await context.newPage();
  await bare.route('**/*.js', (route) => route.abort());
  await bare.goto(`${world.url}/link?token=${session.token}&theme=dark`);
  assert.equal(await bare.evaluate(() => getComputedStyle(document.body).colorScheme), 'dark');
  await page.goto(at(app, '/', session, { theme: 'dark' }));
  await hub.token(page.frameLocator('iframe')).waitFor();
  assert.equal(await page.frames()[1].evaluate(() => document.documentElement.dataset.theme), 'dark');
}, { may: [/net::ERR_FAILED/] }));

test('in React the same, and drawing again does not open the Hub anew', world.scene(async ({ page, watch }) => {
  await page.goto(at(app, '/react', await world.session('react')));
  const frame = page.frameLocator('iframe');
  await hub.token(frame).fill(world.person.token);
  await page.evaluate(() => globalThis.drawAgain());
  await hub.team(frame).fill(world.person.team);
  await hub.connect(frame).click();
  await hub.done(frame).waitFor();
  const [account] = await world.accountsOf('react');
  await until(async () => (await said(page)).length > 1);
  assert.deepEqual(await said(page), [['ready', null], ['success', { id: account.id, provider: 'figma' }]]);
  await hub.done(frame).getByRole('button', { name: 'Done' }).click();
  await page.getByText('Closed').waitFor();
  assert.equal(watch.requests.filter(({ url }) => url.includes('/link?')).length, 1);
}));

test('a page of any other origin cannot hold the Hub, nor the dashboard', world.scene(async ({ page, watch }) => {
  const refused = (frame) => until(() => frame()?.url().startsWith('chrome-error://'));
  await page.goto(at(stranger, '/', await world.session('foreign')));
  await refused(() => page.frames()[1]);
  assert.deepEqual(watch.requests.filter(({ url }) => url.includes('/hub/')), [], 'the page in the frame never ran');
  assert.deepEqual(await said(page), []);
  // Not even an allowed one may hold the dashboard.
  for (const path of ['/dashboard', '/dashboard/keys', '/guide']) {
    await page.goto(`${app}/popup`);
    await page.evaluate((src) => document.body.append(Object.assign(document.createElement('iframe'), { src })), world.url + path);
    await refused(() => page.frames()[1]);
  }
}, { may: [/frame-ancestors/, /X-Frame-Options/i] }));

test('a window that an allowed page opened tells it, and closes itself', world.scene(async ({ page, context }) => {
  await page.goto(at(app, '/popup', await world.session('popup')));
  const [popup] = await Promise.all([context.waitForEvent('page'), page.getByRole('button').click()]);
  await hub.send(popup, world.person);
  await hub.done(popup).waitFor();
  const [account] = await world.accountsOf('popup');
  const heard = await until(async () => (await page.evaluate(() => globalThis.heard)).find(({ data }) => data.type === 'AccountConnected'));
  assert.deepEqual(heard, { origin: world.url, data: { type: 'AccountConnected', account: { id: account.id, provider: 'figma' } } });
  await Promise.all([popup.waitForEvent('close'), hub.done(popup).getByRole('button', { name: 'Done' }).click()]);
}));

test('a window that another page opened tells it nothing', world.scene(async ({ page, context }) => {
  await page.goto(at(stranger, '/popup', await world.session('overheard')));
  const [popup] = await Promise.all([context.waitForEvent('page'), page.getByRole('button').click()]);
  await hub.send(popup, world.person);
  await hub.done(popup).waitFor();
  // What the window said before is heard before what it is made to say now.
  await popup.evaluate(() => window.opener?.postMessage('last', '*'));
  await until(async () => (await page.evaluate(() => globalThis.heard)).length > 0);
  assert.deepEqual((await page.evaluate(() => globalThis.heard)).map(({ data }) => data), ['last']);
}, { may: [/postMessage/] }));

test('an origin that is taken away loses the frame at once', world.scene(async ({ page }) => {
  const session = await world.session('withdrawn');
  await world.api('PATCH', '/project', { allowed_origins: [] });
  try {
    await page.goto(at(app, '/', session));
    await until(() => page.frames()[1]?.url().startsWith('chrome-error://'));
  } finally {
    await world.api('PATCH', '/project', { allowed_origins: [app] });
  }
}, { may: [/frame-ancestors/, /X-Frame-Options/i] }));
