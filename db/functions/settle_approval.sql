-- Moves an open approval to `posted`. The presented token proves the states between, so they are passed through. Only
-- the approval of a transfer gets a transfer.
CREATE OR REPLACE FUNCTION settle_approval(p_approval approvals, p_transfer uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF p_approval.status = 'requested' THEN UPDATE approvals SET status = 'pending' WHERE id = p_approval.id; END IF;
  IF p_approval.status IN ('requested', 'pending') THEN UPDATE approvals SET status = 'approved' WHERE id = p_approval.id; END IF;
  UPDATE approvals SET status = 'posted', transfer_id = p_transfer, sealed_auth_req_id = NULL WHERE id = p_approval.id;
END $$;

REVOKE ALL ON FUNCTION settle_approval FROM PUBLIC;
