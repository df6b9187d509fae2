-- Locks the approval of a sale whose money a business pays out under p_key, and refuses what a business may not pay: from an account
-- that is not its own, for a sale that is not approved (any more), or to a customer who has frozen agents, or froze them after the
-- token of the sale was issued (seconds since 1970). A payout that was posted before is answered again, whatever has changed since.
CREATE OR REPLACE FUNCTION lock_sale(p_customer uuid, p_key uuid, p_debtor uuid, p_creditor uuid, p_replayed boolean, p_token_issued_at bigint)
RETURNS approvals LANGUAGE plpgsql AS $$
DECLARE
  v_sale approvals;
  v_frozen boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM accounts a WHERE a.id = p_debtor AND a.customer_id = p_customer AND a.merchant) THEN
    PERFORM refuse('account_not_found');
  END IF;
  -- A sale that another agent had approved at the tenant has no row here.
  SELECT a.* INTO v_sale FROM approvals a JOIN customers c ON c.id = a.customer_id
    WHERE c.id = (SELECT x.customer_id FROM accounts x WHERE x.id = p_creditor) AND a.kind = 'order' AND payout_key(c.subject, a.id) = p_key
    FOR UPDATE OF a;
  IF NOT p_replayed THEN
    IF v_sale.status <> 'approved' THEN PERFORM refuse('approval_mismatch'); END IF;
    SELECT c.agent_transfers_frozen_at IS NOT NULL OR coalesce(to_timestamp(p_token_issued_at) <= c.agent_tokens_not_before, false)
      INTO v_frozen FROM customers c WHERE c.id = (SELECT a.customer_id FROM accounts a WHERE a.id = p_creditor) FOR KEY SHARE;
    IF v_frozen THEN PERFORM refuse('agent_transfers_frozen'); END IF;
  END IF;
  RETURN v_sale;
END $$;

REVOKE ALL ON FUNCTION lock_sale FROM PUBLIC;
