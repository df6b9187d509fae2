-- Counts a transfer on the first of the agent's mandates that covers it, and answers which. The mandates' rows are
-- locked until the commit, so that of two transfers at a mandate's edge the second one sees the first. A mandate covers
-- payments of its account to its list, each up to one amount and all of a period up to another. The first payment to
-- somebody else's account is never covered. Where none covers it, the phone must be asked (approval_required); the
-- detail says which mandate came closest and why not.
CREATE OR REPLACE FUNCTION take_mandate(
  p_customer uuid, p_agent text, p_debtor uuid, p_creditor uuid, p_amount bigint, p_currency text, p_transfer uuid
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  v_mandate mandates;
  v_used bigint;
  v_why text;
  v_refused jsonb := jsonb_build_object('why', 'no_mandate');
BEGIN
  FOR v_mandate IN
    SELECT * FROM mandates WHERE customer_id = p_customer AND agent = p_agent AND activated_at IS NOT NULL AND revoked_at IS NULL
    ORDER BY id FOR UPDATE
  LOOP
    SELECT coalesce(sum(amount_minor), 0) INTO v_used FROM mandate_uses
      WHERE mandate_id = v_mandate.id AND created_at >= period_start(v_mandate.period, clock_timestamp());
    v_why := CASE
      WHEN v_mandate.valid_until <= clock_timestamp() THEN 'ended'
      WHEN v_mandate.currency <> p_currency THEN 'currency'
      WHEN v_mandate.debtor_account_id <> p_debtor THEN 'debtor'
      WHEN p_creditor <> ALL (v_mandate.creditor_account_ids) THEN 'payee'
      WHEN p_amount > v_mandate.max_per_transfer_minor THEN 'per_transfer'
      WHEN v_used + p_amount > v_mandate.max_per_period_minor THEN 'per_period'
      WHEN NOT EXISTS (SELECT FROM accounts a WHERE a.id = p_creditor AND a.customer_id = p_customer)
        AND NOT EXISTS (
          SELECT FROM transfers t WHERE t.customer_id = p_customer AND t.creditor_account_id = p_creditor AND t.id <> p_transfer)
      THEN 'first_payment' END;
    IF v_why IS NULL THEN
      INSERT INTO mandate_uses (transfer_id, mandate_id, amount_minor, created_at) VALUES (p_transfer, v_mandate.id, p_amount, clock_timestamp());
      RETURN v_mandate.id;
    END IF;
    v_refused := jsonb_build_object('why', v_why, 'mandateId', v_mandate.id);
  END LOOP;
  RAISE EXCEPTION 'approval_required' USING ERRCODE = 'BK001', DETAIL = v_refused;
END $$;

REVOKE ALL ON FUNCTION take_mandate FROM PUBLIC;
