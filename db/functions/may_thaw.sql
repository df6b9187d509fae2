-- Whether a sign-in may end a freeze: it came after the freeze, and is at most five minutes old. The sign-in's time
-- comes from the tenant's clock, which may run a little ahead of the database's.
CREATE OR REPLACE FUNCTION may_thaw(p_since timestamptz, p_signed_in_at timestamptz) RETURNS boolean LANGUAGE sql VOLATILE AS $$
  SELECT coalesce(p_signed_in_at > p_since AND p_signed_in_at
    BETWEEN clock_timestamp() - interval '5 minutes' AND clock_timestamp() + interval '30 seconds', false)
$$;

REVOKE ALL ON FUNCTION may_thaw FROM PUBLIC;
