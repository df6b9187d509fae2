-- Limits an agent's requests: a person's attention is limited, and a model that keeps ringing the phone attacks it.
-- Called under the customer's lock (open_approval). Everything counts from when the customer last let Aiya ask again
-- (resume_asking).
CREATE OR REPLACE FUNCTION ration_prompts(
  p_customer uuid, p_turn uuid, p_debtor uuid, p_creditor uuid, p_amount bigint, p_currency text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  -- As many transfers as one message of the customer may mean; beyond that, the model has run away.
  c_in_turn CONSTANT integer := 5;
  v_since timestamptz := asking_since(p_customer);
  v_noes integer;
  v_last_no timestamptz;
  v_until timestamptz;
BEGIN
  IF asking_is_paused(p_customer) THEN PERFORM refuse('asking_paused'); END IF;
  IF (SELECT count(*) FROM approvals WHERE customer_id = p_customer AND mandate_id IS NULL AND turn_id = p_turn AND created_at > v_since) >= c_in_turn THEN
    PERFORM refuse('too_many_in_turn');
  END IF;
  PERFORM ration_hour(p_customer => p_customer, p_in_portal => false);
  -- After a no, the same payee cannot be asked about for a while, whatever the amount; the while grows with each no.
  SELECT count(*), max(updated_at) INTO v_noes, v_last_no FROM approvals
    WHERE customer_id = p_customer AND creditor_account_id = p_creditor AND status = 'denied' AND updated_at > v_since
      AND created_at > now() - interval '1 day';
  v_until := v_last_no + CASE v_noes WHEN 1 THEN interval '1 minute' WHEN 2 THEN interval '5 minutes' ELSE interval '30 minutes' END;
  IF v_noes > 0 AND v_until > now() THEN PERFORM refuse_until('refused_recently', v_until); END IF;
  -- A transfer that was just posted may be meant a second time. Asked for twice within one answer, it is a model that
  -- repeats itself.
  IF EXISTS (SELECT FROM approvals WHERE customer_id = p_customer AND turn_id = p_turn AND debtor_account_id = p_debtor
    AND creditor_account_id = p_creditor AND amount_minor = p_amount AND currency = p_currency AND marks @> '[{"kind":"repeat"}]')
  THEN PERFORM refuse('repeated_order'); END IF;
END $$;

REVOKE ALL ON FUNCTION ration_prompts FROM PUBLIC;
