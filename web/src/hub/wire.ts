// The Hub's own calls: each carries the link's token in a header.
import { call, type Answer } from '../wire/wire.ts';

export interface Session {
  origin_owner_name: string;
  origin_owner_id: string;
  label: string | null;
  account_id: string | null;
  expires_at: string | number;
  actions: string[];
  scopes: string[];
  redirect_url: string | null;
  allowed_origins: string[];
}

export interface Settings {
  existing_account_id?: string;
  session: Session;
  project: { name: string };
}

export interface Option {
  label: string;
  value: string;
}

export interface ConfigField {
  key: string;
  label: string;
  type: string; // text, password, number, select, text_area; what is unknown is drawn as text
  required: boolean;
  readOnly?: boolean;
  secret?: boolean;
  placeholder?: string;
  description?: string;
  tooltip?: string;
  options?: Option[];
  value?: string | number | null;
  validation?: { type: string; pattern?: string; error?: string } | null;
}

export interface ConfigNotice {
  key: string;
  type: string;
  description: string;
}

export interface Connector {
  config: {
    name: string;
    configFields: ConfigField[];
    configNotices?: ConfigNotice[];
    assets?: { icon?: string };
    support?: { link?: string; description?: string } | null;
  };
}

export interface Present {
  status?: string;
  status_reason?: string | null;
  setupInformation: Record<string, string | number | null>;
  secrets?: Record<string, string>;
}

export interface Linked {
  id: string;
  provider: string;
  account?: {
    id: string;
    status: string;
    label: string | null;
    figma_user: { handle: string; email: string | null; has_picture?: boolean } | null;
    team_id: string;
    team_name: string | null;
    scopes: string[] | null;
    scopes_complete?: boolean | null; // false: it holds these, and perhaps others
    expires_at: string | number | null;
  };
  missing_scopes?: string[];
  unproved_scopes?: string[]; // needed, and not known to be held or to lack
  redirect_url?: string | null;
}

export interface HubWire {
  settings(): Promise<Answer<Settings>>;
  connectors(): Promise<Answer<{ integrations: { integration_id: string }[] }>>;
  connector(id: string): Promise<Answer<Connector>>;
  present(accountId: string): Promise<Answer<Present>>;
  save(accountId: string | null, body: SaveBody, signal: AbortSignal): Promise<Answer<Linked>>;
  picture(accountId: string): Promise<string | null>; // as a data: URL
}

export interface SaveBody {
  integration_id: string;
  credentials: Record<string, string>;
}

// An <img> cannot carry the link's token, and no address may.
async function readPicture(path: string, headers: Record<string, string>): Promise<string | null> {
  try {
    const response = await fetch(path, { headers });
    if (!response.ok) return null;
    const bytes = await response.blob();
    return await new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(String(reader.result));
      reader.onerror = () => done(null);
      reader.readAsDataURL(bytes);
    });
  } catch {
    return null;
  }
}

// Not randomUUID(), which a page over plain HTTP has not.
const makeKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

export function hubWire(sessionToken: string): HubWire {
  const headers = { 'x-hub-session-token': sessionToken };
  // Tells the gateway that a second try is of this page: the answer to the first may have been lost on its way.
  const repeated = { ...headers, 'idempotency-key': makeKey() };
  const at = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`;
  return {
    settings: () => call('/hub/settings', { headers }),
    connectors: () => call('/hub/connectors', { headers }),
    connector: (id) => call(at('/hub/connectors', id), { headers }),
    present: (id) => call(at('/hub/accounts', id), { headers }),
    save: (id, body, signal) =>
      id === null
        ? call('/hub/accounts', { method: 'POST', body, headers: repeated, signal })
        : call(at('/hub/accounts', id), { method: 'PATCH', body, headers, signal }),
    picture: (id) => readPicture(`${at('/hub/accounts', id)}/picture`, headers),
  };
}
