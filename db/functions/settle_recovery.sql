-- Stops what a customer's lost devices allowed, as the tenant says that a recovery code has replaced all of them: agents
-- are frozen, mandates end, and until the thaw nothing asks the new phone, not even the portal. Told again, it begins
-- again (docs/decisions/068).
CREATE OR REPLACE FUNCTION settle_recovery(p_customer uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  -- Its own statement, since it writes the same row as the next.
  v_since timestamptz := raise_agent_freeze(p_customer);
BEGIN
  UPDATE customers SET phone_recovered_at = v_since WHERE id = p_customer;
  PERFORM note_agent_freeze(p_customer => p_customer, p_frozen => true, p_why => 'phone_recovered', p_approval => NULL);
  INSERT INTO audit_events (customer_id, kind) VALUES (p_customer, 'phone.recovered');
  PERFORM revoke_mandates(p_customer => p_customer, p_why => 'phone_recovered', p_id => m.id) FROM mandates m
    WHERE m.customer_id = p_customer AND m.revoked_at IS NULL AND m.valid_until > now();
END $$;

REVOKE ALL ON FUNCTION settle_recovery FROM PUBLIC;
