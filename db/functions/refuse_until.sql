-- Refuses for a while, and tells until when.
CREATE OR REPLACE FUNCTION refuse_until(p_code text, p_until timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', p_code USING ERRCODE = 'BK001', DETAIL = jsonb_build_object(
    'until', to_char(p_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
END $$;

REVOKE ALL ON FUNCTION refuse_until FROM PUBLIC;
