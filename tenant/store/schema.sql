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
-- How many enrolled devices there are, in the row that every enrolment updates: a condition on the updated row itself is
-- looked at again after waiting for it, so of two first devices one is refused by the statement alone.
ALTER TABLE tenant.users ADD COLUMN IF NOT EXISTS device_count integer NOT NULL DEFAULT 0
  CHECK (device_count BETWEEN 0 AND 10);

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

-- A browser that holds a key which never leaves it. Removed ones stay: they are part of the evidence.
CREATE TABLE IF NOT EXISTS tenant.devices (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  sub text NOT NULL REFERENCES tenant.users (sub),
  name text NOT NULL,
  public_jwk json NOT NULL,
  -- RFC 7638. A key is enrolled once: a removed device comes back with a new one or not at all.
  thumbprint text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  removed_at timestamptz
);
CREATE INDEX IF NOT EXISTS devices_by_customer ON tenant.devices (sub) WHERE removed_at IS NULL;

-- Set once the session's browser has proven that it holds that device's key.
ALTER TABLE tenant.phone_sessions ADD COLUMN IF NOT EXISTS device_id uuid REFERENCES tenant.devices (id);

CREATE TABLE IF NOT EXISTS tenant.device_challenges (
  hash text PRIMARY KEY,
  sub text NOT NULL REFERENCES tenant.users (sub),
  expires_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS tenant.device_tickets (
  token_hash text PRIMARY KEY,
  sub text NOT NULL REFERENCES tenant.users (sub),
  created_by uuid NOT NULL REFERENCES tenant.devices (id),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

-- A browser that asks the customer's other device to be let in.
CREATE TABLE IF NOT EXISTS tenant.device_requests (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  sub text NOT NULL REFERENCES tenant.users (sub),
  name text NOT NULL,
  browser text NOT NULL,
  public_jwk json NOT NULL,
  thumbprint text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  answer text CHECK (answer IN ('allowed', 'refused')),
  answered_by uuid REFERENCES tenant.devices (id),
  answer_jws text
);
CREATE INDEX IF NOT EXISTS device_requests_by_customer ON tenant.device_requests (sub, expires_at);

-- What the customer saw, byte for byte, and the signed answer to it. Null in rows from before devices were enrolled.
ALTER TABLE tenant.approvals
  ADD COLUMN IF NOT EXISTS displayed text,
  ADD COLUMN IF NOT EXISTS displayed_hash text,
  ADD COLUMN IF NOT EXISTS answer_jws text,
  ADD COLUMN IF NOT EXISTS device_id uuid REFERENCES tenant.devices (id),
  ADD COLUMN IF NOT EXISTS reason_code text CHECK (reason_code IN ('wrong_amount', 'not_me', 'other')),
  ADD COLUMN IF NOT EXISTS reason_text text,
  -- Which client asked: it alone hears a no again.
  ADD COLUMN IF NOT EXISTS client_id text,
  ADD COLUMN IF NOT EXISTS creditor_id text;
-- Written by the tenant (record-request.ts, fill-creditors.ts) and not generated from `details`, as it was at first: those
-- may hold \u0000 in an old row, and Postgres then refuses to look into them.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'tenant.approvals'::regclass AND attname = 'creditor_id'
             AND attgenerated <> '') THEN
    ALTER TABLE tenant.approvals ALTER COLUMN creditor_id DROP EXPRESSION;
  END IF;
END $$;
CREATE INDEX IF NOT EXISTS approvals_by_creditor ON tenant.approvals (sub, creditor_id) WHERE decision = 'approved';
