-- Locks both accounts in id order, because opposing transfers would otherwise deadlock, and applies the rules that do
-- not depend on the balance (check_parties). Answers the debtor's account.
DROP FUNCTION IF EXISTS lock_accounts(uuid, uuid, uuid, bigint, text, bigint);

CREATE OR REPLACE FUNCTION lock_accounts(
  p_customer uuid, p_debtor uuid, p_creditor uuid, p_amount bigint, p_currency text, p_transfer_limit bigint,
  p_by_hand boolean DEFAULT true
) RETURNS accounts LANGUAGE plpgsql AS $$
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
  PERFORM check_parties(
    p_customer => p_customer, p_debtor => v_debtor, p_creditor => v_creditor, p_amount => p_amount, p_currency => p_currency,
    p_transfer_limit => p_transfer_limit, p_by_hand => p_by_hand);
  RETURN v_debtor;
END $$;

REVOKE ALL ON FUNCTION lock_accounts FROM PUBLIC;
