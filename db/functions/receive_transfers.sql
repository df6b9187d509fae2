-- Credits transfers that were posted on another shard, under their own ids and keys, all in one statement. Each is answered
-- once and for ever: `arrived`, or `refused` with a code where its account does not take it. Asked again, it answers the
-- same and moves nothing, whatever the account has become since, because the other shard may have acted on the first answer.
-- `p_shard` is the shard that the caller means: a sweeper with a wrong address moves nothing. What it moves is owed by the
-- payer's shard, whose book no function here can see, so only the clearing's role may call it (db/clearing-role.sql).
--
-- All accounts are locked in id order before the inbox: two calls with one transfer meet at its payee's account.
CREATE OR REPLACE FUNCTION receive_transfers(p_shard text, p_transfers jsonb)
RETURNS TABLE (transfer_id uuid, outcome text, reason text, creditor_customer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_sent jsonb;
  v_new inbox;
  v_answer inbox;
  v_creditor accounts;
BEGIN
  IF (p_shard = (SELECT name FROM this_shard)) IS NOT TRUE THEN
    RAISE EXCEPTION 'this is not shard %', p_shard USING ERRCODE = 'check_violation';
  END IF;
  PERFORM stand_in_for(
      p_account => (s ->> 'debtor')::uuid, p_customer => (s ->> 'customer')::uuid, p_shard => s ->> 'from', p_holder => s ->> 'holder',
      p_name => s ->> 'debtorName', p_number => s ->> 'debtorNumber', p_currency => s ->> 'currency')
    FROM (SELECT s FROM jsonb_array_elements(p_transfers) AS s ORDER BY s ->> 'debtor') AS sorted;
  PERFORM FROM accounts a
    WHERE a.id IN (SELECT unnest(ARRAY[s ->> 'debtor', s ->> 'creditor'])::uuid FROM jsonb_array_elements(p_transfers) AS s)
    ORDER BY a.id FOR NO KEY UPDATE;

  FOR v_sent IN SELECT s FROM jsonb_array_elements(p_transfers) AS s ORDER BY s ->> 'transfer' LOOP
    SELECT * INTO v_creditor FROM accounts a WHERE a.id = (v_sent ->> 'creditor')::uuid AND a.customer_id IS NOT NULL AND a.shard IS NULL;
    v_new := ROW((v_sent ->> 'transfer')::uuid, v_sent ->> 'from', (v_sent ->> 'debtor')::uuid, (v_sent ->> 'creditor')::uuid,
      (v_sent ->> 'amount')::bigint, v_sent ->> 'currency', 'arrived', CASE
        WHEN v_creditor.id IS NULL THEN 'account_not_found'
        WHEN v_creditor.status <> 'active' THEN 'account_not_active'
        WHEN v_creditor.currency <> v_sent ->> 'currency' THEN 'currency_mismatch' END, now());
    IF v_new.reason IS NOT NULL THEN v_new.outcome := 'refused'; END IF;
    INSERT INTO inbox SELECT v_new.* ON CONFLICT (transfer_id) DO NOTHING;
    IF NOT FOUND THEN
      -- This lock is a write, and so the answer waits for the standby, as post_transfer's replay does.
      SELECT * INTO STRICT v_answer FROM inbox i WHERE i.transfer_id = v_new.transfer_id FOR NO KEY UPDATE;
      IF (v_answer.shard, v_answer.debtor_account_id, v_answer.creditor_account_id, v_answer.amount_minor, v_answer.currency)
        <> (v_new.shard, v_new.debtor_account_id, v_new.creditor_account_id, v_new.amount_minor, v_new.currency)
      THEN
        RAISE EXCEPTION 'transfer % came as another one before', v_new.transfer_id USING ERRCODE = 'check_violation';
      END IF;
    ELSE
      v_answer := v_new;
      IF v_new.outcome = 'arrived' THEN
        INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority)
          VALUES (v_new.transfer_id, (v_sent ->> 'customer')::uuid, (v_sent ->> 'key')::uuid, v_sent ->> 'digest', v_new.debtor_account_id,
            v_new.creditor_account_id, v_new.amount_minor, v_new.currency, v_sent ->> 'memo', 'clearing');
        PERFORM write_entries(
          p_transfer => v_new.transfer_id, p_debit_entry => (v_sent ->> 'debit')::uuid, p_credit_entry => (v_sent ->> 'credit')::uuid,
          p_debtor => v_new.debtor_account_id, p_creditor => v_new.creditor_account_id, p_amount => v_new.amount_minor);
        INSERT INTO audit_events (customer_id, kind, transfer_id, data) VALUES ((v_sent ->> 'customer')::uuid, 'transfer.posted', v_new.transfer_id,
          jsonb_build_object('authority', 'clearing', 'fromShard', v_new.shard));
      END IF;
    END IF;
    RETURN QUERY SELECT v_answer.transfer_id, v_answer.outcome, v_answer.reason, v_creditor.customer_id;
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION receive_transfers FROM PUBLIC;
