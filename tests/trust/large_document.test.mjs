// A document of 140 MB passes through in the memory of a small one, and comes out byte for byte.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { House } from '../lib/house.mjs';

const kBytes = 140_000_000;
const kAddedMax = 16 * 1024; // kB of resident memory

const house = new House();
after(() => house.close());

async function writeDocument(path) {
  const file = createWriteStream(path);
  const hash = createHash('sha256');
  let size = 0;
  const put = async (text) => {
    hash.update(text);
    size += Buffer.byteLength(text);
    if (!file.write(text)) await once(file, 'drain');
  };
  await put('{"name":"Large","lastModified":"2026-01-01T00:00:00Z","version":"9007199254740993123","role":"viewer","editorType":"figma",' +
    '"thumbnailUrl":"","schemaVersion":0,"components":{},"componentSets":{},"styles":{},"unknownField":9007199254740993,' +
    '"document":{"id":"0:0","name":"Document","type":"DOCUMENT","children":[{"id":"0:1","name":"Page","type":"CANVAS","children":[');
  for (let i = 1; size < kBytes - 400; i += 64) {
    let block = '';
    for (let n = i; n < i + 64; ++n) {
      block += `${n > 1 ? ',' : ''}{"id":"1:${n}","name":"Slot ${n} ü","type":"SLOT","opacity":0.30000001192092896,"absoluteBoundingBox":{"x":${n}.5,"y":-1e-7,"width":100,"height":40},"newThing":{"deep":[1,2,{"a":null}]},"characters":"${'lorem ipsum '.repeat(40)}"}`;
    }
    await put(block);
  }
  await put(']}]}}');
  file.end();
  await once(file, 'close');
  return { size, digest: hash.digest('hex') };
}

function status(pid, field) {
  return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${field}:\\s+(\\d+)`))[1]);
}

// Reads the envelope's body as it comes and digests what stands between its prefix and suffix.
function fetchDigest(url, key, account, envelope) {
  return new Promise((done, failed) => {
    const call = request(`${url}/actions/rpc`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'x-account-id': account, 'content-type': 'application/json', ...envelope.headers },
    });
    call.on('error', failed);
    call.on('response', (answer) => {
      const hash = createHash('sha256');
      let size = 0;
      let held = Buffer.alloc(0);
      let first = true;
      answer.on('data', (bytes) => {
        held = Buffer.concat([held, bytes]);
        if (first && held.length >= envelope.prefix.length) {
          assert.equal(held.subarray(0, envelope.prefix.length).toString(), envelope.prefix);
          held = held.subarray(envelope.prefix.length);
          first = false;
        }
        if (first || held.length <= envelope.suffix.length) return;
        const part = held.subarray(0, held.length - envelope.suffix.length);
        hash.update(part);
        size += part.length;
        held = held.subarray(part.length);
      });
      answer.on('end', () => done({ status: answer.statusCode, size, digest: hash.digest('hex'), rest: held.toString() }));
      answer.on('error', failed);
    });
    call.end(JSON.stringify({ action: 'figma_get_file', path: { file_key: 'large' } }));
  });
}

test('140 MB add less than 16 MB of resident memory', async () => {
  const folder = house.folder();
  const document = await writeDocument(join(folder, 'large.json'));
  const sandbox = await house.sandbox('--files', folder);
  const demo = await house.demo();
  const data = join(folder, 'data');
  const key = await house.key(data);
  const account = await house.link(data, sandbox.url, demo);
  const gateway = await house.gateway(data, sandbox.url);
  const before = status(gateway.pid, 'VmRSS');
  writeFileSync(`/proc/${gateway.pid}/clear_refs`, '5'); // the peak counts from here

  const enveloped = { headers: {}, prefix: '{"data":', suffix: ',"next":null}' };
  const got = await fetchDigest(gateway.url, key, account.id, enveloped);
  assert.equal(got.status, 200);
  assert.equal(got.rest, enveloped.suffix);
  assert.equal(got.size, document.size);
  assert.equal(got.digest, document.digest, 'not one byte was changed');

  const bare = { headers: { 'x-figlink-envelope': 'none' }, prefix: '', suffix: '' };
  assert.equal((await fetchDigest(gateway.url, key, account.id, bare)).digest, document.digest);

  const added = status(gateway.pid, 'VmHWM') - before;
  assert.ok(added < kAddedMax, `${added} kB were added`);
  const held = status(sandbox.pid, 'VmHWM');
  assert.ok(held < 100 * 1024, `the sandbox streams too: ${held} kB`);
});
