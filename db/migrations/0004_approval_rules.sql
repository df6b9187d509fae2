-- Rules of an approval: an order asked again joins the approval that waits for it; a customer may freeze all that
-- agents do, and a "not me" on the phone does it for them.
-- Locks in this order, here and in 0001: transfer key, approval, customer, accounts by id, daily total. Whoever begins
-- at the customer (open_approval, set_agent_freeze) locks neither a key nor an approval that is there already.

-- Says that a customer's agents are frozen, or may work again. The caller has written the flag.
CREATE FUNCTION note_agent_freeze(p_customer uuid, p_frozen boolean, p_why text, p_approval uuid) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
  INSERT INTO audit_events (customer_id, kind, approval_id, data) VALUES (
    p_customer, CASE WHEN p_frozen THEN 'agents.frozen' ELSE 'agents.thawed' END, p_approval,
    jsonb_strip_nulls(jsonb_build_object('why', p_why)))
$$;
--> statement-breakpoint
CREATE FUNCTION raise_agent_freeze(p_customer uuid) RETURNS timestamptz
LANGUAGE sql SET search_path = public, pg_temp AS $$
  UPDATE customers SET agent_transfers_frozen_at = moment, agent_tokens_not_before = moment FROM clock_timestamp() AS moment
    WHERE id = p_customer RETURNING agent_transfers_frozen_at
$$;
--> statement-breakpoint
-- Waits for an agent's postings under way, which hold a weak lock on their customer (post_transfer). A statement of its
-- own, after the one that raised the flag: from then on none begins, so once this has answered, no agent's transfer
-- follows, and nobody who posts without end can keep the freeze waiting.
CREATE FUNCTION await_agent_postings(p_customer uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM customers WHERE id = p_customer FOR UPDATE;
END $$;
--> statement-breakpoint
-- Whether a sign-in thaws what is frozen since: it came later, and is at most five minutes old. It is told by the
-- tenant's clock, which may run a little ahead of this one.
CREATE FUNCTION may_thaw(p_since timestamptz, p_signed_in_at timestamptz) RETURNS boolean LANGUAGE sql VOLATILE AS $$
  SELECT coalesce(p_signed_in_at > p_since AND p_signed_in_at
    BETWEEN clock_timestamp() - interval '5 minutes' AND clock_timestamp() + interval '30 seconds', false)
$$;
--> statement-breakpoint
-- Freezes all that agents do with a customer's money, or thaws it for somebody who has signed in since, within the last
-- five minutes. Answers since when it is frozen. Freezing again begins the freeze anew: an older sign-in thaws it no more.
CREATE FUNCTION set_agent_freeze(p_customer uuid, p_frozen boolean, p_why text, p_signed_in_at timestamptz DEFAULT NULL)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_since timestamptz;
BEGIN
  IF p_frozen THEN
    v_since := raise_agent_freeze(p_customer);
    IF v_since IS NULL THEN RAISE EXCEPTION 'no such customer' USING ERRCODE = 'no_data_found'; END IF;
    PERFORM note_agent_freeze(p_customer, true, p_why, NULL);
    RETURN v_since;
  END IF;
  SELECT agent_transfers_frozen_at INTO v_since FROM customers WHERE id = p_customer FOR NO KEY UPDATE;
  IF v_since IS NULL THEN RETURN NULL; END IF;
  IF NOT may_thaw(v_since, p_signed_in_at) THEN PERFORM refuse('sign_in_again'); END IF;
  UPDATE customers SET agent_transfers_frozen_at = NULL WHERE id = p_customer;
  PERFORM note_agent_freeze(p_customer, false, p_why, NULL);
  RETURN NULL;
END $$;
--> statement-breakpoint
-- As in 0001; a denial that says "not me" freezes the customer's agents as well.
CREATE OR REPLACE FUNCTION guard_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_not_me boolean := NEW.status = 'denied' AND NEW.reason IS NOT DISTINCT FROM 'not_me';
BEGIN
  -- It runs as the owner: on a table of somebody else's making it would give back holds that are not theirs.
  IF TG_RELID <> 'public.approvals'::regclass THEN
    RAISE EXCEPTION 'guard_approval guards approvals only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT FROM approval_moves WHERE from_status = OLD.status AND to_status = NEW.status) THEN
    RAISE EXCEPTION 'an approval cannot go from % to %', OLD.status, NEW.status USING ERRCODE = 'BK002';
  END IF;
  IF (NEW.id, NEW.customer_id, NEW.debtor_account_id, NEW.creditor_account_id, NEW.amount_minor, NEW.currency, NEW.memo, NEW.details)
    IS DISTINCT FROM
     (OLD.id, OLD.customer_id, OLD.debtor_account_id, OLD.creditor_account_id, OLD.amount_minor, OLD.currency, OLD.memo, OLD.details)
  THEN
    RAISE EXCEPTION 'what an approval is for cannot change' USING ERRCODE = 'restrict_violation';
  END IF;
  NEW.updated_at := now();
  -- In one statement with the denial, so that no process can die between the two; before the accounts, as everywhere.
  IF v_not_me THEN PERFORM raise_agent_freeze(NEW.customer_id); END IF;
  IF NOT EXISTS (SELECT FROM approval_moves WHERE from_status = NEW.status) THEN
    UPDATE accounts SET held_minor = held_minor - NEW.amount_minor WHERE id = NEW.debtor_account_id;
    UPDATE daily_totals SET total_minor = total_minor - NEW.amount_minor
      WHERE customer_id = NEW.customer_id AND day = NEW.reserved_on AND currency = NEW.currency;
  END IF;
  INSERT INTO audit_events (customer_id, kind, approval_id, transfer_id, data)
    VALUES (NEW.customer_id, 'approval.' || NEW.status, NEW.id, NEW.transfer_id, jsonb_strip_nulls(jsonb_build_object('reason', NEW.reason)));
  IF v_not_me THEN PERFORM note_agent_freeze(NEW.customer_id, true, 'not_me', NEW.id); END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
DROP FUNCTION open_approval(
  uuid, uuid, uuid, uuid, bigint, text, text, bigint, bigint, integer, text, jsonb, uuid, text, uuid, integer, integer);
--> statement-breakpoint
-- Opens an approval: the bank's rules, the row and the hold in one statement; or joins the one that waits for the very
-- same order. Decided under the customer's lock, so that two who ask at once get one approval.
CREATE FUNCTION open_approval(
  p_id uuid, p_customer uuid, p_debtor uuid, p_creditor uuid, p_amount bigint, p_currency text, p_memo text,
  p_transfer_limit bigint, p_daily_limit bigint, p_open_limit integer,
  p_binding_message text, p_details jsonb, p_chat uuid, p_tool_call text, p_lease_owner uuid, p_lease_seconds integer, p_expiry_seconds integer,
  p_marks jsonb DEFAULT '[]', p_displayed_hash text DEFAULT NULL, p_agent_client text DEFAULT NULL
) RETURNS TABLE (approval_id uuid, expires_at timestamptz, joined boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_frozen boolean;
  v_waiting approvals;
  v_debtor accounts;
  v_today date := (now() AT TIME ZONE 'UTC')::date;
  v_expires timestamptz := now() + make_interval(secs => p_expiry_seconds);
BEGIN
  -- Two requests of one customer cannot both be the last one allowed; the daily rows would not tell two currencies' apart.
  SELECT c.agent_transfers_frozen_at IS NOT NULL INTO v_frozen FROM customers c WHERE c.id = p_customer FOR NO KEY UPDATE;
  IF v_frozen THEN PERFORM refuse('agent_transfers_frozen'); END IF;
  -- The same wish again while the first still waits: one hold, one request on the phone, and whoever asks hears its end.
  SELECT * INTO v_waiting FROM approvals a WHERE a.customer_id = p_customer AND a.status IN ('requested', 'pending')
    AND a.debtor_account_id = p_debtor AND a.creditor_account_id = p_creditor AND a.amount_minor = p_amount
    AND a.currency = p_currency AND a.memo IS NOT DISTINCT FROM p_memo AND a.expires_at > now()
    ORDER BY a.created_at LIMIT 1;
  IF FOUND THEN
    INSERT INTO audit_events (customer_id, kind, approval_id, data) VALUES (p_customer, 'approval.joined', v_waiting.id,
      jsonb_strip_nulls(jsonb_build_object('chatId', p_chat, 'toolCallId', p_tool_call)));
    RETURN QUERY SELECT v_waiting.id, v_waiting.expires_at, true;
    RETURN;
  END IF;
  v_debtor := lock_accounts(p_customer, p_debtor, p_creditor, p_amount, p_currency, p_transfer_limit);
  IF v_debtor.balance_minor - v_debtor.held_minor - p_amount < v_debtor.floor_minor THEN PERFORM refuse('insufficient_funds'); END IF;
  PERFORM take_daily_limit(p_customer, v_today, p_currency, p_amount, p_daily_limit);
  IF (SELECT count(*) FROM approvals WHERE customer_id = p_customer AND status IN ('requested', 'pending', 'approved')) >= p_open_limit THEN
    PERFORM refuse('too_many_approvals');
  END IF;
  UPDATE accounts SET held_minor = held_minor + p_amount WHERE id = p_debtor;
  INSERT INTO approvals (
    id, customer_id, chat_id, tool_call_id, debtor_account_id, creditor_account_id, amount_minor, currency, memo,
    binding_message, details, reserved_on, expires_at, lease_owner, lease_until, fence, marks, displayed_hash
  ) VALUES (
    p_id, p_customer, p_chat, p_tool_call, p_debtor, p_creditor, p_amount, p_currency, p_memo,
    p_binding_message, p_details, v_today, v_expires, p_lease_owner, now() + make_interval(secs => p_lease_seconds), 1, p_marks, p_displayed_hash
  );
  INSERT INTO audit_events (customer_id, kind, approval_id, data)
    VALUES (p_customer, 'approval.requested', p_id, jsonb_strip_nulls(jsonb_build_object('chatId', p_chat, 'toolCallId', p_tool_call, 'agentClientId', p_agent_client, 'shown', p_details)));
  RETURN QUERY SELECT p_id, v_expires, false;
END $$;
--> statement-breakpoint
-- As in 0001; on an agent's authority nothing new is posted while the customer has frozen agents.
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
  v_debtor accounts;
  v_replayed boolean;
  v_open boolean := false;
  v_frozen boolean;
BEGIN
  IF p_amount IS NULL OR p_amount <= 0 OR p_authority NOT IN ('session', 'approval') THEN
    RAISE EXCEPTION 'not a transfer order' USING ERRCODE = 'check_violation';
  END IF;
  IF p_debtor = p_creditor THEN PERFORM lock_accounts(p_customer, p_debtor, p_creditor, p_amount, p_currency, p_transfer_limit); END IF;

  -- Two orders under one key meet here: the second waits for the first, and then finds it.
  INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority)
    VALUES (p_id, p_customer, p_key, p_digest, p_debtor, p_creditor, p_amount, p_currency, p_memo, p_authority)
    ON CONFLICT (customer_id, idempotency_key) DO NOTHING;
  v_replayed := NOT FOUND;
  IF v_replayed THEN
    SELECT * INTO STRICT v_first FROM transfers t WHERE t.customer_id = p_customer AND t.idempotency_key = p_key;
    IF v_first.body_digest <> p_digest THEN PERFORM refuse('idempotency_conflict'); END IF;
  END IF;

  IF p_authority = 'approval' THEN
    -- No row is fine: an agent that Aiya's server knows nothing of may call. A row that says otherwise is not.
    SELECT * INTO v_approval FROM approvals a WHERE a.id = p_key AND a.customer_id = p_customer FOR UPDATE;
    -- A lock that is shared with all but await_agent_postings. What was posted before is answered again all the same.
    -- A token from before the last freeze stays frozen after the thaw, whoever it was made for.
    SELECT c.agent_transfers_frozen_at IS NOT NULL
        OR coalesce(to_timestamp((p_actor ->> 'tokenIssuedAt')::bigint) <= c.agent_tokens_not_before, false)
      INTO v_frozen FROM customers c WHERE c.id = p_customer FOR KEY SHARE;
    IF v_frozen AND NOT v_replayed THEN PERFORM refuse('agent_transfers_frozen'); END IF;
    v_open := coalesce(v_approval.status IN ('requested', 'pending', 'approved'), false);
    -- A replay may settle an open approval too (its very order was sent by hand under its id), so both are compared.
    IF (v_approval.id IS NOT NULL AND NOT v_open AND NOT v_replayed)
      OR (v_open AND (v_approval.debtor_account_id, v_approval.creditor_account_id, v_approval.amount_minor, v_approval.currency, v_approval.memo)
        IS DISTINCT FROM (p_debtor, p_creditor, p_amount, p_currency, p_memo))
    THEN PERFORM refuse('approval_mismatch'); END IF;
  END IF;

  IF NOT v_replayed THEN
    PERFORM lock_accounts(p_customer, p_debtor, p_creditor, p_amount, p_currency, p_transfer_limit);
  END IF;
  IF v_open THEN
    PERFORM settle_approval(v_approval, coalesce(v_first.id, p_id));
  END IF;
  IF NOT v_replayed THEN
    -- Read after settling: the approval's own hold is back in what is available.
    SELECT * INTO v_debtor FROM accounts a WHERE a.id = p_debtor;
    IF v_debtor.balance_minor - v_debtor.held_minor - p_amount < v_debtor.floor_minor THEN PERFORM refuse('insufficient_funds'); END IF;
    PERFORM take_daily_limit(p_customer, coalesce(v_approval.reserved_on, (now() AT TIME ZONE 'UTC')::date), p_currency, p_amount, p_daily_limit);
    PERFORM write_entries(p_id, p_debit_entry, p_credit_entry, p_debtor, p_creditor, p_amount);
    INSERT INTO audit_events (customer_id, kind, approval_id, transfer_id, data)
      VALUES (p_customer, 'transfer.posted', v_approval.id, p_id, p_actor || jsonb_build_object('authority', p_authority));
  END IF;

  RETURN QUERY SELECT t.id, t.authority, t.created_at, v_replayed, a.customer_id
    FROM transfers t JOIN accounts a ON a.id = t.creditor_account_id
    WHERE t.customer_id = p_customer AND t.idempotency_key = p_key;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION note_agent_freeze, raise_agent_freeze, await_agent_postings, set_agent_freeze, open_approval FROM PUBLIC;
