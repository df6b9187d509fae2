-- Posts one transfer in one statement: all of it or nothing.
-- The same key with the same digest answers the first transfer again (replayed); with another digest it is refused. On
-- an agent's authority, nothing new is posted while the customer has frozen agents. On the session's authority alone,
-- nothing is posted that the customer's phone must confirm (needs_phone). The phone's yes to the portal's own request
-- gives both authorities. On a business's own authority nothing but its own account is spent, and the transfer says
-- `mandate`: a standing order to its server. It pays out what an agent has sold, so it pays nothing to a customer who has
-- frozen agents, or froze them after the sale was approved; and it settles the approval of that sale, or pays nothing where
-- the approval has ended otherwise. On a mandate, whose agent p_actor names, nothing is posted that is outside
-- it (take_mandate). Where the payee banks on another shard, the account here stands in for theirs, and the outbox has the
-- transfer from the same statement on (docs/decisions/061).
--
-- Every function of the ledger takes locks in this order: transfer key, approval, customer, mandates by id, accounts by
-- id, daily total, and at commit the head of the customer's audit chain. A function that begins at the customer (open_approval,
-- set_agent_freeze) locks no existing key and no existing approval.
CREATE OR REPLACE FUNCTION post_transfer(
  p_id uuid, p_debit_entry uuid, p_credit_entry uuid, p_customer uuid, p_key uuid, p_digest text,
  p_debtor uuid, p_creditor uuid, p_amount bigint, p_currency text, p_memo text, p_authority text,
  p_transfer_limit bigint, p_daily_limit bigint, p_actor jsonb
) RETURNS TABLE (transfer_id uuid, authority text, created_at timestamptz, replayed boolean, creditor_customer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_first transfers;
  v_approval approvals;
  v_sale approvals;
  v_debtor accounts;
  v_creditor accounts;
  v_created_at timestamptz;
  v_replayed boolean;
  v_open boolean := false;
  v_frozen boolean;
  v_mandate uuid;
  -- PL/pgSQL evaluates what is assigned, and runs a PERFORM as a statement, which costs more than some of these functions do.
  v_nothing text;
  v_in_portal boolean := EXISTS (SELECT FROM approvals a WHERE a.id = p_key AND a.customer_id = p_customer AND a.agent_client_id = 'portal');
  v_authority text := CASE WHEN v_in_portal AND p_authority = 'approval' THEN 'session+approval' WHEN p_authority = 'own' THEN 'mandate' ELSE p_authority END;
  v_by_hand boolean := v_in_portal OR p_authority = 'session';
BEGIN
  -- Without a limit nothing would be over it.
  IF p_amount IS NULL OR p_amount <= 0 OR p_transfer_limit IS NULL OR p_daily_limit IS NULL OR p_authority NOT IN ('session', 'approval', 'own', 'mandate') THEN
    RAISE EXCEPTION 'not a transfer order' USING ERRCODE = 'check_violation';
  END IF;
  IF p_debtor = p_creditor THEN
    PERFORM lock_accounts(
      p_customer => p_customer, p_debtor => p_debtor, p_creditor => p_creditor, p_amount => p_amount, p_currency => p_currency,
      p_transfer_limit => p_transfer_limit, p_by_hand => v_by_hand);
  END IF;

  -- Two orders under one key meet here: the second one waits for the first, and then finds it.
  INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority)
    VALUES (p_id, p_customer, p_key, p_digest, p_debtor, p_creditor, p_amount, p_currency, p_memo, v_authority)
    ON CONFLICT (customer_id, idempotency_key) DO NOTHING RETURNING transfers.created_at INTO v_created_at;
  v_replayed := NOT FOUND;
  IF v_replayed THEN
    -- This lock is a write. Without a write, this commit would not wait for the standby, which may still lack the first
    -- posting (docs/decisions/021), and would confirm a transfer that can be lost.
    SELECT * INTO STRICT v_first FROM transfers t WHERE t.customer_id = p_customer AND t.idempotency_key = p_key FOR NO KEY UPDATE;
    IF v_first.body_digest <> p_digest THEN PERFORM refuse('idempotency_conflict'); END IF;
  END IF;
  -- Before the rules, because the approval already holds its own money. Only the phone's yes may use this key, however
  -- the approval ended.
  IF p_authority = 'session' AND v_in_portal AND NOT v_replayed THEN PERFORM refuse('confirmation_required'); END IF;
  IF p_authority = 'own' THEN
    v_sale := lock_sale(
      p_customer => p_customer, p_key => p_key, p_debtor => p_debtor, p_creditor => p_creditor, p_replayed => v_replayed,
      p_token_issued_at => (p_actor ->> 'tokenIssuedAt')::bigint);
  END IF;

  IF p_authority = 'approval' THEN
    -- A missing row is fine, because an agent that Aiya's server does not know may call. A row with another order is
    -- not.
    SELECT * INTO v_approval FROM approvals a WHERE a.id = p_key AND a.customer_id = p_customer FOR UPDATE;
  ELSIF p_authority = 'mandate' THEN
    -- A key that belongs to an approval waits for the phone, or is spent. A transfer that was posted in another way is
    -- not answered again to a mandate's agent.
    IF v_replayed AND NOT EXISTS (
        SELECT FROM mandate_uses u JOIN mandates m ON m.id = u.mandate_id WHERE u.transfer_id = v_first.id AND m.agent = p_actor ->> 'agentClientId')
      OR NOT v_replayed AND EXISTS (SELECT FROM approvals a WHERE a.id = p_key AND a.customer_id = p_customer)
    THEN PERFORM refuse('approval_required'); END IF;
  END IF;
  IF p_authority IN ('approval', 'mandate') THEN
    -- await_agent_postings alone conflicts with this lock. A transfer that was posted before is answered again even
    -- while frozen. A token issued before the last freeze stays frozen after the thaw, whichever agent it was made for.
    SELECT c.agent_transfers_frozen_at IS NOT NULL
        OR coalesce(to_timestamp((p_actor ->> 'tokenIssuedAt')::bigint) <= c.agent_tokens_not_before, false)
      INTO v_frozen FROM customers c WHERE c.id = p_customer FOR KEY SHARE;
    -- A freeze stops agents; the customer's own transfers go on.
    IF v_frozen AND NOT v_replayed AND NOT v_in_portal THEN PERFORM refuse('agent_transfers_frozen'); END IF;
    v_open := coalesce(v_approval.status IN ('requested', 'pending', 'approved'), false);
    -- An open approval can meet a replay: the customer sent the same order by hand, with the approval's id as the key.
    -- So the approval's order is compared for replays as well.
    IF (v_approval.id IS NOT NULL AND NOT v_open AND NOT v_replayed)
      OR (v_open AND (v_approval.debtor_account_id, v_approval.creditor_account_id, v_approval.amount_minor, v_approval.currency, v_approval.memo)
        IS DISTINCT FROM (p_debtor, p_creditor, p_amount, p_currency, p_memo))
    THEN PERFORM refuse('approval_mismatch'); END IF;
  END IF;

  IF NOT v_replayed AND p_authority = 'mandate' THEN
    v_mandate := take_mandate(
      p_customer => p_customer, p_agent => p_actor ->> 'agentClientId', p_debtor => p_debtor, p_creditor => p_creditor,
      p_amount => p_amount, p_currency => p_currency, p_transfer => p_id);
  END IF;
  IF v_open THEN
    -- Settling makes the approval's own hold available again. That changes the debtor's account, before the balances move in the order
    -- of the ids below.
    IF NOT v_replayed THEN
      PERFORM FROM accounts a WHERE a.id IN (p_debtor, p_creditor) ORDER BY a.id FOR NO KEY UPDATE;
    END IF;
    PERFORM settle_approval(v_approval, coalesce(v_first.id, p_id));
  END IF;
  IF v_sale.status = 'approved' THEN PERFORM settle_approval(v_sale, NULL); END IF;

  IF NOT v_replayed THEN
    -- A change of a balance locks its account: in the order of the ids, because opposing transfers would otherwise deadlock. Each
    -- rule that refuses undoes both. These are statements of their own and not functions, which cost more than they do
    -- (docs/decisions/093). An amount over the limit, perhaps the largest there is, is added to nothing.
    IF p_creditor < p_debtor THEN
      UPDATE accounts SET balance_minor = balance_minor + least(p_amount, p_transfer_limit) WHERE id = p_creditor RETURNING * INTO v_creditor;
    END IF;
    LOOP
      UPDATE accounts SET balance_minor = balance_minor - p_amount
        WHERE id = p_debtor AND p_amount <= p_transfer_limit AND (balance_minor - held_minor - p_amount >= floor_minor) IS NOT FALSE
        RETURNING * INTO v_debtor;
      EXIT WHEN FOUND;
      -- Another rule than the balance may be broken first, and money may have come while this waits for the locks.
      v_debtor := lock_accounts(
        p_customer => p_customer, p_debtor => p_debtor, p_creditor => p_creditor, p_amount => p_amount, p_currency => p_currency,
        p_transfer_limit => p_transfer_limit, p_by_hand => v_by_hand);
      IF v_debtor.balance_minor - v_debtor.held_minor - p_amount < v_debtor.floor_minor THEN PERFORM refuse('insufficient_funds'); END IF;
    END LOOP;
    IF p_creditor > p_debtor THEN
      UPDATE accounts SET balance_minor = balance_minor + p_amount WHERE id = p_creditor RETURNING * INTO v_creditor;
    END IF;
    v_nothing := check_parties(
      p_customer => p_customer, p_debtor => v_debtor, p_creditor => v_creditor, p_amount => p_amount, p_currency => p_currency,
      p_transfer_limit => p_transfer_limit, p_by_hand => v_by_hand);
    -- A business pays out what it has sold, however much that is in a day.
    IF NOT v_debtor.merchant THEN
      v_nothing := take_daily_limit(
        p_customer => p_customer, p_day => coalesce(v_approval.reserved_on, (now() AT TIME ZONE 'UTC')::date),
        p_currency => p_currency, p_amount => p_amount, p_limit => p_daily_limit);
    END IF;
    IF p_authority = 'session'
      AND needs_phone(p_customer => p_customer, p_creditor => p_creditor, p_amount => p_amount, p_currency => p_currency, p_transfer => p_id)
    THEN PERFORM refuse('confirmation_required'); END IF;
    INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor) VALUES
      (p_debit_entry, p_id, p_debtor, -p_amount, v_debtor.balance_minor), (p_credit_entry, p_id, p_creditor, p_amount, v_creditor.balance_minor);
    INSERT INTO audit_events (customer_id, kind, approval_id, transfer_id, data)
      VALUES (p_customer, 'transfer.posted', v_approval.id, p_id, p_actor || jsonb_strip_nulls(jsonb_build_object('authority', v_authority, 'mandateId', v_mandate)));
    IF v_creditor.shard IS NOT NULL THEN INSERT INTO outbox (transfer_id, shard) VALUES (p_id, v_creditor.shard); END IF;
  ELSE
    SELECT * INTO v_creditor FROM accounts a WHERE a.id = v_first.creditor_account_id;
  END IF;

  transfer_id := coalesce(v_first.id, p_id);
  authority := coalesce(v_first.authority, v_authority);
  created_at := coalesce(v_first.created_at, v_created_at);
  replayed := v_replayed;
  creditor_customer_id := v_creditor.customer_id;
  RETURN NEXT;
END $$;

REVOKE ALL ON FUNCTION post_transfer FROM PUBLIC;
