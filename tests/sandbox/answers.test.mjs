// Holds every answer of the sandbox against Figma's own OpenAPI file: each of its operations, its success and each error that
// the file documents. What the file has wrong or leaves out is listed below with its reason; an entry that is no longer needed
// fails the test too.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { House } from '../lib/house.mjs';
import { judge, operations, problems } from '../lib/spec.mjs';

const kTeam = '1190000000000000001';
const kFolder = '2190000000000000001';
const kHook = '3190000000000000001';
const demo = { 'x-figma-token': 'figd_sandbox-demo-token-0000000000000000000000' };
const plan = { 'x-figma-token': 'figp_sandbox-plan-00000000000000000000000000' };
const oauth = { authorization: 'Bearer figu_sandbox-oauth-0000000000000000000000000' };
const admin = { authorization: 'Bearer figu_sandbox-org-admin-000000000000000000000' };

// Statuses that Figma gives and its file does not name.
const kUnnamed = [
  { status: 401, why: 'a personal token under Authorization is refused so everywhere (figma.md 3)', by: /figd_ tokens must be passed/ },
  { status: 401, why: 'seen on /v1/me and file metadata (figma.md 3.2)', by: /^(Missing credentials|Invalid token)$/, only: ['getMe', 'getFileMeta'] },
  { status: 401, why: 'an expired token on users and comments (figma.md 3.2)', by: /^Token has expired$/ },
  { status: 400, why: 'wrong inputs where the file knows none', by: /must be|Missing required parameter|cannot be used together/ },
  { status: 403, why: 'payments take personal tokens alone, and name no refusal for others', by: /^Incorrect account type$/, only: ['getPayments'] },
  { status: 403, why: 'oEmbed names no refusals of credentials', by: /^(Incorrect account type|Invalid token|Missing credentials|Token has expired)$/, only: ['getOEmbed'] },
  { status: 403, why: 'a missing scope', by: /Invalid scope/, only: ['getOEmbed'] },
];
// Bodies that Figma gives and its file does not allow.
const kUnlike = [
  { operation: 'getFileNodes', what: /^\/nodes\/[^/]+ must be object/, why: 'null for ids that do not exist (figma.md 8, #81)' },
  { operation: 'getComments', what: /client_meta must match exactly one schema/, why: 'a region is a vector too by the file' },
  { operation: 'postComment', what: /client_meta must match exactly one schema/, why: 'a region is a vector too by the file' },
  { operation: 'getLibraryAnalyticsStyleActions', what: /^\/rows must match exactly one schema/, why: 'no rows fit both kinds of rows' },
  { operation: 'getLibraryAnalyticsStyleUsages', what: /^\/rows must match exactly one schema/, why: 'no rows fit both kinds of rows' },
  { operation: 'getMe', what: /must have required property 'err'/, status: 403, why: '/v1/me tells a missing scope in the other shape (figma.md 3.2)' },
];
const used = new Set();

// Two of the shipped documents were recorded in 2021 and 2022 and are served as they are. These members came later; with them
// filled in, the documents must be as the file says.
const kOldDocuments = /\/(figmagic|quantux|sideproject)(\/nodes)?(\?|$)/;
function fillIn(node) {
  node.scrollBehavior ??= 'SCROLLS';
  if (node.type === 'INSTANCE') node.overrides ??= [];
  if ('absoluteBoundingBox' in node && (node.absoluteRenderBounds?.x ?? null) === null) node.absoluteRenderBounds = null;
  if (node.type === 'TEXT') {
    node.lineTypes ??= [];
    node.lineIndentations ??= [];
    if (node.style.hyperlink) node.style.hyperlink.type ??= 'URL';
  }
  for (const child of node.children ?? []) fillIn(child);
}
function fillInAll(body) {
  for (const part of body.nodes ? Object.values(body.nodes) : [body]) {
    if (part === null) continue;
    fillIn(part.document);
    for (const entry of [...Object.values(part.components), ...Object.values(part.componentSets), ...Object.values(part.styles)]) entry.remote ??= false;
  }
}

const house = new House();
after(() => house.close());

let sandbox;
const seen = new Map(operations.map(({ id }) => [id, new Set()]));

function operationOf(method, path) {
  const parts = path.split('?')[0].split('/');
  const fits = (template) => {
    const names = template.split('/');
    return names.length === parts.length && names.every((name, i) => name.startsWith('{') || name === parts[i]);
  };
  return operations.find((one) => one.method === method && fits(one.path));
}

const textOf = (body) => body?.err ?? body?.message ?? '';

function hold(operation, path, { status, body, text }) {
  const documented = String(status) in operation.operation.responses;
  if (!documented) {
    const excuse = kUnnamed.find((one) => one.status === status && one.by.test(textOf(body)) && (one.only?.includes(operation.id) ?? true));
    assert.ok(excuse, `${operation.id} answers ${status}, which the file does not name: ${text.slice(0, 200)}`);
    used.add(excuse);
    return;
  }
  seen.get(operation.id).add(status);
  const valid = judge(operation.operation, status);
  if (!valid) {
    assert.equal(text, '', `${operation.id} ${status} has a body that the file does not describe`);
    return;
  }
  if (status === 200 && ['getFile', 'getFileNodes'].includes(operation.id) && kOldDocuments.test(path)) fillInAll(body);
  if (valid(body)) return;
  const told = problems(valid);
  const excuse = kUnlike.find(
    (one) =>
      one.operation === operation.id &&
      (one.status ?? 200) === status &&
      valid.errors.some((error) => one.what.test(`${error.instancePath} ${error.message}`)),
  );
  assert.ok(excuse, `${operation.id} ${status} ${path}: ${told}\n${text.slice(0, 400)}`);
  used.add(excuse);
}

async function ask(method, path, headers = demo, body = undefined) {
  const answer = await fetch(sandbox.url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  const got = { status: answer.status, headers: answer.headers, text, body: undefined };
  if (answer.headers.get('content-type')?.startsWith('application/json')) got.body = JSON.parse(text);
  assert.match(answer.headers.get('x-figma-rest-api-request-id'), /\S/);
  assert.equal(answer.headers.get('cache-control'), 'no-cache, no-store');
  const operation = operationOf(method, path);
  if (operation) hold(operation, path, got);
  return got;
}

async function control(method, path, body) {
  const answer = await fetch(`${sandbox.url}/sandbox/${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  const got = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(got));
  return got;
}

// One good call of each operation, in an order that works.
const hook = { event_type: 'FILE_COMMENT', context: 'file', context_id: 'codeconnect', endpoint: 'https://example.com/hook', passcode: 'word' };
const today = new Date().toISOString().slice(0, 10);
const calls = {
  getFile: ['GET', '/v1/files/codeconnect?depth=1'],
  getFileNodes: ['GET', '/v1/files/codeconnect/nodes?ids=0:1,1:3'],
  getImages: ['GET', '/v1/images/codeconnect?ids=0:1,9:9&format=svg&scale=0.5'],
  getImageFills: ['GET', '/v1/files/quantux/images'],
  getFileMeta: ['GET', '/v1/files/codeconnect/meta'],
  getTeamProjects: ['GET', `/v1/teams/${kTeam}/projects`],
  getProjectMeta: ['GET', `/v1/projects/${kFolder}/meta`],
  getProjectFiles: ['GET', `/v1/projects/${kFolder}/files?branch_data=true`],
  getTeamFolders: ['GET', `/v2/teams/${kTeam}/folders`],
  getFolderFolders: ['GET', `/v2/folders/${kFolder}/folders`],
  getFolderFiles: ['GET', `/v2/folders/${kFolder}/files?branch_data=true`],
  getFolderMeta: ['GET', `/v2/folders/${kFolder}/meta`, plan],
  getFileVersions: ['GET', '/v1/files/codeconnect/versions?page_size=2'],
  getComments: ['GET', '/v1/files/codeconnect/comments?as_md=true'],
  postComment: ['POST', '/v1/files/codeconnect/comments', demo, { message: 'Rounder?', client_meta: { x: 1.5, y: 2 } }],
  postCommentReaction: ['POST', '/v1/files/codeconnect/comments/1/reactions', demo, { emoji: ':eyes:' }],
  getCommentReactions: ['GET', '/v1/files/codeconnect/comments/1/reactions'],
  deleteCommentReaction: ['DELETE', '/v1/files/codeconnect/comments/1/reactions?emoji=:heart:'],
  deleteComment: ['DELETE', '/v1/files/codeconnect/comments/1'],
  getMe: ['GET', '/v1/me'],
  getTeamComponents: ['GET', `/v1/teams/${kTeam}/components?page_size=5`],
  getFileComponents: ['GET', '/v1/files/codeconnect/components'],
  getComponent: ['GET', '/v1/components/c0ffee00000000000000000000000000000000c1'],
  getTeamComponentSets: ['GET', `/v1/teams/${kTeam}/component_sets`],
  getFileComponentSets: ['GET', '/v1/files/quantux/component_sets'],
  getComponentSet: ['GET', '/v1/component_sets/c0ffee00000000000000000000000000000000c2'],
  getTeamStyles: ['GET', `/v1/teams/${kTeam}/styles`],
  getFileStyles: ['GET', '/v1/files/figmagic/styles'],
  getStyle: ['GET', '/v1/styles/c0ffee00000000000000000000000000000000c3'],
  getWebhooks: ['GET', `/v2/webhooks?context=team&context_id=${kTeam}`],
  postWebhook: ['POST', '/v2/webhooks', demo, hook],
  getWebhook: ['GET', `/v2/webhooks/${kHook}`],
  putWebhook: ['PUT', `/v2/webhooks/${kHook}`, demo, { status: 'PAUSED' }],
  getWebhookRequests: ['GET', `/v2/webhooks/${kHook}/requests`],
  getTeamWebhooks: ['GET', `/v2/teams/${kTeam}/webhooks`],
  deleteWebhook: ['DELETE', `/v2/webhooks/${kHook}`],
  getActivityLogs: ['GET', '/v1/activity_logs?limit=3&order=desc', admin],
  getDeveloperLogs: ['POST', '/v1/developer_logs', plan, { limit: 5 }],
  getAiUsageDaily: ['GET', `/v1/ai_usage/daily?start_date=${today}&end_date=${today}&limit=1`, plan],
  getPayments: ['GET', '/v1/payments?user_id=100000000000000001&plugin_id=200000000000000001'],
  getLocalVariables: ['GET', '/v1/files/codeconnect/variables/local'],
  getPublishedVariables: ['GET', '/v1/files/codeconnect/variables/published'],
  postVariables: ['POST', '/v1/files/codeconnect/variables', demo, { variableCollections: [{ action: 'CREATE', name: 'Sizes' }] }],
  getDevResources: ['GET', '/v1/files/codeconnect/dev_resources'],
  postDevResources: ['POST', '/v1/dev_resources', demo, {
    dev_resources: [
      { name: 'A', url: 'https://example.com/a', file_key: 'codeconnect', node_id: '0:1' },
      { name: 'B', url: 'https://example.com/b', file_key: 'nowhere', node_id: '0:1' },
    ],
  }],
  putDevResources: ['PUT', '/v1/dev_resources', demo, { dev_resources: [{ id: 'd-1', name: 'Moved' }, { id: 'd-0', name: 'Gone' }] }],
  deleteDevResource: ['DELETE', '/v1/files/codeconnect/dev_resources/d-1'],
  getLibraryAnalyticsComponentActions: ['GET', '/v1/analytics/libraries/codeconnect/component/actions?group_by=component'],
  getLibraryAnalyticsComponentUsages: ['GET', '/v1/analytics/libraries/codeconnect/component/usages?group_by=file'],
  getLibraryAnalyticsStyleActions: ['GET', '/v1/analytics/libraries/figmagic/style/actions?group_by=team'],
  getLibraryAnalyticsStyleUsages: ['GET', '/v1/analytics/libraries/figmagic/style/usages?group_by=style'],
  getLibraryAnalyticsVariableActions: ['GET', '/v1/analytics/libraries/codeconnect/variable/actions?group_by=variable'],
  getLibraryAnalyticsVariableUsages: ['GET', '/v1/analytics/libraries/codeconnect/variable/usages?group_by=variable'],
  getOEmbed: ['GET', '/v1/oembed?url=https://www.figma.com/design/codeconnect/Code-Connect'],
};

before(async () => {
  sandbox = await house.sandbox();
  await control('POST', 'limits', { on: false });
});

async function fresh() {
  await control('POST', 'reset');
  await control('POST', 'limits', { on: false });
}

describe('every answer is as the file says', () => {
  test('a call for each operation of the file is here', () => {
    assert.deepEqual(Object.keys(calls).sort(), operations.map(({ id }) => id).sort());
  });

  for (const { id, operation } of operations) {
    test(`${id} succeeds`, async () => {
      await fresh();
      const got = await ask(...calls[id]);
      assert.equal(got.status, 200, got.text);
      assert.ok(operation);
    });
  }

  for (const { id, operation, path: template } of operations) {
    const errors = Object.keys(operation.responses).map(Number).filter((status) => status >= 400);
    test(`${id} fails with ${errors.join(', ')}`, async () => {
      await fresh();
      const [method, path, headers, body] = calls[id];
      for (const status of errors) {
        await control('POST', 'faults', { path: template.split('{')[0], status, retry_after: status === 429 ? 30 : undefined });
        const got = await ask(method, path, headers, body);
        assert.equal(got.status, status);
        if (status === 429) assert.equal(got.headers.get('retry-after'), '30');
      }
    });

    test(`${id} refuses credentials that are none`, async () => {
      const [method, path, headers, body] = calls[id];
      const byBearer = headers !== undefined && 'authorization' in headers;
      for (const wrong of [{}, { 'x-figma-token': 'figd_made-up' }, { authorization: `Bearer ${demo['x-figma-token']}` },
        { 'x-figma-token': 'figd_sandbox-expired-00000000000000000000000' }]) {
        const got = await ask(method, path, wrong, body);
        assert.ok(got.status === 401 || got.status === 403, `${got.status} ${got.text}`);
        assert.match(textOf(got.body), /Missing credentials|Invalid token|figd_ tokens must be|Token (has )?expired/);
      }
      assert.ok(byBearer || headers === undefined || 'x-figma-token' in headers);
    });

    if (id !== 'getPayments') {
      test(`${id} names the scope that is missing`, async () => {
        const [method, path, headers = demo, body] = calls[id];
        const kind = 'authorization' in headers ? 'org_oauth' : headers === plan ? 'plan' : 'personal';
        const { token } = await control('POST', 'tokens', { kind, scopes: ['selections:read'] });
        const got = await ask(method, path, kind === 'org_oauth' ? { authorization: `Bearer ${token}` } : { 'x-figma-token': token }, body);
        assert.equal(got.status, 403);
        assert.match(textOf(got.body), id === 'getMe' ? /^Invalid scope: \["selections:read"\]$/ : /^Invalid scope\(s\): selections:read\. This endpoint requires the \S+ scope$/);
      });
    }
  }
});

describe('other ways to answer well', () => {
  before(fresh);

  for (const path of [
    '/v1/files/codeconnect', '/v1/files/codeconnect?ids=1:3&depth=2&geometry=paths', '/v1/files/codeconnect?branch_data=true',
    '/v1/files/codeconnectbranch?branch_data=true', '/v1/files/figmagic', '/v1/files/quantux', '/v1/files/quantux?geometry=paths',
    '/v1/files/quantux?depth=2', '/v1/files/figmagic/nodes?ids=3009:118&depth=1', '/v1/files/codeconnect/nodes?ids=99:99',
    '/v1/files/quantux/nodes?ids=0:1', '/v1/files/quantux/versions', '/v1/files/codeconnect/versions', '/v1/files/sideproject/meta',
    '/v1/files/figmagic/components', '/v1/files/quantux/components', `/v1/teams/${kTeam}/components?page_size=1000`,
    '/v1/analytics/libraries/codeconnect/component/usages?group_by=component', '/v1/analytics/libraries/quantux/component/usages?group_by=component',
    '/v1/analytics/libraries/codeconnect/style/actions?group_by=style', '/v1/analytics/libraries/codeconnect/style/usages?group_by=file',
    `/v2/webhooks?plan_api_id=organization-1190000000000000009`, '/v1/payments?plugin_payment_token=x', '/v1/payments?user_id=1&widget_id=2',
  ]) {
    test(path, async () => {
      const got = await ask('GET', path);
      assert.equal(got.status, 200, got.text);
    });
  }

  test('comments with a place of each of the four forms, and replies', async () => {
    const places = [
      { x: 1, y: 2 },
      { node_id: '1:3', node_offset: { x: 3, y: 4 } },
      { x: 1, y: 2, region_width: 10, region_height: 20 },
      { node_id: '1:3', node_offset: { x: 3, y: 4 }, region_width: 10, region_height: 20, comment_pin_corner: 'top-left' },
    ];
    let root;
    for (const client_meta of places) {
      const got = await ask('POST', '/v1/files/codeconnect/comments', demo, { message: 'Here', client_meta });
      assert.equal(got.status, 200, got.text);
      root = got.body.id;
    }
    const reply = await ask('POST', '/v1/files/codeconnect/comments', demo, { message: 'There', comment_id: root });
    assert.equal(reply.body.parent_id, root);
    assert.equal((await ask('GET', '/v1/files/codeconnect/comments')).body.comments.length, 6);
  });

  test('an extended collection with an override', async () => {
    const made = await ask('POST', '/v1/files/codeconnect/variables', demo, {
      variableCollections: [{ action: 'CREATE', id: 'brand', name: 'Brand', parentVariableCollectionId: 'VariableCollectionId:1:1', initialModeIdToParentModeIdMapping: { light: '1:0' } }],
      variableModeValues: [{ variableId: 'VariableID:1:2', modeId: 'light', value: { r: 1, g: 0, b: 0 } }],
    });
    assert.equal(made.status, 200, made.text);
    const { brand, light } = made.body.meta.tempIdToRealId;
    const local = await ask('GET', '/v1/files/codeconnect/variables/local');
    assert.deepEqual(local.body.meta.variableCollections[brand].variableOverrides, { 'VariableID:1:2': { [light]: { r: 1, g: 0, b: 0 } } });
  });

  test('a webhook that was pinged', async () => {
    const made = await ask('POST', '/v2/webhooks', demo, hook);
    const requests = await ask('GET', `/v2/webhooks/${made.body.id}/requests`);
    assert.equal(requests.body.requests[0].request_info.payload.event_type, 'PING');
    assert.equal((await ask('GET', `/v2/webhooks/${made.body.id}`)).body.passcode, '');
  });
});

describe('refusals that come by themselves', () => {
  before(fresh);

  const refused = [
    ['GET', '/v1/files/nowhere', 404, 'Not found'],
    ['GET', '/v1/files/theirs', 404, 'Not found'],
    ['GET', '/v1/files/codeconnect?depth=three', 400, "'depth' must be a valid number, received type String"],
    ['GET', '/v1/files/codeconnect?depth=0', 400, "'depth' must be at least 1"],
    ['GET', '/v1/files/codeconnect/nodes', 400, 'Missing required parameter ids'],
    ['GET', '/v1/images/codeconnect?ids=0:1&scale=9', 400, "'scale' must be at most 4"],
    ['GET', '/v1/images/codeconnect?ids=0:1&format=gif', 400, "'format' must be one of: jpg, png, svg, pdf"],
    ['GET', `/v1/teams/${kTeam}/components?page_size=30.0`, 400, "'page_size' must be a valid number, received type String"],
    ['GET', `/v1/teams/${kTeam}/components?after=1&before=2`, 400, 'Parameters after, before cannot be used together'],
    ['GET', '/v1/teams/1190000000000000002/projects', 403, "You don't have permission to access this resource"],
    ['GET', '/v2/teams/1190000000000000002/folders', 404, 'Not found'],
    ['GET', '/v1/files/codeconnect/versions?page_size=many', 400, "'page_size' must be a valid number, received type String"],
    ['GET', '/v2/webhooks', 400, 'Missing required parameter context'],
    ['GET', '/v2/webhooks?context=team&context_id=1', 403, "You don't have permission to access this context"],
    ['GET', '/v2/webhooks/0', 404, 'Webhook not found'],
    ['GET', '/v1/components/0', 404, 'Not found'],
    ['GET', '/v1/files/codeconnectbranch/components', 404, 'Not found'],
    ['GET', '/v1/files/codeconnect/variables/local/more', 404, 'Not found'],
    ['GET', '/v1/files/sideproject/variables/local', 403, 'Limited by Figma plan'],
    ['GET', '/v1/activity_logs', 403, 'Incorrect account type'],
    ['GET', '/v1/files/codeconnect/comments/0/reactions', 404, 'Not found'],
    ['GET', '/v1/oembed?url=nonsense', 400, 'Invalid URL'],
    ['GET', '/v1/oembed?url=https://example.com/design/codeconnect', 404, 'Not found'],
    ['GET', '/v1/discovery?start_date=2026-01-01', 403, 'Incorrect account type'],
    ['GET', '/v3/anything', 404, 'Not found'],
    ['DELETE', '/v1/files/codeconnect/dev_resources/none', 404, 'Not found'],
  ];
  for (const [method, path, status, text] of refused) {
    test(`${method} ${path} answers ${status}`, async () => {
      const got = await ask(method, path);
      assert.equal(got.status, status, got.text);
      assert.equal(textOf(got.body), text);
    });
  }

  test('plan tokens read and do not write', async () => {
    for (const path of ['/v1/me', '/v1/payments?plugin_payment_token=x', '/v1/oembed?url=https://www.figma.com/design/codeconnect/x', '/v1/files/codeconnect/variables/local']) {
      assert.equal(textOf((await ask('GET', path, plan)).body), 'Incorrect account type', path);
    }
    assert.equal((await ask('POST', '/v1/files/codeconnect/comments', plan, { message: 'x' })).status, 403);
    assert.equal((await ask('GET', '/v1/files/codeconnect/comments', plan)).status, 200);
  });

  test('discovery is refused with any credentials', async () => {
    assert.equal(textOf((await ask('GET', '/v1/discovery?start_date=2026-01-01', admin)).body), 'Limited by Figma plan');
    assert.match(textOf((await ask('GET', '/v1/discovery?start_date=2026-01-01', {})).body), /Missing credentials/);
    assert.equal(textOf((await ask('GET', '/v1/discovery?start_date=2026-01-01', oauth)).body), 'Incorrect account type');
  });

  test('a Starter file is counted by the month, and says when to come back', async () => {
    await control('POST', 'limits', { on: true });
    for (let i = 0; i < 20; ++i) assert.equal((await ask('GET', '/v1/files/sideproject?depth=1')).status, 200);
    const got = await ask('GET', '/v1/files/sideproject?depth=1');
    assert.equal(got.status, 429);
    assert.equal(textOf(got.body), 'Rate limit exceeded');
    assert.ok(Number(got.headers.get('retry-after')) > 24 * 3600);
    assert.equal(got.headers.get('x-figma-plan-tier'), 'starter');
    assert.equal(got.headers.get('x-figma-rate-limit-type'), 'low');
    assert.match(got.headers.get('x-figma-upgrade-link'), /^https:/);
    assert.equal((await ask('GET', '/v1/files/codeconnect?depth=1')).status, 200);
  });
});

describe('pictures', () => {
  before(fresh);

  test('links of renders lead to pictures of their kind', async () => {
    const starts = { png: [0x89, 0x50, 0x4e, 0x47], jpg: [0xff, 0xd8, 0xff], pdf: [0x25, 0x50, 0x44, 0x46], svg: [0x3c, 0x73, 0x76, 0x67] };
    const types = { png: 'image/png', jpg: 'image/jpeg', pdf: 'application/pdf', svg: 'image/svg+xml' };
    for (const format of Object.keys(starts)) {
      const { body } = await ask('GET', `/v1/images/codeconnect?ids=1:3,99:99&format=${format}&scale=2`);
      assert.equal(body.images['99:99'], null);
      const answer = await fetch(body.images['1:3']);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      assert.equal(answer.headers.get('content-type'), types[format]);
      assert.deepEqual([...bytes.slice(0, starts[format].length)], starts[format]);
    }
  });

  test('links of fills, thumbnails and people lead somewhere', async () => {
    const fills = (await ask('GET', '/v1/files/quantux/images')).body.meta.images;
    assert.ok(Object.keys(fills).length > 5);
    const meta = (await ask('GET', '/v1/files/codeconnect/meta')).body.file;
    for (const link of [Object.values(fills)[0], meta.thumbnail_url, meta.creator.img_url]) assert.equal((await fetch(link)).status, 200, link);
  });
});

describe('afterwards', () => {
  test('each status that the file names was seen', () => {
    for (const { id, operation } of operations) {
      for (const status of Object.keys(operation.responses)) assert.ok(seen.get(id).has(Number(status)), `${id} ${status}`);
    }
  });

  test('each exception is needed', () => {
    for (const one of [...kUnnamed, ...kUnlike]) assert.ok(used.has(one), `nobody needs: ${one.why} (${one.operation ?? one.status})`);
  });
});
