-- Whose budget at Figma an account's calls come from, and which project was told of a file.

ALTER TABLE accounts ADD COLUMN person TEXT NOT NULL DEFAULT '';
UPDATE accounts SET person = CASE
  WHEN credential_kind = 'plan' OR figma_user_id = '' THEN 'token of ' || id
  WHEN credential_kind = 'oauth' THEN 'app of ' || figma_user_id
  ELSE 'user ' || figma_user_id END;
CREATE INDEX accounts_by_person ON accounts (person);

-- A file's name is shown to the projects whose own calls met it, so each has a row of its own. Whose the old rows are, nobody
-- knows: they count, and are shown to no one.
ALTER TABLE standings RENAME TO old_standings;
CREATE TABLE standings (
  person TEXT NOT NULL,
  resource TEXT NOT NULL,
  project_id TEXT NOT NULL,
  plan TEXT NOT NULL,
  seat TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (person, resource, project_id)
);
INSERT INTO standings (person, resource, project_id, plan, seat, at)
  SELECT person, resource, '', plan, seat, at FROM old_standings;
DROP TABLE old_standings;
