-- Refuses an order that post_transfer would refuse now, and leaves no trace: every write of the rules is undone before
-- it returns. Answers whether the same order was posted under this key before. Such an order is never refused, because
-- it would move nothing.
DROP FUNCTION IF EXISTS check_order(uuid, uuid, text, uuid, uuid, bigint, text, bigint, bigint);

CREATE OR REPLACE FUNCTION check_order(
  p_customer uuid, p_key uuid, p_digest text, p_debtor uuid, p_creditor uuid, p_amount bigint, p_currency text,
  p_transfer_limit bigint, p_daily_limit bigint
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_debtor accounts;
  v_posted text;
BEGIN
  SELECT t.body_digest INTO v_posted FROM transfers t WHERE t.customer_id = p_customer AND t.idempotency_key = p_key;
  IF v_posted <> p_digest THEN PERFORM refuse('idempotency_conflict'); END IF;
  IF v_posted IS NOT NULL THEN RETURN true; END IF;
  -- A merchant pays out what an agent has sold: then the freeze of the customer who is paid counts.
  IF EXISTS (SELECT FROM customers c WHERE c.agent_transfers_frozen_at IS NOT NULL AND (c.id = p_customer
    OR c.id = (SELECT a.customer_id FROM accounts a WHERE a.id = p_creditor)
      AND EXISTS (SELECT FROM accounts a WHERE a.id = p_debtor AND a.customer_id = p_customer AND a.merchant))) THEN
    PERFORM refuse('agent_transfers_frozen');
  END IF;
  BEGIN
    v_debtor := lock_accounts(
      p_customer => p_customer, p_debtor => p_debtor, p_creditor => p_creditor, p_amount => p_amount, p_currency => p_currency,
      p_transfer_limit => p_transfer_limit, p_by_hand => false);
    IF v_debtor.balance_minor - v_debtor.held_minor - p_amount < v_debtor.floor_minor THEN PERFORM refuse('insufficient_funds'); END IF;
    IF NOT v_debtor.merchant THEN
      PERFORM take_daily_limit(
        p_customer => p_customer, p_day => (now() AT TIME ZONE 'UTC')::date, p_currency => p_currency, p_amount => p_amount,
        p_limit => p_daily_limit);
    END IF;
    RAISE EXCEPTION 'nothing is kept' USING ERRCODE = 'BK002';
  EXCEPTION WHEN SQLSTATE 'BK002' THEN
    RETURN false;
  END;
END $$;

REVOKE ALL ON FUNCTION check_order FROM PUBLIC;
