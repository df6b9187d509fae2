-- Writes down what the other shard has answered to transfers: arrived, or refused and so returned to the payer in this
-- statement, under a key made of the transfer's. Money that comes back is taken whatever the payer's account has become, and
-- gives no limit back. A transfer that is settled stays as it is.
CREATE OR REPLACE FUNCTION settle_outbox(p_answers jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_answer jsonb;
  v_sent transfers;
  v_return uuid;
BEGIN
  PERFORM FROM outbox o WHERE o.transfer_id IN (SELECT (s ->> 'transfer')::uuid FROM jsonb_array_elements(p_answers) AS s)
    ORDER BY o.transfer_id FOR NO KEY UPDATE;
  PERFORM FROM accounts a WHERE a.id IN (
      SELECT unnest(ARRAY[t.debtor_account_id, t.creditor_account_id]) FROM jsonb_array_elements(p_answers) AS s
      JOIN transfers t ON t.id = (s ->> 'transfer')::uuid WHERE s ->> 'outcome' = 'refused')
    ORDER BY a.id FOR NO KEY UPDATE;
  FOR v_answer IN SELECT s FROM jsonb_array_elements(p_answers) AS s ORDER BY s ->> 'transfer' LOOP
    SELECT t.* INTO v_sent FROM outbox o JOIN transfers t ON t.id = o.transfer_id
      WHERE o.transfer_id = (v_answer ->> 'transfer')::uuid AND o.state = 'posted';
    CONTINUE WHEN v_sent.id IS NULL;
    IF v_answer ->> 'outcome' = 'arrived' THEN
      UPDATE outbox SET state = 'arrived', settled_at = now() WHERE transfer_id = v_sent.id;
    ELSIF v_answer ->> 'outcome' = 'refused' THEN
      v_return := (v_answer ->> 'return')::uuid;
      INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority)
        VALUES (v_return, v_sent.customer_id, return_key(v_sent.id), v_sent.body_digest, v_sent.creditor_account_id, v_sent.debtor_account_id,
          v_sent.amount_minor, v_sent.currency, CASE v_answer ->> 'reason'
            WHEN 'account_not_active' THEN 'Returned: the account takes no payments'
            WHEN 'account_not_found' THEN 'Returned: there is no such account'
            ELSE 'Returned: the account could not take it' END, 'clearing');
      PERFORM write_entries(
        p_transfer => v_return, p_debit_entry => (v_answer ->> 'debit')::uuid, p_credit_entry => (v_answer ->> 'credit')::uuid,
        p_debtor => v_sent.creditor_account_id, p_creditor => v_sent.debtor_account_id, p_amount => v_sent.amount_minor);
      INSERT INTO audit_events (customer_id, kind, transfer_id, data) VALUES (v_sent.customer_id, 'transfer.posted', v_return,
        jsonb_build_object('authority', 'clearing', 'returns', v_sent.id, 'reason', v_answer ->> 'reason'));
      UPDATE outbox SET state = 'returned', reason = v_answer ->> 'reason', return_id = v_return, settled_at = now()
        WHERE transfer_id = v_sent.id;
    ELSE
      RAISE EXCEPTION 'no answer to a transfer: %', v_answer USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION settle_outbox FROM PUBLIC;
