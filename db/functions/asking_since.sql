-- The time from which prompts and noes of a customer count: when the customer last let Aiya ask again.
CREATE OR REPLACE FUNCTION asking_since(p_customer uuid) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
  SELECT coalesce(asking_resumed_at, '-infinity') FROM customers WHERE id = p_customer
$$;

REVOKE ALL ON FUNCTION asking_since FROM PUBLIC;
