// The same call from elsewhere. The key is a placeholder always.
import type { Inputs } from './form.ts';

export interface CallWish {
  base: string;
  account: string;
  action: string;
  inputs: Inputs;
}

const shell = (text: string) => `'${text.replace(/'/g, `'\\''`)}'`;
const pretty = (value: unknown, indent: number) => JSON.stringify(value, null, 2).replace(/\n/g, `\n${' '.repeat(indent)}`);
const bodyOf = ({ action, inputs }: CallWish) => ({ action, ...inputs });
const accountOf = ({ account }: CallWish) => account || 'ACCOUNT_ID';

export function curlSnippet(wish: CallWish): string {
  return [
    `curl ${shell(`${wish.base}/actions/rpc`)} \\`,
    `  -H "Authorization: Bearer $FIGLINK_KEY" \\`,
    `  -H ${shell(`x-account-id: ${accountOf(wish)}`)} \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d ${shell(JSON.stringify(bodyOf(wish)))}`,
  ].join('\n');
}

export function sdkSnippet(wish: CallWish): string {
  return `import { StackOne } from '@stackone/stackone-client-ts';
import { HTTPClient } from '@stackone/stackone-client-ts/lib/http.js';

// The client gives no members of \`data\` back, so the answer is kept as it came.
let answer;
const httpClient = new HTTPClient();
httpClient.addHook('response', async (response) => {
  answer = await response.clone().json();
});

const client = new StackOne({
  serverURL: ${JSON.stringify(wish.base)},
  security: { username: process.env.FIGLINK_KEY, password: '' },
  httpClient,
});

await client.actions.rpcAction(${pretty({ ...bodyOf(wish), headers: { 'x-account-id': accountOf(wish) } }, 0)});
console.log(answer.data);`;
}

export function fetchSnippet(wish: CallWish): string {
  return `const response = await fetch(${JSON.stringify(`${wish.base}/actions/rpc`)}, {
  method: 'POST',
  headers: {
    authorization: \`Bearer \${process.env.FIGLINK_KEY}\`,
    'x-account-id': ${JSON.stringify(accountOf(wish))},
    'content-type': 'application/json',
  },
  body: JSON.stringify(${pretty(bodyOf(wish), 2)}),
});
const { data, next } = await response.json();
console.log(data, next);`;
}

// One value of a flag. Texts of a list stand between commas, unless one of them holds what would be read otherwise.
function flagText(value: unknown): string {
  if (typeof value === 'string') return value;
  const plain = Array.isArray(value) && value.every((item) => typeof item === 'string' && item.trim() === item && item !== '' && !/^\[|,/.test(item));
  return plain ? (value as string[]).join(',') : JSON.stringify(value);
}

// The command line takes inputs flat, and opens the gateway's own folder: it has no other way to the accounts.
export function cliSnippet(wish: CallWish): string {
  const flat = Object.assign({}, wish.inputs.path, wish.inputs.query, wish.inputs.body) as Record<string, unknown>;
  const parts = Object.entries(flat).map(([name, value]) => `--${name} ${shell(flagText(value))}`);
  return [`figlink call ${wish.action} --data "\${FIGLINK_DATA:-./figlink-data}" --account ${shell(accountOf(wish))}`, ...parts].join(' \\\n  ');
}
