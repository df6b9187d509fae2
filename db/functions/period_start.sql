-- The beginning of the day, week (from Monday) or month that a moment is in, in UTC.
CREATE OR REPLACE FUNCTION period_start(p_period text, p_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT date_trunc(p_period, p_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
$$;

REVOKE ALL ON FUNCTION period_start FROM PUBLIC;
