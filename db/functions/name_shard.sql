-- Names this book as one shard of several, by the owner, once: another name later is refused, since transfers are addressed
-- by it.
CREATE OR REPLACE FUNCTION name_shard(p_name text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO this_shard (name) VALUES (p_name) ON CONFLICT DO NOTHING;
  IF (SELECT name FROM this_shard) <> p_name THEN
    RAISE EXCEPTION 'this book is shard %', (SELECT name FROM this_shard) USING ERRCODE = 'check_violation';
  END IF;
END $$;

REVOKE ALL ON FUNCTION name_shard FROM PUBLIC;
