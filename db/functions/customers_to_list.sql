-- The customers who bank on this shard and came since, by the tenant's subject, as the directory lists them (db/shards/directory.sql).
-- Holders of stand-ins bank elsewhere (stand_in_for).
CREATE OR REPLACE FUNCTION customers_to_list(p_since timestamptz) RETURNS TABLE (subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.subject FROM customers c WHERE c.subject NOT LIKE '↔ %' AND (p_since IS NULL OR c.created_at >= p_since)
$$;

REVOKE ALL ON FUNCTION customers_to_list FROM PUBLIC;
