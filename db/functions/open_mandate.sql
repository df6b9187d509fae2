-- Opens the approval of a standing mandate, with the mandate itself, which moves nothing before the phone's yes. A
-- repeated wish joins the one that waits. All this runs under the customer's lock.
CREATE OR REPLACE FUNCTION open_mandate(
  p_id uuid, p_customer uuid, p_agent jsonb, p_max_per_transfer bigint, p_max_per_period bigint, p_period text, p_currency text,
  p_debtor uuid, p_creditors uuid[], p_valid_until timestamptz, p_asked_by text, p_open_limit integer,
  p_binding_message text, p_details jsonb, p_displayed_hash text, p_agent_client text, p_chat uuid, p_tool_call text, p_turn uuid,
  p_lease_owner uuid, p_lease_seconds integer, p_expiry_seconds integer
) RETURNS TABLE (approval_id uuid, joined boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  -- More than anybody keeps in view.
  c_mandates CONSTANT integer := 20;
  v_debtor accounts;
  v_account accounts;
  v_waiting uuid;
  v_id uuid;
BEGIN
  IF (SELECT c.agent_transfers_frozen_at IS NOT NULL FROM customers c WHERE c.id = p_customer FOR NO KEY UPDATE) THEN
    PERFORM refuse('agent_transfers_frozen');
  END IF;
  SELECT m.id INTO v_waiting FROM mandates m JOIN approvals a ON a.id = m.id
    WHERE m.customer_id = p_customer AND m.revoked_at IS NULL AND a.status IN ('requested', 'pending') AND a.expires_at > now()
      AND (m.agent, m.max_per_transfer_minor, m.max_per_period_minor, m.period, m.currency, m.debtor_account_id, m.creditor_account_ids, m.valid_until)
        = (p_agent ->> 'clientId', p_max_per_transfer, p_max_per_period, p_period, p_currency, p_debtor, p_creditors, p_valid_until)
    LIMIT 1;
  IF FOUND THEN
    PERFORM tell_later(v_waiting, p_customer, p_chat);
    RETURN QUERY SELECT v_waiting, true;
    RETURN;
  END IF;
  SELECT * INTO v_debtor FROM accounts a WHERE a.id = p_debtor AND a.customer_id = p_customer;
  IF NOT FOUND THEN PERFORM refuse('account_not_found'); END IF;
  FOREACH v_id IN ARRAY p_debtor || p_creditors LOOP
    SELECT * INTO v_account FROM accounts a WHERE a.id = v_id;
    IF NOT FOUND OR NOT may_pay(p_debtor => v_debtor, p_creditor => v_account, p_by_hand => false) THEN
      PERFORM refuse('account_not_found');
    END IF;
    IF v_account.status <> 'active' THEN PERFORM refuse('account_not_active'); END IF;
    IF v_account.currency <> p_currency THEN PERFORM refuse('currency_mismatch'); END IF;
  END LOOP;
  IF p_debtor = ANY (p_creditors) THEN PERFORM refuse('same_account'); END IF;
  IF (SELECT count(*) FROM mandates m WHERE m.customer_id = p_customer AND m.activated_at IS NOT NULL AND m.revoked_at IS NULL
      AND m.valid_until > now()) >= c_mandates THEN PERFORM refuse('too_many_mandates'); END IF;
  IF p_asked_by = 'portal' THEN
    PERFORM ration_hour(p_customer => p_customer, p_in_portal => true);
  ELSE
    PERFORM ration_prompts(
      p_customer => p_customer, p_turn => p_turn, p_debtor => p_debtor, p_creditor => NULL, p_amount => NULL, p_currency => p_currency);
  END IF;
  PERFORM refuse_crowd(p_customer => p_customer, p_in_portal => p_asked_by = 'portal', p_open_limit => p_open_limit);
  INSERT INTO approvals (
    id, customer_id, kind, chat_id, tool_call_id, turn_id, binding_message, details, displayed_hash, expires_at, lease_owner, lease_until, fence,
    agent_client_id
  ) VALUES (
    p_id, p_customer, 'mandate', p_chat, p_tool_call, p_turn, p_binding_message, p_details, p_displayed_hash,
    now() + make_interval(secs => p_expiry_seconds), p_lease_owner, now() + make_interval(secs => p_lease_seconds), 1, p_asked_by
  );
  INSERT INTO mandates (
    id, customer_id, agent, agent_name, agent_host, max_per_transfer_minor, max_per_period_minor, period, currency, debtor_account_id,
    creditor_account_ids, valid_until
  ) VALUES (
    p_id, p_customer, p_agent ->> 'clientId', p_agent ->> 'name', p_agent ->> 'host', p_max_per_transfer, p_max_per_period, p_period,
    p_currency, p_debtor, p_creditors, p_valid_until
  );
  INSERT INTO audit_events (customer_id, kind, approval_id, data)
    VALUES (p_customer, 'approval.requested', p_id, jsonb_strip_nulls(jsonb_build_object(
      'agentClientId', p_agent_client, 'inPortal', CASE WHEN p_asked_by = 'portal' THEN true END, 'chatId', p_chat,
      'toolCallId', p_tool_call, 'shown', p_details)));
  PERFORM tell_later(p_id, p_customer, p_chat);
  RETURN QUERY SELECT p_id, false;
END $$;

REVOKE ALL ON FUNCTION open_mandate FROM PUBLIC;
