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
  v_created_at timestamptz;
  v_replayed boolean;
  v_open boolean := false;
  v_frozen boolean;
  v_mandate uuid;
  v_shard text;
  -- PL/pgSQL evaluates what is assigned, and runs a PERFORM as a statement, which costs more than some of these functions do.
  v_nothing text;
  v_in_portal boolean := EXISTS (SELECT FROM approvals a WHERE a.id = p_key AND a.customer_id = p_customer AND a.agent_client_id = 'portal');
  v_authority text := CASE WHEN v_in_portal AND p_authority = 'approval' THEN 'session+approval' WHEN p_authority = 'own' THEN 'mandate' ELSE p_authority END;
  v_by_hand boolean := v_in_portal OR p_authority = 'session';
BEGIN
  IF p_amount IS NULL OR p_amount <= 0 OR p_authority NOT IN ('session', 'approval', 'own', 'mandate') THEN
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
    IF NOT EXISTS (SELECT FROM accounts a WHERE a.id = p_debtor AND a.customer_id = p_customer AND a.merchant) THEN
      PERFORM refuse('account_not_found');
    END IF;
    -- A sale that another agent had approved at the tenant has no row here.
    SELECT a.* INTO v_sale FROM approvals a JOIN customers c ON c.id = a.customer_id
      WHERE c.id = (SELECT x.customer_id FROM accounts x WHERE x.id = p_creditor) AND a.kind = 'order' AND payout_key(c.subject, a.id) = p_key
      FOR UPDATE OF a;
    IF v_sale.status <> 'approved' AND NOT v_replayed THEN PERFORM refuse('approval_mismatch'); END IF;
  END IF;
  IF p_authority = 'own' AND NOT v_replayed THEN
    SELECT c.agent_transfers_frozen_at IS NOT NULL
        OR coalesce(to_timestamp((p_actor ->> 'tokenIssuedAt')::bigint) <= c.agent_tokens_not_before, false)
      INTO v_frozen FROM customers c WHERE c.id = (SELECT a.customer_id FROM accounts a WHERE a.id = p_creditor) FOR KEY SHARE;
    IF v_frozen THEN PERFORM refuse('agent_transfers_frozen'); END IF;
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

  IF NOT v_replayed THEN
    IF p_authority = 'mandate' THEN
      v_mandate := take_mandate(
        p_customer => p_customer, p_agent => p_actor ->> 'agentClientId', p_debtor => p_debtor, p_creditor => p_creditor,
        p_amount => p_amount, p_currency => p_currency, p_transfer => p_id);
    END IF;
    v_debtor := lock_accounts(
      p_customer => p_customer, p_debtor => p_debtor, p_creditor => p_creditor, p_amount => p_amount, p_currency => p_currency,
      p_transfer_limit => p_transfer_limit, p_by_hand => v_by_hand);
  END IF;
  IF v_open THEN
    PERFORM settle_approval(v_approval, coalesce(v_first.id, p_id));
  END IF;
  IF v_sale.status = 'approved' THEN PERFORM settle_approval(v_sale, NULL); END IF;
  IF NOT v_replayed THEN
    -- Settling has made the approval's own hold available again.
    IF v_open THEN SELECT * INTO v_debtor FROM accounts a WHERE a.id = p_debtor; END IF;
    IF v_debtor.balance_minor - v_debtor.held_minor - p_amount < v_debtor.floor_minor THEN PERFORM refuse('insufficient_funds'); END IF;
    -- A business pays out what it has sold, however much that is in a day.
    IF NOT v_debtor.merchant THEN
      v_nothing := take_daily_limit(
        p_customer => p_customer, p_day => coalesce(v_approval.reserved_on, (now() AT TIME ZONE 'UTC')::date),
        p_currency => p_currency, p_amount => p_amount, p_limit => p_daily_limit);
    END IF;
    IF p_authority = 'session'
      AND needs_phone(p_customer => p_customer, p_creditor => p_creditor, p_amount => p_amount, p_currency => p_currency, p_transfer => p_id)
    THEN PERFORM refuse('confirmation_required'); END IF;
    v_nothing := write_entries(
      p_transfer => p_id, p_debit_entry => p_debit_entry, p_credit_entry => p_credit_entry,
      p_debtor => p_debtor, p_creditor => p_creditor, p_amount => p_amount);
    INSERT INTO audit_events (customer_id, kind, approval_id, transfer_id, data)
      VALUES (p_customer, 'transfer.posted', v_approval.id, p_id, p_actor || jsonb_strip_nulls(jsonb_build_object('authority', v_authority, 'mandateId', v_mandate)));
  END IF;

  transfer_id := coalesce(v_first.id, p_id);
  authority := coalesce(v_first.authority, v_authority);
  created_at := coalesce(v_first.created_at, v_created_at);
  replayed := v_replayed;
  SELECT a.customer_id, a.shard INTO creditor_customer_id, v_shard
    FROM accounts a WHERE a.id = coalesce(v_first.creditor_account_id, p_creditor);
  IF v_shard IS NOT NULL AND NOT v_replayed THEN INSERT INTO outbox (transfer_id, shard) VALUES (p_id, v_shard); END IF;
  RETURN NEXT;
END $$;

REVOKE ALL ON FUNCTION post_transfer FROM PUBLIC;
