-- The tenant's own schema. The first start after a change of this file runs it again over the existing tables, so every
-- statement must be repeatable.

DO $$
BEGIN
  -- CREATE SCHEMA IF NOT EXISTS needs CREATE on the database even where the schema exists.
  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'tenant') THEN
    CREATE SCHEMA tenant;
  END IF;
END $$;

-- The texts of this file that ran here (database.ts).
CREATE TABLE IF NOT EXISTS tenant.schema_versions (
  version integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS tenant.secrets (
  name text PRIMARY KEY,
  value json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS tenant.users (
  sub text PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE CONSTRAINT users_email_lower_case CHECK (email = lower(email)),
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
-- The number of enrolled devices, in the row that every enrolment updates. An update that waited for the row checks its
-- condition again, so the statement alone refuses the second of two first devices.
ALTER TABLE tenant.users ADD COLUMN IF NOT EXISTS device_count integer NOT NULL DEFAULT 0
  CONSTRAINT users_device_count_range CHECK (device_count BETWEEN 0 AND 10);

-- For the tenant alone, whose users come from a file and by its Management API (alone/management).
ALTER TABLE tenant.users
  -- Neither the file has them any more, nor were they made by the API: they stay for what hangs on them.
  ADD COLUMN IF NOT EXISTS retired boolean NOT NULL DEFAULT false,
  ADD COLUMN IF NOT EXISTS managed boolean NOT NULL DEFAULT false,
  ADD COLUMN IF NOT EXISTS blocked boolean NOT NULL DEFAULT false,
  ADD COLUMN IF NOT EXISTS profile json NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS updated_at timestamptz NOT NULL DEFAULT now();

CREATE TABLE IF NOT EXISTS tenant.sign_in_attempts (
  key text PRIMARY KEY,
  attempts integer NOT NULL,
  window_ends_at timestamptz NOT NULL
);

-- oidc-provider's records. `json` and not `jsonb`: a request parameter may hold \u0000, which jsonb refuses.
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
ALTER TABLE tenant.records
  -- The code that a customer types to connect a device (RFC 8628).
  ADD COLUMN IF NOT EXISTS user_code text,
  -- The time of the device's last poll, and whether the customer has answered; an answer is never overwritten.
  ADD COLUMN IF NOT EXISTS polled_at timestamptz,
  ADD COLUMN IF NOT EXISTS answered boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX IF NOT EXISTS records_user_code ON tenant.records (user_code) WHERE user_code IS NOT NULL;

-- The access that customers have given to agents from outside. It ends with the provider's record of the same id.
CREATE TABLE IF NOT EXISTS tenant.agent_grants (
  grant_id text PRIMARY KEY,
  sub text NOT NULL REFERENCES tenant.users (sub),
  client_id text NOT NULL,
  -- The name and host that the customer was shown.
  client_name text NOT NULL,
  client_host text,
  scopes text NOT NULL,
  granted_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz
);
CREATE INDEX IF NOT EXISTS agent_grants_age ON tenant.agent_grants (granted_at);
CREATE INDEX IF NOT EXISTS agent_grants_by_customer ON tenant.agent_grants (sub, client_id);

-- One row for each request for an approval. A decision is written once (decide in phone/signed-answer.ts).
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
  decision text CONSTRAINT approvals_decision_known CHECK (decision IN ('approved', 'denied')),
  decided_at timestamptz,
  -- When the provider was told. A decision that it may not have heard is delivered again.
  delivered_at timestamptz,
  CONSTRAINT approvals_decided_when_decided CHECK ((decision IS NULL) = (decided_at IS NULL))
);
CREATE INDEX IF NOT EXISTS approvals_by_customer ON tenant.approvals (sub, created_at DESC);
-- For the sweep, which runs every ten seconds.
CREATE INDEX IF NOT EXISTS approvals_unanswered ON tenant.approvals (expires_at) WHERE decision IS NULL;
CREATE INDEX IF NOT EXISTS approvals_undelivered ON tenant.approvals (decided_at)
  WHERE decision IS NOT NULL AND delivered_at IS NULL;

CREATE TABLE IF NOT EXISTS tenant.phone_sessions (
  token_hash text PRIMARY KEY,
  sub text NOT NULL REFERENCES tenant.users (sub),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);

-- A browser that holds a key which never leaves it. Removed devices stay, as part of the evidence.
CREATE TABLE IF NOT EXISTS tenant.devices (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  sub text NOT NULL REFERENCES tenant.users (sub),
  name text NOT NULL,
  public_jwk json NOT NULL,
  -- RFC 7638. A key is enrolled only once: a removed device can come back with a new key only.
  thumbprint text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  removed_at timestamptz
);
CREATE INDEX IF NOT EXISTS devices_by_customer ON tenant.devices (sub) WHERE removed_at IS NULL;

-- Set once the session's browser has proven that it holds this device's key.
ALTER TABLE tenant.phone_sessions ADD COLUMN IF NOT EXISTS device_id uuid REFERENCES tenant.devices (id);
CREATE INDEX IF NOT EXISTS phone_sessions_by_customer ON tenant.phone_sessions (sub);
CREATE INDEX IF NOT EXISTS phone_sessions_expiry ON tenant.phone_sessions (expires_at);

-- A passkey with which a customer confirms what a device answers. Removed ones stay, as part of the evidence.
CREATE TABLE IF NOT EXISTS tenant.passkeys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  sub text NOT NULL REFERENCES tenant.users (sub),
  credential_id text NOT NULL UNIQUE,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  name text NOT NULL,
  added_by uuid NOT NULL REFERENCES tenant.devices (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  removed_at timestamptz
);
-- Whether the browser that made it can show payee and amount in its own dialogue (Secure Payment Confirmation).
ALTER TABLE tenant.passkeys ADD COLUMN IF NOT EXISTS payment boolean NOT NULL DEFAULT false;
CREATE INDEX IF NOT EXISTS passkeys_by_customer ON tenant.passkeys (sub) WHERE removed_at IS NULL;

-- Codes for a customer who has lost every device. Making new ones deletes the former, used or not.
CREATE TABLE IF NOT EXISTS tenant.recovery_codes (
  sub text NOT NULL REFERENCES tenant.users (sub),
  salt text NOT NULL,
  hash text NOT NULL,
  created_by uuid NOT NULL REFERENCES tenant.devices (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  used_at timestamptz,
  PRIMARY KEY (sub, hash)
);
ALTER TABLE tenant.users ADD COLUMN IF NOT EXISTS recovered_at timestamptz;
CREATE TABLE IF NOT EXISTS tenant.push_subscriptions (device_id uuid PRIMARY KEY REFERENCES tenant.devices (id),
  sub text NOT NULL REFERENCES tenant.users (sub), endpoint text NOT NULL, p256dh text NOT NULL, auth text NOT NULL);
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

-- A browser that asks to become one of the customer's devices.
CREATE TABLE IF NOT EXISTS tenant.device_requests (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  sub text NOT NULL REFERENCES tenant.users (sub),
  name text NOT NULL,
  browser text NOT NULL,
  public_jwk json NOT NULL,
  thumbprint text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  answer text CONSTRAINT device_requests_answer_known CHECK (answer IN ('allowed', 'refused')),
  answered_by uuid REFERENCES tenant.devices (id),
  answer_jws text
);
CREATE INDEX IF NOT EXISTS device_requests_by_customer ON tenant.device_requests (sub, expires_at);

-- The displayed document, byte for byte, and the signed answer to it. Null in rows older than the enrolment of devices.
ALTER TABLE tenant.approvals
  ADD COLUMN IF NOT EXISTS displayed text,
  ADD COLUMN IF NOT EXISTS displayed_hash text,
  ADD COLUMN IF NOT EXISTS answer_jws text,
  ADD COLUMN IF NOT EXISTS device_id uuid REFERENCES tenant.devices (id),
  ADD COLUMN IF NOT EXISTS passkey_id uuid REFERENCES tenant.passkeys (id),
  ADD COLUMN IF NOT EXISTS reason_code text
    CONSTRAINT approvals_reason_code_known CHECK (reason_code IN ('wrong_amount', 'not_me', 'other')),
  ADD COLUMN IF NOT EXISTS reason_text text,
  -- The client that asked. Only this client hears a no again.
  ADD COLUMN IF NOT EXISTS client_id text,
  ADD COLUMN IF NOT EXISTS creditor_id text;
-- The tenant writes creditor_id itself (record-request.ts, fill-creditors.ts). The column was once generated from
-- `details`, but an old row may hold \u0000 there, and Postgres then refuses to read it.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'tenant.approvals'::regclass AND attname = 'creditor_id'
             AND attgenerated <> '') THEN
    ALTER TABLE tenant.approvals ALTER COLUMN creditor_id DROP EXPRESSION;
  END IF;
END $$;
CREATE INDEX IF NOT EXISTS approvals_by_creditor ON tenant.approvals (sub, creditor_id) WHERE decision = 'approved';

ALTER TABLE tenant.approvals
  -- When the customer gave the password of the session that answered: the token's auth_time.
  ADD COLUMN IF NOT EXISTS authenticated_at timestamptz,
  -- The detail's own identifier, by which the client reports the outcome.
  ADD COLUMN IF NOT EXISTS identifier uuid,
  ADD COLUMN IF NOT EXISTS outcome text
    CONSTRAINT approvals_outcome_known CHECK (outcome IN ('posted', 'failed', 'cancelled', 'expired')),
  ADD COLUMN IF NOT EXISTS outcome_at timestamptz,
  -- An answer that could not be delivered is tried again, after a longer pause each time.
  ADD COLUMN IF NOT EXISTS delivery_attempts integer NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS deliver_after timestamptz;
CREATE INDEX IF NOT EXISTS approvals_by_identifier ON tenant.approvals (client_id, identifier);
-- Of a mandate: when the phone heard from the bank that it is revoked, wherever the customer did that.
ALTER TABLE tenant.approvals ADD COLUMN IF NOT EXISTS revoked_at timestamptz;
-- For the phone page, which is read anew at every beat: the waiting requests, the past ones in this order, and the noes
-- of the last day.
CREATE INDEX IF NOT EXISTS approvals_waiting ON tenant.approvals (sub, expires_at) WHERE decision IS NULL AND outcome IS NULL;
CREATE INDEX IF NOT EXISTS approvals_history ON tenant.approvals (sub, (coalesce(decided_at, outcome_at, expires_at)) DESC);
CREATE INDEX IF NOT EXISTS approvals_refused ON tenant.approvals (sub, decided_at) WHERE decision = 'denied';
DROP INDEX IF EXISTS tenant.approvals_ended;
-- For fill-creditors.ts, which runs at every start and usually finds no such row.
CREATE INDEX IF NOT EXISTS approvals_without_creditor ON tenant.approvals (id) WHERE creditor_id IS NULL;

-- The party for whom the client says that it asks: an agent from outside, or the customer.
ALTER TABLE tenant.approvals
  ADD COLUMN IF NOT EXISTS actor_sub text,
  ADD COLUMN IF NOT EXISTS actor_profile text,
  ADD COLUMN IF NOT EXISTS actor_name text,
  ADD COLUMN IF NOT EXISTS actor_host text;

-- The key that a device shares with the tenant, for the codes of a phone without a connection. A newer one takes its place; the
-- keys of yeses stay, as part of the evidence.
CREATE TABLE IF NOT EXISTS tenant.code_keys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  device_id uuid NOT NULL REFERENCES tenant.devices (id),
  key bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  replaced_at timestamptz
);
CREATE UNIQUE INDEX IF NOT EXISTS code_keys_one_for_each_device ON tenant.code_keys (device_id) WHERE replaced_at IS NULL;
-- Of a request whose code somebody has asked for: what the code is made of, the tries, and of a yes by it the code itself.
ALTER TABLE tenant.approvals
  ADD COLUMN IF NOT EXISTS code_text text,
  ADD COLUMN IF NOT EXISTS code_tries integer NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS answer_code text,
  ADD COLUMN IF NOT EXISTS code_key_id uuid REFERENCES tenant.code_keys (id);
CREATE INDEX IF NOT EXISTS approvals_by_code_key ON tenant.approvals (code_key_id) WHERE code_key_id IS NOT NULL;
