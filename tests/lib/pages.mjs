// What the tests of the pages share: the gateway with its pages, the sandbox behind it, and a real browser in front of it. Every scene
// is watched: a foreign host, a breach of the policy, a dialog or an error in the console fails it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { House } from './house.mjs';

export { freePort, rpc } from './house.mjs';

const bring = createRequire(new URL('../node/package.json', import.meta.url));
const { chromium } = bring('playwright-core');
const kAxe = readFileSync(bring.resolve('axe-core/axe.min.js'), 'utf8');
const kChromium = process.env.FIGLINK_CHROMIUM ?? '/usr/bin/chromium';
const kFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing but this machine has an address, so that a page cannot ask elsewhere even where a test is blind.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];
const kPatienceMs = 15_000; // a loaded machine; nothing waits for it to pass
export const kNode = new URL('../node/', import.meta.url).pathname;
const kOurHub = new URL('../../web/packages/hub/src/', import.meta.url).pathname;
const kShots = new URL('../../build/reports/screenshots/', import.meta.url).pathname;
const kDesk = { width: 1280, height: 900 };
const kPhone = { width: 390, height: 844 };


export class World extends House {
  async open(args = []) {
    this.figma = await this.sandbox();
    await this.steer('POST', '/sandbox/limits', { on: false }); // what a test says is not about how many ran before it
    this.person = await this.demo();
    this.data = join(this.folder(), 'data');
    this.gate = await this.gateway(this.data, this.figma.url, { args });
    this.url = this.gate.url;
    this.admin = await this.key(this.data, 'admin', '--scope', 'admin');
    assert.ok(existsSync(kChromium), `a browser is needed: install chromium, or name one in FIGLINK_CHROMIUM (${kChromium} is not there)`);
    this.browser = await chromium.launch({ executablePath: kChromium, args: kFlags });
  }

  async close() {
    await this.browser?.close();
    for (const server of this.pages ?? []) {
      server.closeAllConnections();
      server.close();
    }
    await super.close();
  }

  // The gateway's API by the admin's key: the body of the answer, or a failure that tells it.
  async api(method, path, body) {
    const answer = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${this.admin}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  async steer(method, path, body) {
    const answer = await fetch(this.figma.url + path, { method, body: body && JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  session(owner, more = {}) {
    return this.api('POST', '/connect_sessions', { origin_owner_id: owner, origin_owner_name: owner, ...more });
  }

  async accountsOf(owner) {
    return this.api('GET', `/accounts?origin_owner_id=${encodeURIComponent(owner)}`);
  }

  // An account that is linked already, by API.
  account(owner, more = {}) {
    return this.link(this.data, this.figma.url, { token: this.person.token, team: this.person.team, owner, ...more });
  }

  // A server of somebody else's pages: `files` from path to [type, text, headers]. Its origin is of another site than the gateway's.
  async host(files) {
    const server = createServer((request, answer) => {
      const [type, text, headers] = files[new URL(request.url, 'http://x').pathname] ?? [];
      answer.writeHead(text === undefined ? 404 : 200, { 'content-type': type ?? 'text/plain', ...headers });
      answer.end(text ?? 'nothing');
    });
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    (this.pages ??= []).push(server);
    return `http://localhost:${server.address().port}`;
  }

  // A test in a browser that knows nothing of any other. `may` names what may stand in the console.
  scene(run, { may = [], ...options } = {}) {
    return async (t) => {
      const context = await this.browser.newContext({ viewport: kDesk, reducedMotion: 'reduce', colorScheme: 'light', locale: 'en-GB', ...options });
      context.setDefaultTimeout(kPatienceMs);
      const watch = watched(context, may);
      try {
        const page = await context.newPage();
        await run({ page, context, watch, t });
        watch.assertCalm();
      } catch (error) {
        if (watch.troubles.length > 0) t.diagnostic(`the page had troubles: ${watch.troubles.join('; ')}`);
        throw error;
      } finally {
        await context.close();
      }
    };
  }
}

// One script of `source`, as an embedder would build it: packages come from tests/node, and @figlink/hub from where it is written.
export async function bundled(source) {
  const { outputFiles } = await bring('esbuild').build({
    stdin: { contents: source, resolveDir: kNode, loader: 'jsx' },
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    ignoreAnnotations: true, // of @figlink/hub, whose package names its built files, not these
    nodePaths: [join(kNode, 'node_modules')],
    alias: { react: join(kNode, 'node_modules/react'), '@figlink/hub': join(kOurHub, 'index.ts'), '@figlink/hub/react': join(kOurHub, 'react.ts') },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

// A page of an embedder's own: a heading and what the script draws.
export const embedder = (body, { csp } = {}) => [
  'text/html',
  `<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width"><title>A product</title>
  <link rel=icon href=data:,><main><h1>A product</h1>${body}</main><script src=/app.js></script>`,
  csp && { 'content-security-policy': csp },
];

const isOurs = (url) => /^(data|blob|about):/.test(url) || ['127.0.0.1', 'localhost'].includes(new URL(url).hostname);

function watched(context, may) {
  const watch = { requests: [], troubles: [], dialogs: [] };
  const refused = /^Failed to load resource: the server responded with a status of [45]/; // the browser's line for each refusal
  context.on('request', (request) => {
    watch.requests.push({ method: request.method(), url: request.url(), headers: request.headers(), body: request.postData() });
    if (!isOurs(request.url())) watch.troubles.push(`a foreign host: ${request.url()}`);
  });
  context.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    if (refused.test(message.text()) || may.some((known) => known.test(message.text()))) return;
    watch.troubles.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => watch.troubles.push(`uncaught: ${error.error()}`));
  context.on('dialog', (dialog) => {
    watch.dialogs.push(dialog.message());
    watch.troubles.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  watch.assertCalm = () => assert.deepEqual(watch.troubles, []);
  return watch;
}

// Colours on their way from one to another are neither. One that ends may begin another, in what inherits it.
const settle = (page) =>
  page.evaluate(async () => {
    await document.fonts.ready;
    const moving = () => document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity && one.playState !== 'finished');
    const drawn = () => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    for (await drawn(); moving().length > 0; await drawn()) for (const one of moving()) one.finish();
  });

const kColours = { runOnly: ['color-contrast', 'link-in-text-block'] }; // what another scheme may change

async function examine(page, name, rules = {}) {
  await settle(page);
  const found = await page.evaluate(async ([source, rules]) => {
    if (!globalThis.axe) (0, eval)(source);
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'], iframes: false, ...rules });
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => `${node.target} ${node.failureSummary ?? ''}`).join(' | ')}`);
  }, [kAxe, rules]);
  assert.deepEqual(found, [], `axe-core about ${name}`);
}

// The page as it stands: no fault that axe-core knows, in light, in dark and on a phone, and a picture of each.
export async function look(page, name) {
  mkdirSync(kShots, { recursive: true });
  for (const [look, scheme, size] of [
    ['light', 'light', kDesk],
    ['dark', 'dark', kDesk],
    ['phone', 'light', kPhone],
  ]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(size);
    await examine(page, `${name}, ${look}`, look === 'dark' ? kColours : {});
    await page.screenshot({ path: join(kShots, `${name}-${look}.png`), fullPage: true });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${name}, ${look}: it is ${over} px wider than the window`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(kDesk);
}

// Asks until the answer is as wanted; the time limit of the test ends what never comes.
export async function until(ask) {
  for (const end = Date.now() + kPatienceMs; ; ) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`never came true: ${ask}`);
    await new Promise((next) => setTimeout(next, 20));
  }
}

export const focused = (page) =>
  page.evaluate(() => {
    const on = document.activeElement;
    return on?.getAttribute('name') || on?.getAttribute('role') || on?.textContent?.trim() || on?.tagName;
  });

export const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

// The Hub's form, as a person fills it in.
export const hub = {
  open: async (world, page, session) => {
    await page.goto(`${world.url}/link?token=${session.token}`);
    await page.getByRole('button', { name: 'Connect' }).waitFor();
  },
  token: (page) => page.getByLabel('Personal Access Token', { exact: true }),
  team: (page) => page.getByLabel('Team ID', { exact: true }),
  connect: (page) => page.getByRole('button', { name: 'Connect', exact: true }),
  send: async (page, { token, team }) => {
    await hub.token(page).fill(token);
    await hub.team(page).fill(team);
    await hub.connect(page).click();
  },
  done: (page) => page.getByRole('dialog', { name: 'Figma is connected' }),
};

// The dashboard, for whoever holds the key.
export async function signIn(world, page, { path = '', key = world.admin } = {}) {
  await page.goto(`${world.url}/dashboard${path}`);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}
