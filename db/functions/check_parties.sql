-- The rules about both accounts of a transfer that do not depend on the balance. An account that the customer may not use counts as
-- missing. A merchant's account may be paid by every customer, but not by hand: only on an agent's authority. Its holder may pay
-- every customer. An account that stands in for one on another shard is spent by nobody here.
CREATE OR REPLACE FUNCTION check_parties(
  p_customer uuid, p_debtor accounts, p_creditor accounts, p_amount bigint, p_currency text, p_transfer_limit bigint, p_by_hand boolean
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- An account of one's own needs no look at the payees.
  IF (p_debtor.customer_id = p_customer AND p_debtor.shard IS NULL) IS NOT TRUE
    OR p_creditor.customer_id IS DISTINCT FROM p_customer AND NOT may_pay(p_debtor => p_debtor, p_creditor => p_creditor, p_by_hand => p_by_hand)
  THEN
    PERFORM refuse('account_not_found');
  END IF;
  IF p_debtor.id = p_creditor.id THEN PERFORM refuse('same_account'); END IF;
  IF p_debtor.status <> 'active' OR p_creditor.status <> 'active' THEN PERFORM refuse('account_not_active'); END IF;
  IF p_debtor.currency <> p_currency OR p_creditor.currency <> p_currency THEN PERFORM refuse('currency_mismatch'); END IF;
  IF p_amount > p_transfer_limit THEN
    PERFORM refuse_limit(p_currency => p_currency, p_limit => p_transfer_limit, p_left => p_transfer_limit, p_renews_at => NULL);
  END IF;
END $$;

REVOKE ALL ON FUNCTION check_parties FROM PUBLIC;
