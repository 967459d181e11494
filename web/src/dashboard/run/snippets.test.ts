import { expect, test } from 'vitest';
import { cliSnippet, curlSnippet, fetchSnippet, sdkSnippet } from './snippets.ts';

const wish = { base: 'https://gw.example', account: 'acc1', action: 'figma_create_comment', inputs: { path: { file_key: 'k' }, body: { message: "it's $(here) `x`" } } };

test('curl is quoted for the shell and holds a placeholder for the key', () => {
  expect(curlSnippet(wish)).toBe(
    `curl 'https://gw.example/actions/rpc' \\\n  -H "Authorization: Bearer $FIGLINK_KEY" \\\n  -H 'x-account-id: acc1' \\\n  -H 'content-type: application/json' \\\n` +
      `  -d '{"action":"figma_create_comment","path":{"file_key":"k"},"body":{"message":"it'\\''s $(here) \`x\`"}}'`,
  );
});

test('the typed client is called as its own types have it', () => {
  const text = sdkSnippet(wish);
  expect(text).toContain("security: { username: process.env.FIGLINK_KEY, password: '' }");
  expect(text).toContain('serverURL: "https://gw.example"');
  expect(text).toContain('"x-account-id": "acc1"');
  expect(text).toContain('"file_key": "k"');
});

test('fetch and the command line say the same', () => {
  expect(fetchSnippet({ ...wish, account: '' })).toContain(`'x-account-id': "ACCOUNT_ID"`);
  expect(cliSnippet({ ...wish, inputs: { path: { file_key: 'k' }, query: { ids: ['1:2', '3:4'], depth: 2 } } })).toBe(`figlink call figma_create_comment --data "\${FIGLINK_DATA:-./figlink-data}" --account 'acc1' \\\n  --file_key 'k' \\\n  --ids '1:2,3:4' \\\n  --depth '2'`);
});

test('what a flag cannot hold between commas goes as JSON', () => {
  const text = cliSnippet({ ...wish, inputs: { body: { ids: ['a,b', 'c'], names: ['plain'], client_meta: { x: 1, y: 2 }, on: true } } });
  expect(text).toContain(`--ids '["a,b","c"]'`);
  expect(text).toContain(`--names 'plain'`);
  expect(text).toContain(`--client_meta '{"x":1,"y":2}'`);
  expect(text).toContain(`--on 'true'`);
});
