-- The key under which a transfer comes back that another shard has refused: the first 128 bits of a SHA-256, as a UUID of
-- version 8 (RFC 9562 section 5.8), like payout_key.
CREATE OR REPLACE FUNCTION return_key(p_transfer uuid) RETURNS uuid LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT (substr(hash, 1, 12) || '8' || substr(hash, 14, 3) || 'a' || substr(hash, 18, 15))::uuid
    FROM encode(sha256(convert_to('return ' || p_transfer, 'UTF8')), 'hex') AS hash
$$;

REVOKE ALL ON FUNCTION return_key FROM PUBLIC;
