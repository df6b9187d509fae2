-- Posts one day of a scheduled transfer and writes down that it is done, or why the bank refuses it: one statement, so
-- that a process that dies has done both or neither. The order's row is locked first of all, before what post_transfer
-- locks: of two processes, the second finds another day; and an order that the customer has ended moves nothing more.
-- Answers `posted`, `skipped` with the refusal's code, `gone`, or `confirmation_required`, after which nothing is written
-- and the phone is to be asked. The authority is the session's, in which the order was given; the audit names the order.
CREATE OR REPLACE FUNCTION post_scheduled(
  p_scheduled uuid, p_due date, p_key uuid, p_digest text, p_id uuid, p_debit_entry uuid, p_credit_entry uuid,
  p_transfer_limit bigint, p_daily_limit bigint, p_next date, p_next_at timestamptz
) RETURNS TABLE (outcome text, reason text, creditor_customer_id uuid) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_order scheduled_transfers;
  v_transfer uuid;
  v_creditor uuid;
  v_reason text;
  v_detail text;
BEGIN
  SELECT * INTO v_order FROM scheduled_transfers s WHERE s.id = p_scheduled FOR UPDATE;
  IF v_order.status IS DISTINCT FROM 'active' OR v_order.next_on IS DISTINCT FROM p_due OR v_order.look_after > now() THEN
    RETURN QUERY SELECT 'gone', NULL::text, NULL::uuid;
    RETURN;
  END IF;
  BEGIN
    SELECT t.transfer_id, t.creditor_customer_id INTO v_transfer, v_creditor FROM post_transfer(
      p_id => p_id, p_debit_entry => p_debit_entry, p_credit_entry => p_credit_entry, p_customer => v_order.customer_id,
      p_key => p_key, p_digest => p_digest, p_debtor => v_order.debtor_account_id, p_creditor => v_order.creditor_account_id,
      p_amount => v_order.amount_minor, p_currency => v_order.currency, p_memo => v_order.memo, p_authority => 'session',
      p_transfer_limit => p_transfer_limit, p_daily_limit => p_daily_limit,
      p_actor => jsonb_build_object('scheduledTransferId', p_scheduled)) t;
  EXCEPTION WHEN SQLSTATE 'BK001' THEN
    GET STACKED DIAGNOSTICS v_reason = MESSAGE_TEXT, v_detail = PG_EXCEPTION_DETAIL;
  END;
  IF v_reason = 'confirmation_required' THEN
    RETURN QUERY SELECT v_reason, NULL::text, NULL::uuid;
    RETURN;
  END IF;
  PERFORM finish_scheduled(
    p_scheduled => p_scheduled, p_due => p_due, p_outcome => CASE WHEN v_reason IS NULL THEN 'posted' ELSE 'skipped' END,
    p_reason => v_reason, p_transfer => v_transfer, p_approval => NULL, p_next => p_next, p_next_at => p_next_at,
    p_limit => CASE v_reason WHEN 'limit_exceeded' THEN v_detail::jsonb END);
  RETURN QUERY SELECT CASE WHEN v_reason IS NULL THEN 'posted' ELSE 'skipped' END, v_reason, v_creditor;
END $$;

REVOKE ALL ON FUNCTION post_scheduled FROM PUBLIC;
