-- Locks both accounts in id order, because opposing transfers would otherwise deadlock, and applies the rules that do
-- not depend on the balance. An account that the customer may not use counts as missing. A merchant's account may be
-- paid by every customer, but not by hand: only on an agent's authority. Its holder may pay every customer. An account that
-- stands in for one on another shard is spent by nobody here.
DROP FUNCTION IF EXISTS lock_accounts(uuid, uuid, uuid, bigint, text, bigint);

CREATE OR REPLACE FUNCTION lock_accounts(
  p_customer uuid, p_debtor uuid, p_creditor uuid, p_amount bigint, p_currency text, p_transfer_limit bigint,
  p_by_hand boolean DEFAULT true
) RETURNS accounts LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_debtor accounts;
  v_creditor accounts;
BEGIN
  -- Two statements, in the order of the ids: a loop over both rows costs more than their locks.
  IF p_debtor <= p_creditor THEN
    SELECT * INTO v_debtor FROM accounts WHERE id = p_debtor FOR NO KEY UPDATE;
    SELECT * INTO v_creditor FROM accounts WHERE id = p_creditor FOR NO KEY UPDATE;
  ELSE
    SELECT * INTO v_creditor FROM accounts WHERE id = p_creditor FOR NO KEY UPDATE;
    SELECT * INTO v_debtor FROM accounts WHERE id = p_debtor FOR NO KEY UPDATE;
  END IF;
  IF (v_debtor.customer_id = p_customer AND v_debtor.shard IS NULL) IS NOT TRUE OR NOT may_pay(p_debtor => v_debtor, p_creditor => v_creditor, p_by_hand => p_by_hand) THEN
    PERFORM refuse('account_not_found');
  END IF;
  IF v_debtor.id = v_creditor.id THEN PERFORM refuse('same_account'); END IF;
  IF v_debtor.status <> 'active' OR v_creditor.status <> 'active' THEN PERFORM refuse('account_not_active'); END IF;
  IF v_debtor.currency <> p_currency OR v_creditor.currency <> p_currency THEN PERFORM refuse('currency_mismatch'); END IF;
  IF p_amount > p_transfer_limit THEN
    PERFORM refuse_limit(p_currency => p_currency, p_limit => p_transfer_limit, p_left => p_transfer_limit, p_renews_at => NULL);
  END IF;
  RETURN v_debtor;
END $$;

REVOKE ALL ON FUNCTION lock_accounts FROM PUBLIC;
