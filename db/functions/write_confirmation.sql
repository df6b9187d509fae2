-- Writes the rule for when the portal asks the customer's phone, with its audit event. The event names the approval and
-- the tenant's evidence, or no approval where the rule gets stricter. The caller holds the customer's lock.
DROP FUNCTION IF EXISTS write_confirmation(uuid, jsonb, jsonb, uuid);

CREATE OR REPLACE FUNCTION write_confirmation(
  p_customer uuid, p_before jsonb, p_now jsonb, p_approval uuid DEFAULT NULL, p_evidence jsonb DEFAULT '{}'
) RETURNS void
LANGUAGE sql AS $$
  UPDATE customers SET phone_confirmation = p_now WHERE id = p_customer;
  INSERT INTO audit_events (customer_id, kind, approval_id, data)
    VALUES (p_customer, 'confirmation.changed', p_approval, p_evidence || jsonb_build_object('before', p_before, 'now', p_now));
$$;

REVOKE ALL ON FUNCTION write_confirmation FROM PUBLIC;
