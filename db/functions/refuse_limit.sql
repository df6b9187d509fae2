-- Refuses because of a limit, and tells the limit, what is left of it, and when it renews (null: never). Amounts are
-- minor units as text, because many programs read JSON numbers as floats.
CREATE OR REPLACE FUNCTION refuse_limit(p_currency text, p_limit bigint, p_left bigint, p_renews_at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'limit_exceeded' USING ERRCODE = 'BK001', DETAIL = jsonb_build_object(
    'currency', p_currency, 'limitMinor', p_limit::text, 'leftMinor', greatest(p_left, 0)::text,
    'renewsAt', to_char(p_renews_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
END $$;

REVOKE ALL ON FUNCTION refuse_limit FROM PUBLIC;
