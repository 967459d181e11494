// Serves build/web as the gateway does, policy included, beside the made-up data. Loopback alone.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mock } from './mock.mjs';

const kRoot = fileURLToPath(new URL('../../build/web/', import.meta.url));
const kTypes = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const kPages = { '/link': 'link.html', '/guide': 'guide.html', '/dashboard': 'dashboard.html' };
const kPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors ";
const port = Number(process.env.PORT ?? 4180);
const embedder = process.env.EMBEDDER ?? "'self'";

createServer(async (request, response) => {
  if (await mock(request, response)) return;
  const { pathname } = new URL(request.url, 'http://localhost');
  const name = kPages[pathname.replace(/^\/dashboard\/\w+$/, '/dashboard')] ?? (/^\/assets\/[\w.-]+$/.test(pathname) ? pathname.slice(1) : '');
  if (!name || !existsSync(kRoot + name)) {
    response.writeHead(404).end('not here');
    return;
  }
  response.writeHead(200, {
    'content-type': kTypes[extname(name)] ?? 'application/octet-stream',
    'content-security-policy': kPolicy + embedder,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': process.env.COOP ?? 'unsafe-none',
  });
  response.end(readFileSync(kRoot + name));
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/link?token=new`));
