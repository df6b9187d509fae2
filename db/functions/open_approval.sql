-- Opens an approval: the bank's rules, the row and the hold in one statement. A repeated wish of Aiya's joins the
-- approval that waits for the same order. A repeated request id of an agent from outside gives its first approval
-- again, however that ended. So does the customer's own order in the portal (agent `portal`), whose request id is the
-- order's key and the approval's id. All this runs under the customer's lock, so that simultaneous requests get one
-- approval. An order at a business comes with the transfer that pays for it, or where nothing is paid without accounts and
-- amount: then nothing is held. The same order at another price is the same wish of an agent that repeats its request id.
DROP FUNCTION IF EXISTS open_approval(
  uuid, uuid, uuid, uuid, bigint, text, text, bigint, bigint, integer, text, jsonb, uuid, text, uuid, integer, integer, jsonb, text, text);
DROP FUNCTION IF EXISTS open_approval(
  uuid, uuid, uuid, uuid, bigint, text, text, bigint, bigint, integer, text, jsonb, uuid, text, uuid, integer, integer, jsonb, text, text, uuid);
DROP FUNCTION IF EXISTS open_approval(
  uuid, uuid, uuid, uuid, bigint, text, text, bigint, bigint, integer, text, jsonb, uuid, text, uuid, integer, integer, jsonb, text, text, uuid,
  jsonb, uuid);

CREATE OR REPLACE FUNCTION open_approval(
  p_id uuid, p_customer uuid, p_debtor uuid, p_creditor uuid, p_amount bigint, p_currency text, p_memo text,
  p_transfer_limit bigint, p_daily_limit bigint, p_open_limit integer,
  p_binding_message text, p_details jsonb, p_chat uuid, p_tool_call text, p_lease_owner uuid, p_lease_seconds integer, p_expiry_seconds integer,
  p_marks jsonb DEFAULT '[]', p_displayed_hash text DEFAULT NULL, p_agent_client text DEFAULT NULL, p_turn uuid DEFAULT NULL,
  p_agent jsonb DEFAULT NULL, p_request uuid DEFAULT NULL, p_payment jsonb DEFAULT NULL
) RETURNS TABLE (approval_id uuid, expires_at timestamptz, joined boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_frozen boolean;
  v_recovered boolean;
  v_waiting approvals;
  v_debtor accounts;
  v_agent text := coalesce(p_agent ->> 'clientId', 'aiya');
  v_today date := (now() AT TIME ZONE 'UTC')::date;
  v_expires timestamptz := now() + make_interval(secs => p_expiry_seconds);
BEGIN
  -- The customer's lock: of two requests at the same time, only one can be the last one allowed. The rows of
  -- daily_totals would not do, because two currencies have two of them.
  SELECT c.agent_transfers_frozen_at IS NOT NULL, c.phone_recovered_at IS NOT NULL INTO v_frozen, v_recovered FROM customers c WHERE c.id = p_customer FOR NO KEY UPDATE;
  -- Before all rules: an earlier request can be read again, whatever has changed since.
  SELECT * INTO v_waiting FROM approvals a WHERE a.customer_id = p_customer AND a.agent_client_id = v_agent AND a.request_id = p_request;
  IF FOUND THEN
    IF wish_in(v_waiting.details) IS DISTINCT FROM wish_in(p_details)
      OR (v_waiting.details ->> 'type' = 'payment_initiation'
        AND (v_waiting.debtor_account_id, v_waiting.creditor_account_id, v_waiting.amount_minor, v_waiting.currency, v_waiting.memo)
          IS DISTINCT FROM (p_debtor, p_creditor, p_amount, p_currency, p_memo))
    THEN PERFORM refuse('idempotency_conflict'); END IF;
    RETURN QUERY SELECT v_waiting.id, v_waiting.expires_at, true;
    RETURN;
  END IF;
  IF v_frozen AND v_agent <> 'portal' THEN PERFORM refuse('agent_transfers_frozen'); END IF;
  IF v_recovered THEN PERFORM refuse('phone_recovered'); END IF;
  -- The same wish again while the first one waits: one hold, one request on the phone, and every chat that asked hears
  -- the outcome. Only for Aiya, since an agent from outside tells by its request ids which wishes are the same.
  SELECT * INTO v_waiting FROM approvals a WHERE a.customer_id = p_customer AND a.status IN ('requested', 'pending')
    AND a.agent_client_id = v_agent AND p_request IS NULL
    AND (a.debtor_account_id, a.creditor_account_id, a.amount_minor, a.currency, a.memo)
      IS NOT DISTINCT FROM (p_debtor, p_creditor, p_amount, p_currency, p_memo)
    AND wish_in(a.details) IS NOT DISTINCT FROM wish_in(p_details) AND a.expires_at > now()
    ORDER BY a.created_at LIMIT 1;
  IF FOUND THEN
    INSERT INTO audit_events (customer_id, kind, approval_id, data) VALUES (p_customer, 'approval.joined', v_waiting.id,
      jsonb_strip_nulls(jsonb_build_object('chatId', p_chat, 'toolCallId', p_tool_call)));
    PERFORM tell_later(v_waiting.id, p_customer, p_chat);
    RETURN QUERY SELECT v_waiting.id, v_waiting.expires_at, true;
    RETURN;
  END IF;
  -- The rations for agents, their noes and their pause do not hold for the customer's own orders; the hour's limit does.
  IF v_agent = 'portal' THEN
    PERFORM ration_hour(p_customer => p_customer, p_in_portal => true);
  ELSE
    PERFORM ration_prompts(
      p_customer => p_customer, p_turn => p_turn, p_debtor => p_debtor, p_creditor => p_creditor, p_amount => p_amount,
      p_currency => p_currency);
  END IF;
  IF p_debtor IS NOT NULL THEN
    v_debtor := lock_accounts(
      p_customer => p_customer, p_debtor => p_debtor, p_creditor => p_creditor, p_amount => p_amount, p_currency => p_currency,
      p_transfer_limit => p_transfer_limit, p_by_hand => v_agent = 'portal');
    IF v_debtor.balance_minor - v_debtor.held_minor - p_amount < v_debtor.floor_minor THEN PERFORM refuse('insufficient_funds'); END IF;
    PERFORM take_daily_limit(
      p_customer => p_customer, p_day => v_today, p_currency => p_currency, p_amount => p_amount, p_limit => p_daily_limit);
  END IF;
  PERFORM refuse_crowd(p_customer => p_customer, p_in_portal => v_agent = 'portal', p_open_limit => p_open_limit);
  UPDATE accounts SET held_minor = held_minor + p_amount WHERE id = p_debtor;
  INSERT INTO approvals (
    id, customer_id, kind, payment, chat_id, tool_call_id, debtor_account_id, creditor_account_id, amount_minor, currency, memo,
    binding_message, details, reserved_on, expires_at, lease_owner, lease_until, fence, marks, displayed_hash, turn_id,
    agent_client_id, agent_name, agent_host, request_id
  ) VALUES (
    p_id, p_customer, CASE WHEN p_debtor IS NULL THEN 'order' ELSE 'transfer' END, p_payment, p_chat, p_tool_call, p_debtor, p_creditor, p_amount, p_currency, p_memo,
    p_binding_message, p_details, CASE WHEN p_debtor IS NOT NULL THEN v_today END, v_expires, p_lease_owner, now() + make_interval(secs => p_lease_seconds), 1, p_marks, p_displayed_hash, p_turn,
    v_agent, p_agent ->> 'name', p_agent ->> 'host', p_request
  ) ON CONFLICT (id) DO NOTHING;
  -- The portal chose the id. An id that belongs to another approval is refused, whoever asked for that one.
  IF NOT FOUND THEN PERFORM refuse('idempotency_conflict'); END IF;
  INSERT INTO audit_events (customer_id, kind, approval_id, data)
    VALUES (p_customer, 'approval.requested', p_id, jsonb_strip_nulls(jsonb_build_object('chatId', p_chat, 'toolCallId', p_tool_call, 'agentClientId', p_agent_client,
      'act', act_of(p_client => v_agent, p_name => p_agent ->> 'name', p_host => p_agent ->> 'host'), 'requestId', p_request,
      'inPortal', CASE WHEN v_agent = 'portal' THEN true END, 'shown', p_details, 'payment', p_payment)));
  PERFORM tell_later(p_id, p_customer, p_chat);
  RETURN QUERY SELECT p_id, v_expires, false;
END $$;

REVOKE ALL ON FUNCTION open_approval FROM PUBLIC;
