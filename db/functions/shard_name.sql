-- The name of this book among the shards; null where it is the whole bank, or has not been named yet.
CREATE OR REPLACE FUNCTION shard_name() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT name FROM this_shard
$$;

REVOKE ALL ON FUNCTION shard_name FROM PUBLIC;
