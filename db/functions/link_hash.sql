-- The hash of a link: SHA-256 over one line for each member, each with exactly one spelling. The first link follows 64
-- zeros. Its body was read when it was made, so that it needs no search path of its own, and Postgres puts it into the statement
-- that calls it.
CREATE OR REPLACE FUNCTION link_hash(p_previous text, p_position bigint, p_event audit_events) RETURNS text LANGUAGE sql STABLE
  RETURN encode(sha256(convert_to(concat_ws(E'\n', 'audit link 1', p_previous, p_position, (p_event).sequence,
    to_char((p_event).at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), (p_event).customer_id, to_jsonb((p_event).kind)::text,
    coalesce((p_event).approval_id::text, '-'), coalesce((p_event).transfer_id::text, '-'), (p_event).data::text), 'UTF8')), 'hex');

REVOKE ALL ON FUNCTION link_hash FROM PUBLIC;
