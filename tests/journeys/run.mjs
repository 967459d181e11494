// Runs every journey of this folder: a text file that tells a conversation with the real binary.
//
// Each file gets a sandbox, a data folder and a gateway of its own. A step begins with a line of its own kind:
//
//   ## words                        a title for what follows
//   POST /accounts?x=1              an HTTP request; then `name: value` headers, a blank line, and a JSON body.
//                                   {{sandbox}}/path asks the sandbox instead of the gateway
//   $ keys create ci                a command of figlink (--data and --figma-api are added); `<< text` is its standard input
//   ! restart | ! kill              the gateway is stopped by SIGTERM, or by SIGKILL, and started again
//
// and ends with what must come of it:
//
//   => 201                          the status, or the exit code of a command
//   x-request-id = "abc"            a header (HTTP)
//   .path.to[0].field = JSON        equal
//   .field ~ /expression/           matches
//   .field is text|number|object|array|null|true|false
//   .field has "part"               a text that contains it, or an array that holds it
//   .field absent
//   .field -> name                  kept; {{name}} gives it back further down
//   body | out | err                the whole text, on the left of any of these
//
// {{url}} {{sandbox}} {{token}} {{team}} {{file}} {{data}} are there from the start. {{key|basic}} is base64 of "key:" and
// {{key|base64}} of the key alone; {{today+30}} is a date.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { House } from '../lib/house.mjs';

const folder = new URL('.', import.meta.url).pathname;

export function parse(text) {
  const steps = [];
  let step = null;
  let title = '';
  let part = '';
  text.split('\n').forEach((line, index) => {
    const at = index + 1;
    if (line.startsWith('## ')) {
      title = line.slice(3);
      step = null;
      return;
    }
    if (step === null || part === 'checks') {
      if (line === '' || line.startsWith('# ') || line === '#') return;
      const request = line.match(/^([A-Z]+) ((?:\{\{sandbox\}\})?\/\S*)$/);
      if (request || line.startsWith('$ ') || line.startsWith('! ')) {
        step = { at, title, headers: [], body: [], checks: [] };
        steps.push(step);
        if (request) Object.assign(step, { kind: 'http', method: request[1], path: request[2] });
        else if (line.startsWith('$ ')) Object.assign(step, { kind: 'command', words: line.slice(2) });
        else Object.assign(step, { kind: 'event', event: line.slice(2), expected: 0 });
        part = step.kind === 'http' ? 'headers' : step.kind === 'command' ? 'command' : 'checks';
        return;
      }
      if (part !== 'checks' || step === null) throw new Error(`line ${at}: no step begins like this: ${line}`);
      step.checks.push({ at, line });
      return;
    }
    if (line.startsWith('=> ')) {
      step.expected = Number(line.slice(3));
      part = 'checks';
    } else if (part === 'command') {
      if (!line.startsWith('<< ')) throw new Error(`line ${at}: a command takes "<< input" or "=> code": ${line}`);
      step.input = (step.input ?? '') + line.slice(3);
    } else if (part === 'headers' && line !== '') {
      const colon = line.indexOf(':');
      if (colon < 1) throw new Error(`line ${at}: not a header: ${line}`);
      step.headers.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
    } else {
      part = 'body';
      step.body.push(line);
    }
  });
  for (const one of steps) if (one.expected === undefined) throw new Error(`line ${one.at}: no "=>" follows`);
  return steps;
}

function day(ahead) {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

function fill(text, known) {
  return text.replace(/\{\{([^}]+)\}\}/g, (_, name) => {
    const date = name.match(/^today([+-]\d+)?$/);
    if (date) return day(Number(date[1] ?? 0));
    const [key, filter] = name.split('|');
    if (!(key in known)) throw new Error(`{{${key}}} is not known here`);
    if (filter === 'basic') return Buffer.from(`${known[key]}:`).toString('base64');
    if (filter === 'base64') return Buffer.from(known[key]).toString('base64');
    return known[key];
  });
}

// A value along ".a.b[0]"; undefined when there is none.
function look(root, path) {
  let at = root;
  for (const [, name, index] of path.matchAll(/\.([A-Za-z_$][\w-]*)|\[(\d+)\]/g)) {
    if (at === null || at === undefined) return undefined;
    at = name === undefined ? at[Number(index)] : at[name];
  }
  return at;
}

function kind(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? 'text' : typeof value;
}

function value(subject, got) {
  if (['body', 'out', 'err'].includes(subject)) return got[subject];
  if (subject.startsWith('.') || subject.startsWith('[')) return look(got.json, subject);
  return got.headers?.get(subject) ?? undefined;
}

function check({ line }, got, known) {
  const [, subject, verb, rest = ''] = line.match(/^(\S+) (=|~|is|has|absent|->)(?: (.*))?$/) ?? [];
  if (!verb) throw new Error(`not a check: ${line}`);
  const found = value(subject, got);
  const shown = `${line}\n  found ${JSON.stringify(found)}`;
  if (verb === '->') {
    assert.notEqual(found, undefined, shown);
    known[rest] = typeof found === 'string' ? found.trimEnd() : JSON.stringify(found);
  } else if (verb === 'absent') {
    assert.equal(found, undefined, shown);
  } else if (verb === 'is') {
    assert.equal(kind(found), rest, shown);
  } else if (verb === '~') {
    const [, pattern, flags] = rest.match(/^\/(.*)\/([a-z]*)$/);
    assert.match(String(found), new RegExp(fill(pattern, known), flags), shown);
  } else if (verb === 'has') {
    const part = JSON.parse(fill(rest, known));
    assert.ok(found !== undefined && found !== null && found.includes(part), shown);
  } else {
    assert.deepEqual(found, JSON.parse(fill(rest, known)), shown);
  }
}

// Words of a command line, with '...' kept together.
function words(text) {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

function asJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

class Traveller {
  known = {};

  constructor(house) {
    this.house = house;
  }

  async begin() {
    this.sandbox = await this.house.sandbox();
    const demo = await this.house.demo();
    const data = `${this.house.folder()}/data`;
    Object.assign(this.known, demo, { data, sandbox: this.sandbox.url });
    await this.start();
  }

  async start() {
    this.gateway = await this.house.gateway(this.known.data, this.sandbox.url);
    this.known.url = this.gateway.url;
  }

  async http(step) {
    const body = fill(step.body.join('\n').trim(), this.known);
    const target = fill(step.path, this.known);
    const answer = await fetch(target.startsWith('/') ? this.gateway.url + target : target, {
      method: step.method,
      headers: step.headers.map(([name, text]) => [name, fill(text, this.known)]),
      body: body === '' ? undefined : body,
    });
    const text = await answer.text();
    return { code: answer.status, headers: answer.headers, body: text, json: asJson(text), shown: text };
  }

  async command(step) {
    const args = words(fill(step.words, this.known));
    const needsData = !['actions', 'version', 'sandbox'].includes(args[0]);
    const extra = needsData ? ['--data', this.known.data, '--figma-api', this.sandbox.url] : [];
    const got = await this.house.run([...args, ...extra], { input: fill(step.input ?? '', this.known) });
    return { ...got, json: asJson(got.code === 0 ? got.out : got.err), shown: got.out + got.err };
  }

  async event(step) {
    if (!['restart', 'kill'].includes(step.event)) throw new Error(`no such event: ${step.event}`);
    const ended = await this.gateway.stop(step.event === 'kill' ? 'SIGKILL' : 'SIGTERM');
    if (step.event === 'restart') assert.equal(ended.code, 0, `a graceful stop ends with 0: ${this.gateway.log}`);
    await this.start();
    return { code: 0, shown: '' };
  }

  async take(step) {
    const got = await this[step.kind](step);
    assert.equal(got.code, step.expected, `line ${step.at}: ${got.shown}`);
    for (const one of step.checks) {
      try {
        check(one, got, this.known);
      } catch (error) {
        error.message = `line ${one.at}: ${error.message}\n${got.shown.slice(0, 2000)}`;
        throw error;
      }
    }
  }
}

for (const name of readdirSync(folder).filter((file) => file.endsWith('.txt')).sort()) {
  describe(name, () => {
    const house = new House();
    const traveller = new Traveller(house);
    after(() => house.close());
    const sections = [];
    for (const step of parse(readFileSync(folder + name, 'utf8'))) {
      if (sections.at(-1)?.title !== step.title) sections.push({ title: step.title, steps: [] });
      sections.at(-1).steps.push(step);
    }
    let begun = null;
    for (const { title, steps } of sections) {
      test(title, async () => {
        begun ??= traveller.begin();
        await begun;
        for (const step of steps) await traveller.take(step);
      });
    }
  });
}
