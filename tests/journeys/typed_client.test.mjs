// The published typed client for hosted hubs runs against figlink unchanged: only its base URL differs.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { House } from '../lib/house.mjs';

const require = createRequire(new URL('../node/package.json', import.meta.url));
const { StackOne } = require('@stackone/stackone-client-ts');
const errors = require('@stackone/stackone-client-ts/sdk/models/errors');

const house = new House();
after(() => house.close());

let client, stranger, gateway, demo, account;
before(async () => {
  const sandbox = await house.sandbox();
  demo = await house.demo();
  const data = join(house.folder(), 'data');
  const key = await house.key(data, 'typed');
  account = await house.link(data, sandbox.url, { ...demo, owner: 'acme' });
  gateway = await house.gateway(data, sandbox.url);
  const to = (username) => new StackOne({ serverURL: gateway.url, security: { username, password: '' }, retryConfig: { strategy: 'none' } });
  client = to(key);
  stranger = to('nobody');
});

const inAccount = (call) => ({ ...call, headers: { 'x-account-id': account.id } });

test('sessions are made and checked', async () => {
  const made = await client.connectSessions.createConnectSession({
    originOwnerId: 'globex',
    originOwnerName: 'Globex',
    provider: 'figma',
    expiresIn: 600,
    metadata: { plan: 'gold' },
  });
  assert.equal(made.statusCode, 201);
  const session = made.connectSessionTokenAuthLink;
  assert.equal(typeof session.id, 'number');
  assert.ok(session.authLinkUrl.startsWith(`${gateway.url}/link?token=`));
  const checked = await client.connectSessions.authenticateConnectSession({ token: session.token });
  assert.equal(checked.statusCode, 201);
  assert.equal(checked.connectSession.originOwnerName, 'Globex');
});

test('accounts are listed, shown, changed and removed', async () => {
  const listed = await client.accounts.listLinkedAccounts({ originOwnerIds: ['acme', 'other'], providers: ['figma'], status: ['active'] });
  assert.deepEqual(
    listed.classes.map((one) => one.id),
    [account.id],
  );
  assert.ok(listed.classes[0].createdAt instanceof Date);
  assert.equal((await client.accounts.listLinkedAccounts({ providers: ['slack'] })).classes.length, 0);

  const { linkedAccount } = await client.accounts.getAccount({ id: account.id });
  assert.equal(linkedAccount.status, 'active');
  assert.equal(linkedAccount.originOwnerId, 'acme');
  assert.equal((await client.accounts.getAccountMetaInfo({ id: account.id })).linkedAccountMeta.provider, 'figma');

  const changed = await client.accounts.updateAccount({
    id: account.id,
    patchAccountExternalDto: { originOwnerName: 'Acme and Sons', type: 'test' },
  });
  assert.equal(changed.linkedAccount.originOwnerName, 'Acme and Sons');
  assert.equal(changed.linkedAccount.type, 'test');
});

test('the catalogue is listed page by page', async () => {
  const pages = [];
  const result = await client.actions.listActionsMeta({ filter: { connectors: 'figma' }, include: ['operation_details'] });
  for await (const page of result) pages.push(page.actionsMetaPaginated);
  assert.equal(pages.length, 1);
  const [connector] = pages[0].data;
  assert.equal(connector.key, 'figma');
  assert.ok(connector.actions.length >= 54);
  assert.ok(connector.actions.every((action) => action.operationDetails));
});

test('actions run, with the account inside the body', async () => {
  const ran = await client.actions.rpcAction(
    inAccount({ action: 'figma_get_file', path: { file_key: demo.file }, query: { depth: 1 } }),
  );
  assert.equal(ran.statusCode, 200);
  assert.equal(ran.actionsRpcResponse.next, null);
  assert.equal(typeof ran.actionsRpcResponse.data, 'object');
});

test('connectors are described', async () => {
  const { classes } = await client.connectors.listConnectorsMeta({});
  assert.equal(classes[0].provider, 'figma');
  assert.equal((await client.connectors.getConnectorMeta({ provider: 'figma' })).connectorsMeta.providerName, 'Figma');
});

test('every refusal is an error of the client’s own kind', async () => {
  const cases = [
    [errors.UnauthorizedResponse, 401, () => stranger.accounts.listLinkedAccounts({})],
    [errors.NotFoundResponse, 404, () => client.accounts.getAccount({ id: 'nobody' })],
    [errors.BadRequestResponse, 400, () => client.actions.rpcAction(inAccount({ action: 'figma_get_file' }))],
    [errors.NotFoundResponse, 404, () => client.actions.rpcAction(inAccount({ action: 'figma_get_file', path: { file_key: 'NoSuchFile' } }))],
  ];
  for (const [kind, status, call] of cases) {
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof kind, `${error.name}: ${error.message}`);
      assert.equal(error.statusCode, status);
      assert.ok(error.message.length > 10);
      return true;
    });
  }
});

test('removing an account comes last', async () => {
  const removed = await client.accounts.deleteAccount({ id: account.id });
  assert.equal(removed.linkedAccount.id, account.id);
  assert.equal((await client.accounts.listLinkedAccounts({})).classes.length, 0);
});
