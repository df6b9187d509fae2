-- The tenant's own schema. Run at every start, so every statement here must be repeatable.

DO $$
BEGIN
  -- CREATE SCHEMA IF NOT EXISTS wants CREATE on the database even where the schema is there already.
  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'tenant') THEN
    CREATE SCHEMA tenant;
  END IF;
END $$;

CREATE TABLE IF NOT EXISTS tenant.secrets (
  name text PRIMARY KEY,
  value json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS tenant.users (
  sub text PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS tenant.sign_in_attempts (
  key text PRIMARY KEY,
  attempts integer NOT NULL,
  window_ends_at timestamptz NOT NULL
);

-- What oidc-provider remembers. `json` and not `jsonb`: a request parameter may hold \u0000, which jsonb refuses.
CREATE TABLE IF NOT EXISTS tenant.records (
  model text NOT NULL,
  id text NOT NULL,
  payload json NOT NULL,
  grant_id text,
  uid text,
  consumed_at timestamptz,
  expires_at timestamptz,
  PRIMARY KEY (model, id)
);
CREATE INDEX IF NOT EXISTS records_grant ON tenant.records (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_uid ON tenant.records (uid) WHERE uid IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_expiry ON tenant.records (expires_at);

-- One row per request for an approval. A decision is written once: see phone/decide.ts.
CREATE TABLE IF NOT EXISTS tenant.approvals (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  auth_req_id text NOT NULL UNIQUE,
  sub text NOT NULL REFERENCES tenant.users (sub),
  asked_by text NOT NULL,
  binding_message text NOT NULL,
  details json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  polled_at timestamptz,
  decision text CHECK (decision IN ('approved', 'denied')),
  decided_at timestamptz,
  -- When the provider was told. A decision whose telling was cut short is told again.
  delivered_at timestamptz,
  CHECK ((decision IS NULL) = (decided_at IS NULL))
);
CREATE INDEX IF NOT EXISTS approvals_by_customer ON tenant.approvals (sub, created_at DESC);
CREATE INDEX IF NOT EXISTS approvals_undelivered ON tenant.approvals (decided_at)
  WHERE decision IS NOT NULL AND delivered_at IS NULL;

CREATE TABLE IF NOT EXISTS tenant.phone_sessions (
  token_hash text PRIMARY KEY,
  sub text NOT NULL REFERENCES tenant.users (sub),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
