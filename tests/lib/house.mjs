// Starts the real binary for tests: the sandbox, the gateway, a command. Every process is ended by its own id when the test ends.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const binary = process.env.FIGLINK_BINARY ?? new URL('../../build/release/figlink', import.meta.url).pathname;

// A clean environment: what the developer has set must not steer the tests. They call the sandbox faster than Figma allows, so
// nothing is paced and nothing tried again unless a test says so.
export function environment(extra = {}) {
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('FIGLINK_')));
  return { ...kept, FIGLINK_FIGMA_LIMITS: 'off', FIGLINK_FIGMA_RETRIES: '0', ...extra };
}

export class House {
  #running = [];
  #folders = [];

  folder(name = 'figlink-test-') {
    const made = mkdtempSync(join(tmpdir(), name));
    this.#folders.push(made);
    return made;
  }

  // Starts `figlink ARGS` and waits for its "... listening on URL" line.
  async serve(args, { env = {}, cwd } = {}) {
    const child = spawn(binary, args, { env: environment(env), cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const server = { child, out: '', log: '', url: '', pid: child.pid };
    server.ended = new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })));
    this.#running.push(server);
    child.stderr.on('data', (bytes) => (server.log += bytes));
    await new Promise((ready, failed) => {
      child.stdout.on('data', (bytes) => {
        server.out += bytes;
        const line = server.out.match(/listening on (\S+)\n/);
        if (line) {
          server.url = line[1];
          ready();
        }
      });
      child.on('error', failed); // there is no such binary
      child.on('exit', (code) => failed(new Error(`figlink ${args[0]} ended with ${code}: ${server.log}`)));
    });
    server.stop = async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return server.ended;
    };
    return server;
  }

  sandbox(...args) {
    return this.serve(['sandbox', '--listen', '127.0.0.1:0', ...args]);
  }

  gateway(data, figma, { args = [], ...rest } = {}) {
    return this.serve(
      ['serve', '--listen', '127.0.0.1:0', '--metrics-listen', '127.0.0.1:0', '--data', data, '--figma-api', figma, ...args],
      rest,
    );
  }

  // Runs a command to its end: {code, out, err}.
  run(args, { input = '', env = {}, cwd } = {}) {
    return new Promise((done) => {
      const child = spawn(binary, args, { env: environment(env), cwd, stdio: ['pipe', 'pipe', 'pipe'] });
      let out = '';
      let err = '';
      child.stdout.on('data', (bytes) => (out += bytes));
      child.stderr.on('data', (bytes) => (err += bytes));
      child.on('close', (code) => done({ code, out, err }));
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    });
  }

  async demo() {
    const { out } = await this.run(['sandbox', '--print-demo']);
    const [token, team, file] = out.trim().split(' ');
    return { token, team, file };
  }

  async key(data, name = 'test', ...args) {
    const made = await this.run(['keys', 'create', name, '--data', data, ...args]);
    if (made.code !== 0) throw new Error(made.err);
    return made.out.trim();
  }

  async link(data, figma, { token, team, owner = 'owner', args = [] }) {
    const made = await this.run(
      ['link', '--token-file', '-', '--team-id', team, '--owner', owner, '--data', data, '--figma-api', figma, ...args],
      { input: token },
    );
    if (made.code !== 0) throw new Error(made.err);
    return JSON.parse(made.out);
  }

  // Adopts a process that the test started by itself.
  adopt(child) {
    const ended = new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })));
    this.#running.push({ child, ended });
    return child;
  }

  async close() {
    for (const { child } of this.#running) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    }
    await Promise.all(this.#running.map((server) => server.ended));
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

// POST /actions/rpc: {status, body, headers}.
export async function rpc(url, key, account, call, headers = {}) {
  const answer = await fetch(`${url}/actions/rpc`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'x-account-id': account, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(call),
  });
  const text = await answer.text();
  let body = text;
  try {
    body = JSON.parse(text);
  } catch {
    // Told as text.
  }
  return { status: answer.status, headers: answer.headers, body, text };
}

export function freePort() {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
