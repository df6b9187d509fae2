-- The key under which a business pays a sale out that the customer has approved under p_order: the first 128 bits of a
-- SHA-256 of both, as a UUID of version 8 (RFC 9562 section 5.8). services/brokerage/sell.ts makes the same, and each of
-- two customers who have sent the same key has another one.
CREATE OR REPLACE FUNCTION payout_key(p_subject text, p_order uuid) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (substr(hash, 1, 12) || '8' || substr(hash, 14, 3) || 'a' || substr(hash, 18, 15))::uuid
    FROM encode(sha256(convert_to('payout ' || p_subject || ' ' || p_order, 'UTF8')), 'hex') AS hash
$$;

REVOKE ALL ON FUNCTION payout_key FROM PUBLIC;
