-- Lets Aiya ask again: earlier noes and requests no longer count.
CREATE OR REPLACE FUNCTION resume_asking(p_customer uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE customers SET asking_resumed_at = clock_timestamp() WHERE id = p_customer;
  IF FOUND THEN INSERT INTO audit_events (customer_id, kind) VALUES (p_customer, 'agents.resumed'); END IF;
END $$;

REVOKE ALL ON FUNCTION resume_asking FROM PUBLIC;
