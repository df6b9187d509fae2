-- Revokes one mandate, or all of one agent, at once: a transfer that has not taken the mandate's lock by now is not
-- posted on it. Answers the ids; one that was revoked before, or is over, stays as it is.
CREATE OR REPLACE FUNCTION revoke_mandates(p_customer uuid, p_why text, p_id uuid DEFAULT NULL, p_agent text DEFAULT NULL) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_mandate mandates;
BEGIN
  FOR v_mandate IN
    SELECT * FROM mandates WHERE customer_id = p_customer AND (id = p_id OR agent = p_agent) AND revoked_at IS NULL AND valid_until > now()
    ORDER BY id FOR UPDATE
  LOOP
    UPDATE mandates SET revoked_at = clock_timestamp() WHERE id = v_mandate.id;
    -- The phone lists what was approved there, and is told. One that has not begun ends by its request's own ending.
    UPDATE approvals SET tell_tenant_after = date_trunc('milliseconds', now()) WHERE id = v_mandate.id AND status = 'posted';
    INSERT INTO audit_events (customer_id, kind, approval_id, data)
      VALUES (p_customer, 'mandate.revoked', v_mandate.id, jsonb_build_object('mandateId', v_mandate.id, 'why', p_why));
    RETURN NEXT v_mandate.id;
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION revoke_mandates FROM PUBLIC;
