// TLS both ways: the gateway served over https, and a Figma whose certificate is checked.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer, get } from 'node:https';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { House } from '../lib/house.mjs';

const house = new House();
let sandbox, demo, authority, front, figma;

// A certificate authority and two certificates of it: for 127.0.0.1, and for a host that is not asked for.
function makeCertificates() {
  const folder = house.folder('figlink-tls-');
  const at = (name) => join(folder, name);
  const openssl = (...args) => {
    const ran = spawnSync('openssl', args, { encoding: 'utf8' });
    assert.equal(ran.status, 0, ran.stderr);
  };
  const make = (name, subject) =>
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`), '-subj', `/CN=${subject}`);
  const sign = (name, altName) => {
    writeFileSync(at(`${name}.ext`), `subjectAltName=${altName}\n`);
    openssl('x509', '-req', '-in', at(`${name}.csr`), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', at(`${name}.ext`), '-out', at(`${name}.pem`));
    return { cert: at(`${name}.pem`), key: at(`${name}.key`) };
  };
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at('ca.key'), '-out', at('ca.pem'), '-days', '2', '-subj', '/CN=test authority');
  make('here', 'here');
  make('elsewhere', 'elsewhere');
  return { ca: at('ca.pem'), here: sign('here', 'IP:127.0.0.1'), elsewhere: sign('elsewhere', 'DNS:elsewhere.example') };
}

// https in front of the sandbox.
async function figmaBehindTls({ cert, key }) {
  const { hostname, port } = new URL(sandbox.url);
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (asked, answer) => {
    const onward = httpRequest({ hostname, port, path: asked.url, method: asked.method, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode, got.rawHeaders);
      got.pipe(answer);
    });
    asked.pipe(onward);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `https://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

before(async () => {
  sandbox = await house.sandbox();
  demo = await house.demo();
  authority = makeCertificates();
  figma = await figmaBehindTls(authority.here);
});
after(async () => {
  figma?.close();
  front?.close();
  await house.close();
});

const overTls = (url) =>
  new Promise((done, failed) => {
    get(url, { ca: readFileSync(authority.ca), agent: false }, (answer) => {
      let body = '';
      answer.on('data', (bytes) => (body += bytes));
      answer.on('end', () => done({ status: answer.statusCode, body, protocol: answer.socket.getProtocol() }));
    }).on('error', failed);
  });

describe('TLS', () => {
  test('is served with the certificate that was given', async () => {
    const gateway = await house.gateway(house.folder(), sandbox.url, {
      args: ['--tls-cert', authority.here.cert, '--tls-key', authority.here.key],
    });
    assert.match(gateway.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    const { status, body, protocol } = await overTls(`${gateway.url}/health`);
    assert.equal(status, 200);
    assert.equal(JSON.parse(body).status, 'ok');
    assert.equal(protocol, 'TLSv1.3');
    await assert.rejects(() => fetch(gateway.url.replace('https:', 'http:') + '/health'), 'plain HTTP on a TLS port');
  });

  test('reaches a Figma whose certificate is trusted', async () => {
    const data = house.folder();
    const account = await house.link(data, figma.url, { ...demo, args: ['--figma-ca', authority.ca] });
    const { code, out, err } = await house.run([
      'call', 'figma_get_current_user', '--account', account.id, '--data', data, '--figma-api', figma.url, '--figma-ca', authority.ca,
    ]);
    assert.equal(code, 0, err);
    assert.ok(JSON.parse(out).handle);
  });

  for (const [what, setup] of [
    ['an authority that nobody trusts', async () => ({ figma, args: [] })],
    ['a certificate for another host', async () => {
      front = await figmaBehindTls(authority.elsewhere);
      return { figma: front, args: ['--figma-ca', authority.ca] };
    }],
  ]) {
    test(`sends no token past ${what}`, async () => {
      const { figma: other, args } = await setup();
      const seen = (await (await fetch(`${sandbox.url}/sandbox/calls`)).json()).calls;
      const { code, err } = await house.run(
        ['link', '--token-file', '-', '--team-id', demo.team, '--data', house.folder(), '--figma-api', other.url, ...args],
        { input: demo.token },
      );
      assert.equal(code, 7, err);
      assert.match(err, /certificate/i);
      assert.deepEqual((await (await fetch(`${sandbox.url}/sandbox/calls`)).json()).calls, seen);
    });
  }
});
