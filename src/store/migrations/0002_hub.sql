-- What the Hub's page and the dashboard need.

-- A JSON array of the origins whose pages may hold the Hub's page in a frame and hear of it.
ALTER TABLE projects ADD COLUMN allowed_origins TEXT NOT NULL DEFAULT '[]';

ALTER TABLE link_sessions ADD COLUMN actions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE link_sessions ADD COLUMN redirect_url TEXT NOT NULL DEFAULT '';

-- A person who signed in with a key. The token lies in the cookie alone; here is its digest.
CREATE TABLE dashboard_sessions (
  digest {blob} NOT NULL PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id),
  key_id TEXT NOT NULL REFERENCES keys (id),
  created_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX dashboard_sessions_by_end ON dashboard_sessions (expires_at);
