// The same reads through figlink and through the tools that people use for them, on one upstream and from one client.
//
//   node bench/peers.mjs FIGLINK_URL KEY ACCOUNT UPSTREAM_URL SECONDS FIGLINK_PID
//
// The peers take no other host than Figma's own, so a line before their code turns their fetch to the upstream. They speak MCP:
// figma-developer-mcp over HTTP, figma-console-mcp over stdio. Each is asked by 16 callers at once: over HTTP by wrk, which costs
// next to nothing; over stdio by this process. They simplify what they
// read and figlink passes it on, so this is what a caller waits for, not the same work.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [figlinkUrl, key, account, upstream, seconds, figlinkPid] = process.argv.slice(2);
const callers = 16;
const modules = new URL('node/node_modules/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'figlink-peers-'));
const preload = join(folder, 'preload.cjs');
writeFileSync(
  preload,
  `const real = globalThis.fetch;
globalThis.fetch = (to, how) => real(String(to.url ?? to).replace(/^https:\\/\\/api\\.figma\\.com/, ${JSON.stringify(upstream)}), how);`,
);
const children = [];
const start = (script, args, env) => {
  const child = spawn('taskset', ['-c', '0', process.execPath, '--require', preload, join(modules, script), ...args], {
    env: { PATH: process.env.PATH, HOME: folder, FRAMELINK_TELEMETRY: 'off', DO_NOT_TRACK: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stderr.resume();
  children.push(child);
  return child;
};
const memory = (pid) => Math.round(Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

async function figlink() {
  return {
    name: 'figlink',
    pid: () => figlinkPid,
    over_http: (file) => ({
      url: `${figlinkUrl}/actions/rpc`,
      headers: { authorization: `Bearer ${key}`, 'x-account-id': account, 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify({ action: 'figma_get_file', path: { file_key: file } }),
    }),
  };
}

const versionOf = (name) => JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version;

async function developer() {
  const port = await freePort();
  const child = start('figma-developer-mcp/dist/bin.js', ['--port', String(port), '--host', '127.0.0.1', '--skip-image-downloads', '--figma-api-key', 'figd_bench'], {});
  child.stdout.resume();
  const post = async (body) => {
    const answer = await fetch(`http://127.0.0.1:${port}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', ...body }),
    });
    return answer.text();
  };
  const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } };
  for (let i = 0; ; ++i) {
    try {
      await post({ id: 0, method: 'initialize', params: hello });
      break;
    } catch (error) {
      if (i > 200) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  return {
    name: `figma-developer-mcp ${versionOf('figma-developer-mcp')}`,
    pid: () => child.pid,
    over_http: (file) => ({
      url: `http://127.0.0.1:${port}/mcp`,
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_figma_data', arguments: { fileKey: file } } }),
    }),
  };
}

async function console_() {
  const child = start('figma-console-mcp/dist/local.js', [], { FIGMA_ACCESS_TOKEN: 'figd_bench' });
  const waiting = new Map();
  createInterface({ input: child.stdout }).on('line', (line) => {
    let message;
    try {
      message = JSON.parse(line);
    } catch {
      return;
    }
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  let last = 0;
  const post = (method, params) =>
    new Promise((done, failed) => {
      const id = ++last;
      waiting.set(id, done);
      child.once('exit', () => failed(new Error('figma-console-mcp ended')));
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
  child.setMaxListeners(0);
  await post('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } });
  child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  return {
    name: `figma-console-mcp ${versionOf('figma-console-mcp')}`,
    pid: () => child.pid,
    ask: async (file) => {
      const { result } = await post('tools/call', {
        name: 'figma_get_file_data',
        arguments: { fileUrl: `https://www.figma.com/design/${file}/Bench`, depth: 3, verbosity: 'standard' },
      });
      const text = (result?.content ?? []).map((part) => part.text ?? '').join('\n'); // a notice comes first when it was cut
      if (result?.isError || !text.includes('RECTANGLE')) throw new Error(JSON.stringify(result).slice(0, 500));
      return text;
    },
  };
}

async function once({ url, headers, body }) {
  const text = await (await fetch(url, { method: 'POST', headers, body })).text();
  if (!text.includes('RECTANGLE') || text.includes('"isError":true')) throw new Error(text.slice(0, 500));
  return text;
}

function wrk(peer, wish, bytes) {
  const script = join(folder, 'wish.lua');
  const headers = Object.entries(wish.headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"\n`);
  writeFileSync(script, `wrk.method = "POST"\n${headers.join('')}wrk.body = [==[${wish.body}]==]\n`);
  const out = execFileSync('taskset', ['-c', '1', 'wrk', '-t1', `-c${callers}`, `-d${seconds}s`, '--timeout', '60s', '--latency', '-s', script, wish.url], { encoding: 'utf8' });
  if (out.includes('Non-2xx')) throw new Error(out);
  const time = (share) => {
    const [, number, unit] = new RegExp(`${share}%\\s+([\\d.]+)(us|ms|s)`).exec(out);
    return (Number(number) * { us: 0.001, ms: 1, s: 1000 }[unit]).toFixed(1);
  };
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]), half: time(50), most: time(99), bytes, memory: memory(peer.pid()) };
}

async function load(peer, file) {
  if (peer.over_http) {
    const wish = peer.over_http(file);
    return wrk(peer, wish, (await once(wish)).length);
  }
  await peer.ask(file);
  const taken = [];
  let bytes = 0;
  const until = performance.now() + Number(seconds) * 1000;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < until) {
        const at = performance.now();
        bytes = (await peer.ask(file)).length;
        taken.push(performance.now() - at);
      }
    }),
  );
  const lasted = (performance.now() - began) / 1000;
  taken.sort((a, b) => a - b);
  const at = (share) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))].toFixed(1);
  return { rate: taken.length / lasted, half: at(0.5), most: at(0.99), bytes, memory: memory(peer.pid()) };
}

try {
  const peers = [];
  for (const make of [figlink, developer, console_]) peers.push(await make());
  for (const [file, title] of [['small', '2 KB file'], ['large', '1 MB file']]) {
    const results = [];
    for (const peer of peers) {
      process.stderr.write(`  ${peer.name}, ${title}\n`);
      results.push([peer.name, await load(peer, file)]);
    }
    const own = results[0][1].rate;
    console.log(`| ${title}, ${callers} callers | figlink's pace to it | calls/s | p50 | p99 | answer | memory at most |`);
    console.log('|---|---|---|---|---|---|---|');
    for (const [name, { rate, half, most, bytes, memory: mb }] of results) {
      console.log(`| ${name} | **${(own / rate).toFixed(1)}** | ${rate.toFixed(0)} | ${half} ms | ${most} ms | ${(bytes / 1024).toFixed(1)} KB | ${mb} MB |`);
    }
    console.log('');
  }
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
