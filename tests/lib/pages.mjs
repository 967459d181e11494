// A browser on pages of a real gateway. Every page is watched: a request to a foreign host, a script that broke, or a violation of the
// page's own policy fails the test that opened it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { House } from './house.mjs';

const require = createRequire(new URL('../node/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const screenshots = new URL('../../build/reports/screenshots/', import.meta.url).pathname;
const kBrowser = '/usr/bin/chromium';
const kFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

export const kTeam = '1190000000000000001';

export class Pages {
  house = new House();
  #watched = [];

  async open() {
    assert.ok(existsSync(kBrowser), 'the tests of the pages need chromium');
    mkdirSync(screenshots, { recursive: true });
    this.sandbox = await this.house.sandbox();
    this.demo = await this.house.demo();
    this.data = join(this.house.folder(), 'data');
    this.key = await this.house.key(this.data, 'admin', '--scope', 'admin');
    this.gateway = await this.house.gateway(this.data, this.sandbox.url);
    this.url = this.gateway.url;
    this.browser = await chromium.launch({ executablePath: kBrowser, args: kFlags });
  }

  async close() {
    await this.browser?.close();
    await this.house.close();
  }

  async api(method, path, body, headers = {}) {
    const answer = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : null };
  }

  async session(wish = {}) {
    const made = await this.api('POST', '/connect_sessions', { origin_owner_id: 'acme', origin_owner_name: 'Acme', ...wish });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return made.body;
  }

  // Calls that the sandbox saw, by path.
  async seen(path) {
    const { calls } = await (await fetch(`${this.sandbox.url}/sandbox/calls`)).json();
    return calls.filter((call) => call.path === path).length;
  }

  // A page of its own profile. `allowed`: further origins that the test itself serves.
  async page({ scheme = 'light', width = 1280, height = 900, allowed = [] } = {}) {
    const context = await this.browser.newContext({ colorScheme: scheme, viewport: { width, height } });
    const problems = [];
    context.on('page', (page) => {
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('dialog', (dialog) => {
        problems.push(`a dialog opened: ${dialog.message()}`);
        dialog.dismiss();
      });
      page.on('console', (line) => {
        if (/Content Security Policy|Refused to/.test(line.text())) problems.push(line.text());
      });
      page.on('request', (request) => {
        const origin = new URL(request.url()).origin;
        if (origin !== 'null' && origin !== this.url && !allowed.includes(origin)) problems.push(`a foreign host: ${request.url()}`);
      });
    });
    const page = await context.newPage();
    this.#watched.push({ context, problems });
    return page;
  }

  // Closes what a test opened, and tells what went wrong unseen.
  async settle() {
    const problems = this.#watched.flatMap((one) => one.problems);
    for (const { context } of this.#watched.splice(0)) await context.close();
    assert.deepEqual(problems, []);
  }

  // No violation of axe's rules in the page as it stands. Runs beside the page's policy, as a person's extension would.
  async accessible(page, name) {
    // Half-way through a fade, colours are nobody's choice.
    await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))));
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Page.setBypassCSP', { enabled: true });
    await cdp.send('Runtime.evaluate', { expression: axeSource });
    const { result } = await cdp.send('Runtime.evaluate', {
      expression: `axe.run({resultTypes: ['violations']}).then((found) => JSON.stringify(found.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.target.join(' ')).join(', '))))`,
      awaitPromise: true,
      returnByValue: true,
    });
    assert.deepEqual(JSON.parse(result.value), [], name);
    await cdp.detach();
  }

  shot(page, name) {
    return page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled' });
  }
}
