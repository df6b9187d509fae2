-- The orders of a business, each with its payment at the bank: both happen once, or neither. SCHEMA is filled in at the
-- start. A business adds three functions: reserve (at the beginning), settle (once paid), give_back (once not).
CREATE TABLE IF NOT EXISTS SCHEMA.orders (
  id uuid PRIMARY KEY,
  -- The customer, as the tenant names them, and the key that they sent.
  subject text NOT NULL,
  key uuid NOT NULL,
  digest text NOT NULL,
  item jsonb NOT NULL,
  -- What the bank is sent, and its key there.
  payment jsonb NOT NULL,
  payment_key uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'confirmed', 'voided')),
  transfer_id uuid UNIQUE,
  -- The token that pays, sealed, for as long as it lives: whoever goes on after a crash asks the bank again with it.
  sealed_token text,
  -- Until then the bank may still take a payment that was sent and not answered. Null where none was.
  unanswered_until timestamptz,
  -- One process at a time drives an order. Each take-over adds one to the fence, and an older fence may not write.
  lease_until timestamptz NOT NULL,
  fence integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (subject, key),
  CHECK ((status = 'confirmed') = (transfer_id IS NOT NULL)),
  CHECK (status = 'pending' OR sealed_token IS NULL)
);
CREATE INDEX IF NOT EXISTS orders_pending ON SCHEMA.orders (lease_until) WHERE status = 'pending';
CREATE INDEX IF NOT EXISTS orders_of ON SCHEMA.orders (subject, created_at, id);

-- Proofs of a token's key (RFC 9449), each of which counts once.
CREATE TABLE IF NOT EXISTS SCHEMA.dpop_proofs (
  thumbprint text NOT NULL,
  jti text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (thumbprint, jti)
);
CREATE INDEX IF NOT EXISTS dpop_proofs_expiry ON SCHEMA.dpop_proofs (expires_at);

-- Refuses with a code of the contract as the message.
CREATE OR REPLACE FUNCTION SCHEMA.refuse(p_code text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', p_code USING ERRCODE = 'BZ001';
END $$;

-- Places an order, with what it reserves, and answers whether the caller may drive it: a new order, one that was voided
-- before and is tried again, or a pending one that nobody drives any more.
CREATE OR REPLACE FUNCTION SCHEMA.place_order(
  p_id uuid, p_subject text, p_key uuid, p_digest text, p_item jsonb, p_payment jsonb, p_payment_key uuid, p_lease_seconds integer
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_found SCHEMA.orders;
  v_lease timestamptz := now() + make_interval(secs => p_lease_seconds);
BEGIN
  INSERT INTO SCHEMA.orders (id, subject, key, digest, item, payment, payment_key, status, lease_until)
    VALUES (p_id, p_subject, p_key, p_digest, p_item, p_payment, p_payment_key, 'pending', v_lease)
    ON CONFLICT (subject, key) DO NOTHING;
  IF FOUND THEN
    PERFORM SCHEMA.reserve(p_subject, p_item);
    RETURN true;
  END IF;
  SELECT * INTO STRICT v_found FROM SCHEMA.orders o WHERE o.subject = p_subject AND o.key = p_key FOR UPDATE;
  IF v_found.status = 'voided' THEN
    PERFORM SCHEMA.reserve(p_subject, p_item);
    UPDATE SCHEMA.orders o SET status = 'pending', digest = p_digest, item = p_item, payment = p_payment,
      payment_key = p_payment_key, lease_until = v_lease, fence = o.fence + 1, created_at = now() WHERE o.id = v_found.id;
    RETURN true;
  END IF;
  IF v_found.digest <> p_digest THEN PERFORM SCHEMA.refuse('idempotency_conflict'); END IF;
  IF v_found.status = 'pending' AND v_found.lease_until < now() THEN
    UPDATE SCHEMA.orders o SET lease_until = v_lease, fence = o.fence + 1 WHERE o.id = v_found.id;
    RETURN true;
  END IF;
  RETURN false;
END $$;

-- Ends a pending order: confirmed with its transfer, or voided without one. Answers whether this fence still drove it.
CREATE OR REPLACE FUNCTION SCHEMA.end_order(p_id uuid, p_fence integer, p_transfer uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_ended SCHEMA.orders;
BEGIN
  UPDATE SCHEMA.orders o SET status = CASE WHEN p_transfer IS NULL THEN 'voided' ELSE 'confirmed' END,
      transfer_id = p_transfer, sealed_token = NULL, unanswered_until = NULL
    WHERE o.id = p_id AND o.fence = p_fence AND o.status = 'pending' RETURNING * INTO v_ended;
  IF NOT FOUND THEN RETURN false; END IF;
  IF p_transfer IS NULL THEN
    PERFORM SCHEMA.give_back(v_ended.subject, v_ended.item);
  ELSE
    PERFORM SCHEMA.settle(v_ended.subject, v_ended.item);
  END IF;
  RETURN true;
END $$;
