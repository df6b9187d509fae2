-- The accounts of this shard that were opened since, as the directory lists them (db/shards/directory.sql): customers' own, which
-- payers elsewhere may pay. A business is paid on its own shard alone.
CREATE OR REPLACE FUNCTION accounts_to_list(p_since timestamptz) RETURNS TABLE (listed jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object('number', a.number, 'account', a.id, 'customer', a.customer_id, 'holder', c.name, 'name', a.name, 'currency', a.currency)
    FROM accounts a JOIN customers c ON c.id = a.customer_id
    WHERE a.shard IS NULL AND NOT a.merchant AND (p_since IS NULL OR a.created_at >= p_since)
$$;

REVOKE ALL ON FUNCTION accounts_to_list FROM PUBLIC;
