// What the gateway tells (src/faces/views.cpp and the faces beside it).

export interface SignedIn {
  project: { id: string; name: string };
  key: { id: string; name: string; hint: string };
  csrf_token: string;
  idle_seconds: number;
  expires_at: string;
}

export interface StatusReason {
  code: string;
  description: string;
  timestamp: string;
}

export interface Account {
  id: string;
  provider: string;
  status: string;
  status_reasons: StatusReason[];
  origin_owner_id: string;
  origin_owner_name: string;
  origin_username: string | null;
  label: string | null;
  type: string;
  team_id: string | null;
  team_name: string | null;
  figma_user: { id: string; handle: string; email: string | null; img_url: string | null } | null;
  credential: { kind: string; hint: string };
  scopes: string[] | null;
  scopes_complete?: boolean | null;
  expires_at: string | null;
  days_left: number | null;
  expiring: boolean;
  created_at: string;
  updated_at: string;
  last_used_at: string | null;
}

export interface Key {
  id: string;
  name: string;
  hint: string;
  scopes: string[];
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}

export interface LogEntry {
  id: number;
  request_id: string;
  at: string;
  key_id: string | null;
  key_name: string | null;
  account_id: string | null;
  action: string;
  face: string;
  outcome: 'ok' | 'failed';
  fault: string | null;
  figma_status: number | null;
  figma_calls: number; // requests that went to Figma
  figma_request_id: string | null;
  took_ms: number;
  answer_bytes: number;
}

export interface Project {
  id: string;
  name: string;
  allowed_origins: string[];
  public_url: string;
}

export interface ConnectSession {
  id: number;
  token: string;
  auth_link_url: string;
  created_at: string;
  expires_at: string;
}

// The part of JSON Schema that the catalogue speaks.
export interface Schema {
  type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: string[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  deprecated?: boolean;
}

export interface Rule {
  rule: string;
  inputs: string[];
}

export interface Action {
  name: string;
  label: string;
  summary: string;
  about: string;
  group: string;
  effect: string; // reads, writes, deletes
  method: string;
  path: string;
  scopes: string[];
  credentials: string[];
  plan: string;
  deprecated: boolean;
  instead?: string;
  pages: boolean;
  rules: Rule[];
  example?: Record<string, unknown>;
  docs: string;
  input_schema: Schema;
}
