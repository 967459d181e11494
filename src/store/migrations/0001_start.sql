-- {blob}, {serial} and {row} are the driver's words for bytes, for a number that is never given twice, and for one that rises.

CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
);

CREATE TABLE wrapped_keys (
  number BIGINT PRIMARY KEY,
  wrapped {blob} NOT NULL
);

-- `revision` rises with every change of a key or an account.
CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('revision', 1);

CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id),
  name TEXT NOT NULL,
  digest {blob} NOT NULL UNIQUE,
  hint TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL
);
CREATE INDEX keys_by_project ON keys (project_id, created_at);

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id),
  provider TEXT NOT NULL,
  origin_owner_id TEXT NOT NULL,
  origin_owner_name TEXT NOT NULL,
  origin_username TEXT NOT NULL,
  label TEXT NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  status_reasons TEXT NOT NULL,
  credential_kind TEXT NOT NULL,
  credential {blob} NOT NULL,
  credential_hint TEXT NOT NULL,
  team_id TEXT NOT NULL,
  team_name TEXT NOT NULL,
  figma_user_id TEXT NOT NULL,
  figma_user_name TEXT NOT NULL,
  figma_user_email TEXT NOT NULL,
  figma_user_image TEXT NOT NULL,
  scopes TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  shared BIGINT NOT NULL,
  metadata TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  sole BIGINT NOT NULL
);
CREATE INDEX accounts_by_project ON accounts (project_id, created_at, id);
CREATE INDEX accounts_by_owner ON accounts (project_id, provider, origin_owner_id);
-- Two first links of one owner at once make one account.
CREATE UNIQUE INDEX accounts_sole_by_owner ON accounts (project_id, provider, origin_owner_id) WHERE sole = 1;

CREATE TABLE link_sessions (
  id {serial},
  project_id TEXT NOT NULL REFERENCES projects (id),
  digest {blob} NOT NULL UNIQUE,
  origin_owner_id TEXT NOT NULL,
  origin_owner_name TEXT NOT NULL,
  origin_username TEXT NOT NULL,
  account_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  label TEXT NOT NULL,
  type TEXT NOT NULL,
  multiple BIGINT NOT NULL,
  categories TEXT NOT NULL,
  metadata TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);
CREATE INDEX link_sessions_by_end ON link_sessions (expires_at);

-- Written on every call: its rows lie in the order they came, and no index is kept but that.
CREATE TABLE journal (
  id {row},
  request_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  action TEXT NOT NULL,
  face TEXT NOT NULL,
  fault TEXT NOT NULL,
  figma_status BIGINT NOT NULL,
  figma_request_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  took_us BIGINT NOT NULL,
  answer_bytes BIGINT NOT NULL
);
