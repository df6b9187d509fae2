-- How far the standbys that stream from this server are behind it, for the operators' metrics: the last of them, in bytes of
-- the log and in seconds. NULLs where there is none, or where the owner may not see them either.
CREATE OR REPLACE FUNCTION replication_lag(OUT standbys integer, OUT bytes double precision, OUT seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*)::integer, max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn))::double precision,
    max(extract(epoch FROM coalesce(replay_lag, interval '0')))::double precision
  FROM pg_stat_replication WHERE replay_lsn IS NOT NULL
$$;

REVOKE ALL ON FUNCTION replication_lag FROM PUBLIC;
