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

-- Comments for a reader of the database who does not have this repository. Only the running tenant writes these tables.
-- Amounts stand only inside `details` and `displayed`, as decimals with their currency.
COMMENT ON TABLE tenant.schema_versions IS 'The texts of the tenant''s schema.sql that ran here. The last one is the present schema.';
COMMENT ON COLUMN tenant.schema_versions.hash IS 'SHA-256 (hex) of the file.';
COMMENT ON TABLE tenant.secrets IS 'Signing keys and the cookies'' secret, made once and shared by all processes of the tenant. A reader of this table can sign in as anybody.';
COMMENT ON TABLE tenant.users IS 'The customers who can sign in.';
COMMENT ON COLUMN tenant.users.sub IS 'The customer''s subject in tokens, and the only name by which the bank knows the customer.';
COMMENT ON COLUMN tenant.users.device_count IS 'The number of devices enrolled now. Every enrolment locks this row.';
COMMENT ON COLUMN tenant.users.retired IS 'Whether the tenant alone no longer has the customer. Nobody signs in by such a row.';
COMMENT ON COLUMN tenant.users.managed IS 'Whether the Management API of the tenant alone made the customer, and not its file.';
COMMENT ON COLUMN tenant.users.profile IS 'The members that the Management API keeps for the customer, under Auth0''s names. The metadata are among them.';
COMMENT ON TABLE tenant.sign_in_attempts IS 'Limited attempts (passwords, codes, registrations, posts), one row for each key. Swept.';
COMMENT ON TABLE tenant.records IS 'oidc-provider''s records: sessions, grants, tokens, codes. Swept an hour after they have expired.';
COMMENT ON COLUMN tenant.records.model IS 'The provider''s name for the kind of record.';
COMMENT ON COLUMN tenant.records.consumed_at IS 'Set once, when a record that is good for one use has been used.';
COMMENT ON COLUMN tenant.records.user_code IS 'The code that a customer types to connect a device (RFC 8628).';
COMMENT ON TABLE tenant.agent_grants IS 'The access that customers have given to agents from outside. It ends with the provider''s record of the same id.';
COMMENT ON COLUMN tenant.agent_grants.client_name IS 'The agent''s name as the customer was shown it.';
COMMENT ON TABLE tenant.approvals IS 'One row for each request for an approval. A decision is written once. Unanswered requests are swept after 30 days, answered ones stay.';
COMMENT ON COLUMN tenant.approvals.auth_req_id IS 'The handle by which the client polls (CIBA).';
COMMENT ON COLUMN tenant.approvals.details IS 'The authorization_details of the request. The type is json because the text may hold \u0000.';
COMMENT ON COLUMN tenant.approvals.displayed IS 'The document that the customer saw, byte for byte.';
COMMENT ON COLUMN tenant.approvals.displayed_hash IS 'SHA-256 (base64url) of the displayed document: the token''s claim displayed_hash.';
COMMENT ON COLUMN tenant.approvals.answer_jws IS 'The answer, signed by the device.';
COMMENT ON COLUMN tenant.approvals.delivered_at IS 'When the provider was told. A decision that it may not have heard is delivered again.';
COMMENT ON COLUMN tenant.approvals.client_id IS 'The client that asked. Only this client hears how the request ended.';
COMMENT ON COLUMN tenant.approvals.creditor_id IS 'The account that the details pay.';
COMMENT ON COLUMN tenant.approvals.authenticated_at IS 'When the password of the session that answered was given: the token''s auth_time.';
COMMENT ON COLUMN tenant.approvals.actor_sub IS 'The party for whom the client says that it asked; null where it asked for itself. actor_profile (user: the customer), actor_name and actor_host describe it.';
COMMENT ON COLUMN tenant.approvals.identifier IS 'The detail''s own identifier, by which the client reports the outcome.';
COMMENT ON COLUMN tenant.approvals.outcome IS 'The outcome, as the client reported it.';
COMMENT ON TABLE tenant.phone_sessions IS 'Browsers that are signed in to the phone page.';
COMMENT ON COLUMN tenant.phone_sessions.token_hash IS 'SHA-256 of the token in the cookie.';
COMMENT ON COLUMN tenant.phone_sessions.device_id IS 'Set once the browser has proven that it holds that device''s key.';
COMMENT ON TABLE tenant.devices IS 'A browser that holds a key which never leaves it. Removed devices stay, as part of the evidence.';
COMMENT ON COLUMN tenant.devices.thumbprint IS 'The key''s thumbprint (RFC 7638), enrolled only once.';
COMMENT ON TABLE tenant.passkeys IS 'A passkey (WebAuthn) with which a customer confirms what a device answers. Removed ones stay, as part of the evidence.';
COMMENT ON COLUMN tenant.passkeys.credential_id IS 'The authenticator''s id for it, base64url.';
COMMENT ON COLUMN tenant.passkeys.public_key IS 'Its public key, in COSE form (RFC 9052).';
COMMENT ON COLUMN tenant.passkeys.counter IS 'The authenticator''s signature counter when it was last used; 0 where the authenticator keeps none.';
COMMENT ON COLUMN tenant.approvals.passkey_id IS 'The passkey that confirmed the answer, which answer_jws holds; null where none was asked for.';
COMMENT ON TABLE tenant.recovery_codes IS 'Codes with which a customer who has lost every device enrols a new one. Each is good once.';
COMMENT ON COLUMN tenant.recovery_codes.hash IS 'scrypt of the code, under the salt that the customer''s codes share, base64url.';
COMMENT ON COLUMN tenant.users.recovered_at IS 'When a recovery code last replaced all of the customer''s devices; null if none ever did.';
COMMENT ON TABLE tenant.push_subscriptions IS 'Where a device wants to be told that something waits: its push service''s address, and the keys for its browser alone.';
COMMENT ON TABLE tenant.device_challenges IS 'Challenges that a browser signs to prove that it holds its key. A challenge is spent by deleting it. Swept.';
COMMENT ON TABLE tenant.device_tickets IS 'Tickets, made on an enrolled device, by which another browser becomes a device. Swept.';
COMMENT ON TABLE tenant.device_requests IS 'A browser that asks to become one of the customer''s devices.';
COMMENT ON COLUMN tenant.device_requests.answer_jws IS 'The answer, signed by the device that gave it.';
