-- Puts an approved change of the confirmation rule into effect and settles its approval, in one statement. Nothing
-- changes where the present rule is no longer the one that the phone showed as the present one.
CREATE OR REPLACE FUNCTION settle_confirmation(p_id uuid, p_customer uuid, p_evidence jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_approval approvals;
  v_now jsonb;
BEGIN
  SELECT * INTO v_approval FROM approvals WHERE id = p_id AND customer_id = p_customer AND kind = 'confirmation' FOR UPDATE;
  IF v_approval.status = 'posted' THEN RETURN; END IF;
  IF v_approval.status IS DISTINCT FROM 'approved' THEN PERFORM refuse('approval_mismatch'); END IF;
  SELECT coalesce(phone_confirmation, '{"above":{},"firstPayments":false}') INTO STRICT v_now
    FROM customers WHERE id = p_customer FOR NO KEY UPDATE;
  IF v_now <> v_approval.change -> 'before' THEN PERFORM refuse('conflict'); END IF;
  PERFORM settle_approval(v_approval, NULL);
  PERFORM write_confirmation(
    p_customer => p_customer, p_before => v_now, p_now => v_approval.change -> 'wanted', p_approval => p_id, p_evidence => p_evidence);
END $$;

REVOKE ALL ON FUNCTION settle_confirmation FROM PUBLIC;
