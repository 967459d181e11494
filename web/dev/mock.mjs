// The wire of the Hub and the guide, from made-up data. See README.md for what each token does.
import { readFileSync } from 'node:fs';
import { forward } from './forward.mjs';

const kCatalogue = readFileSync(new URL('catalogue.json', import.meta.url));
const kIcon =
  "data:image/svg+xml;utf8,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' rx='6' fill='%23222'/%3E%3Cpath d='M8 18V6h9M8 12h7' stroke='%23fff' stroke-width='2.4' fill='none'/%3E%3C/svg%3E";
const kFields = [
  {
    key: 'personal_access_token', label: 'Personal Access Token', type: 'password', required: true, secret: true, placeholder: 'figd_...',
    description: 'Made in Figma under Settings, Security. It is shown once, and lives at most 90 days.',
  },
  {
    key: 'team_id', label: 'Team ID', type: 'text', required: true, secret: false, placeholder: '1234567890123456789',
    description: "The number in the team's address, https://www.figma.com/files/team/TEAM_ID/name. The whole address may be pasted.",
  },
  {
    key: 'expires_on', label: 'Expires on', type: 'text', required: false, secret: false, placeholder: 'YYYY-MM-DD',
    description: 'The day that Figma showed when the token was made. Then figlink can warn before it ends.',
  },
];
const kActions = ['figma_get_file', 'figma_render_images', 'figma_get_comments', 'figma_create_comment', 'figma_get_team_projects'];
const kScopes = ['file_content:read', 'file_comments:read', 'file_comments:write', 'folders:read'];
const kDayMs = 86_400_000;

const json = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};
const refuse = (response, statusCode, error, message, hint, more = {}) =>
  json(response, statusCode, { statusCode, error, message, hint, request_id: 'req_01JD7ZK3', ...more });
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text || '{}');
}

const settingsOf = (session, origin) => ({
  enabled_features: ['hub_link_account_release'],
  session: {
    origin_owner_name: session === 'long' ? 'Gesellschaft für außerordentlich lange Firmennamen und Zusammenarbeit'.repeat(2) : 'Acme Studio',
    origin_owner_id: 'acme', label: null, type: 'production',
    account_id: session === 'edit' ? 'acc_42' : null,
    expires_at: new Date(Date.now() + (session === 'soon' ? 5_000 : 1_800_000)).toISOString(),
    actions: session === 'plain' ? [] : kActions, scopes: session === 'plain' ? [] : kScopes,
    redirect_url: null, allowed_origins: [origin],
  },
  project: { name: 'Northwind' },
});

const kProblems = {
  dead: (response) => refuse(response, 412, 'relink', 'Figma does not know this token: it was not copied whole, or it was revoked.',
    'Make a token in Figma (Settings, Security, Generate new token), copy all of it at once, and paste it alone.'),
  scope: (response) => refuse(response, 403, 'forbidden', 'The token lacks the scopes file_comments:write, folders:read.', 'Make a new token with them.',
    { missing_scopes: ['file_comments:write', 'folders:read'] }),
  down: (response) => refuse(response, 502, 'figma_broken', 'Figma did not answer.', 'Try again in a moment; status.figma.com tells whether it is known.'),
  limit: (response) => refuse(response, 429, 'limited', 'Figma asks to wait.', '', { retry_after: 42 }),
  used: (response) => refuse(response, 409, 'conflict', 'This link was used already.', ''),
  bug: (response) => refuse(response, 500, 'bug', 'An inner error.', ''),
};

async function save(request, response, session, edit) {
  const { credentials = {} } = await bodyOf(request);
  const token = credentials.personal_access_token ?? '';
  const kind = /^figd_([a-z]+)/.exec(token)?.[1] ?? '';
  await pause(kind === 'slow' ? 8_000 : 900);
  if (Object.hasOwn(kProblems, kind)) return kProblems[kind](response);
  if (credentials.team_id === '111111') {
    const message = 'The token works, but it cannot see team 111111.';
    return refuse(response, 400, 'bad_input', message, 'Open the team in Figma as the token’s owner and paste the address of that page.', {
      errors: [{ field: 'credentials.team_id', message: `${message} Check the number, and that the token’s owner is in the team.` }],
    });
  }
  const evil = kind === 'evil';
  return json(response, edit ? 200 : 201, {
    id: 'acc_42', provider: 'figma',
    account: {
      id: 'acc_42', status: 'active', label: null, credential_kind: 'personal', credential_hint: token.slice(-4),
      figma_user: { handle: evil ? '<img src=x onerror=alert(1)>"\'&{{7*7}}' : 'Mira Lindqvist', email: 'mira@acme.example' },
      team_id: credentials.team_id ?? '1234567890123456789',
      team_name: evil ? '</script><script>alert(1)</script>' : 'Acme Design',
      scopes: kind === 'quiet' ? null : ['current_user:read', ...kScopes],
      expires_at: credentials.expires_on ? `${credentials.expires_on}T00:00:00.000Z` : null,
    },
    missing_scopes: kind === 'part' ? ['folders:read'] : [],
    redirect_url: session === 'redirect' ? `http://${request.headers.host}/guide?account_id=acc_42&status=linked` : null,
  });
}

// Answers and returns true, or leaves the request to whoever serves the pages.
export async function mock(request, response) {
  if (forward(request, response)) return true;
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/catalogue.json') {
    await pause(150);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(kCatalogue);
    return true;
  }
  if (!pathname.startsWith('/hub/')) return false;
  const session = request.headers['x-hub-session-token'];
  await pause(120);
  if (!session || session === 'expired') refuse(response, 401, 'unauthenticated', 'This link is unknown or has expired.', 'Ask whoever sent it for a new one.');
  else if (pathname === '/hub/settings') json(response, 200, settingsOf(session, process.env.EMBEDDER ?? 'http://127.0.0.1:4180'));
  else if (pathname === '/hub/connectors') json(response, 200, { integrations: [{ active: true, name: 'Figma', provider: 'figma', integration_id: 'figma' }] });
  else if (pathname.startsWith('/hub/connectors/')) json(response, 200, {
    config: { key: 'figma', name: 'Figma', type: 'custom', configFields: kFields, configNotices: [], assets: { icon: kIcon }, support: { link: '/guide', description: '' } },
    hub_settings: { configured_webhook_events: [], project_settings: {} },
  });
  else if (request.method === 'GET') json(response, 200, {
    secureId: 'acc_42', provider: 'figma', integrationId: 'figma',
    setupInformation: { team_id: '1234567890123456789', expires_on: new Date(Date.now() + 9 * kDayMs).toISOString().slice(0, 10) },
    secrets: { personal_access_token: '__secretvalue:**redacted**x7Qk' },
  });
  else await save(request, response, session, request.method === 'PATCH');
  return true;
}
