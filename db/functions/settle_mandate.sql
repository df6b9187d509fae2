-- Lets an approved mandate begin and settles its approval, in one statement, with the answer that the customer's device
-- signed. Nothing begins that was revoked meanwhile, or is over.
CREATE OR REPLACE FUNCTION settle_mandate(p_id uuid, p_customer uuid, p_evidence jsonb, p_signed text, p_device_key jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_approval approvals;
BEGIN
  SELECT * INTO v_approval FROM approvals WHERE id = p_id AND customer_id = p_customer AND kind = 'mandate' FOR UPDATE;
  IF v_approval.status = 'posted' THEN RETURN; END IF;
  IF v_approval.status IS DISTINCT FROM 'approved' THEN PERFORM refuse('approval_mismatch'); END IF;
  UPDATE mandates SET activated_at = clock_timestamp(), signed_answer = p_signed, device_key = p_device_key
    WHERE id = p_id AND activated_at IS NULL AND revoked_at IS NULL AND valid_until > now();
  IF NOT FOUND THEN PERFORM refuse('conflict'); END IF;
  PERFORM settle_approval(v_approval, NULL);
  INSERT INTO audit_events (customer_id, kind, approval_id, data)
    VALUES (p_customer, 'mandate.began', p_id, p_evidence || jsonb_build_object('mandateId', p_id));
END $$;

REVOKE ALL ON FUNCTION settle_mandate FROM PUBLIC;
