// Everything the form needs before it can be drawn.
import type { Trouble } from '../wire/wire.ts';
import type { ConfigField, Connector, HubWire, Present, Settings } from './wire.ts';

export type GoneReason = 'expired' | 'used' | 'none' | 'unreachable' | 'removed';

export interface Opened {
  settings: Settings;
  serverNowMs: number | null;
  integrationId: string;
  connector: Connector['config'];
  accountId: string | null;
  present: Record<string, string>; // what an existing account holds, secrets left out
  dead: { expired: boolean; why: string } | null; // its token works no more
  tokenEnds: Record<string, string>; // field key to the last characters of what is kept
}

export type Loaded = { ok: true; opened: Opened } | { ok: false; gone: GoneReason; allowed: string[] };

const kRedacted = '__secretvalue:**redacted**';

export function goneBy(trouble: Trouble): GoneReason {
  if (trouble.fault === 'unauthenticated' || trouble.statusCode === 410) return 'expired';
  if (trouble.fault === 'conflict') return 'used';
  if (trouble.fault === 'not_found') return 'removed';
  return 'unreachable';
}

export const lastOf = (secret: string): string =>
  secret.startsWith(kRedacted) ? secret.slice(kRedacted.length) : '';

function serverNow(headers: Headers): number | null {
  const at = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(at) ? null : at;
}

const texts = (from: Record<string, string | number | null>): Record<string, string> =>
  Object.fromEntries(Object.entries(from).map(([key, value]) => [key, value === null ? '' : String(value)]));

const deadIn = ({ status, status_reason }: Present): Opened['dead'] =>
  status === 'error' || status === 'expired' ? { expired: status === 'expired', why: status_reason ?? '' } : null;

export async function load(wire: HubWire): Promise<Loaded> {
  const [settings, connectors] = await Promise.all([wire.settings(), wire.connectors()]);
  const fail = (gone: GoneReason): Loaded => ({ ok: false, gone, allowed: settings.ok ? settings.value.session.allowed_origins : [] });
  if (!settings.ok) return fail(goneBy(settings.trouble));
  if (!connectors.ok) return fail(goneBy(connectors.trouble));
  const integrationId = connectors.value.integrations[0]?.integration_id;
  if (integrationId === undefined) return fail('none');
  const accountId = settings.value.session.account_id ?? settings.value.existing_account_id ?? null;
  const [connector, present] = await Promise.all([
    wire.connector(integrationId),
    accountId === null ? null : wire.present(accountId),
  ]);
  if (!connector.ok) return fail(goneBy(connector.trouble));
  if (present && !present.ok) return fail(goneBy(present.trouble));
  const secrets = present?.value.secrets ?? {};
  return {
    ok: true,
    opened: {
      settings: settings.value,
      serverNowMs: serverNow(settings.headers),
      integrationId,
      connector: connector.value.config,
      accountId,
      present: present ? texts(present.value.setupInformation) : {},
      dead: present ? deadIn(present.value) : null,
      tokenEnds: Object.fromEntries(Object.entries(secrets).map(([key, value]) => [key, lastOf(value)])),
    },
  };
}

export const isSecret = (field: ConfigField): boolean => field.secret ?? field.type === 'password';
