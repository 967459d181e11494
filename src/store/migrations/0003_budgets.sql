-- What is remembered of Figma's limits, and the answers of writes that may be asked for again.

-- How full a person's buckets are: the weight of each has drained at `empty_at`. Without a plan: of all that is not known.
CREATE TABLE budgets (
  person TEXT NOT NULL,
  tier BIGINT NOT NULL,
  plan TEXT NOT NULL,
  seat TEXT NOT NULL,
  empty_at BIGINT NOT NULL,
  parked_until BIGINT NOT NULL,
  upgrade_link TEXT NOT NULL,
  PRIMARY KEY (person, tier, plan, seat)
);

-- Which plan owns a file and which seat the person has there, as Figma told; without a resource, as an operator told.
CREATE TABLE standings (
  person TEXT NOT NULL,
  resource TEXT NOT NULL,
  plan TEXT NOT NULL,
  seat TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (person, resource)
);

-- One row for each Idempotency-Key, made before the write is sent. `answer` is sealed.
CREATE TABLE kept_answers (
  project_id TEXT NOT NULL REFERENCES projects (id),
  account_id TEXT NOT NULL,
  action TEXT NOT NULL,
  key_digest {blob} NOT NULL,
  inputs_digest {blob} NOT NULL,
  state TEXT NOT NULL,
  answer {blob} NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, account_id, action, key_digest)
);
CREATE INDEX kept_answers_by_age ON kept_answers (created_at);
