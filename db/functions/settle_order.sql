-- Keeps the evidence of an order that its business has taken and that nobody pays for at the bank: `p_evidence` is what the
-- token said. The payout of a sale has settled its approval before (post_transfer); otherwise this does.
CREATE OR REPLACE FUNCTION settle_order(p_id uuid, p_customer uuid, p_evidence jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_approval approvals;
BEGIN
  SELECT * INTO v_approval FROM approvals WHERE id = p_id AND customer_id = p_customer AND kind = 'order' FOR UPDATE;
  IF v_approval.status = 'posted' AND EXISTS (SELECT FROM audit_events e WHERE e.approval_id = p_id AND e.kind = 'order.taken') THEN RETURN; END IF;
  IF v_approval.status IN ('approved', 'posted') IS NOT TRUE THEN PERFORM refuse('approval_mismatch'); END IF;
  IF v_approval.status = 'approved' THEN PERFORM settle_approval(v_approval, NULL); END IF;
  INSERT INTO audit_events (customer_id, kind, approval_id, data) VALUES (p_customer, 'order.taken', p_id, p_evidence);
END $$;

REVOKE ALL ON FUNCTION settle_order FROM PUBLIC;
