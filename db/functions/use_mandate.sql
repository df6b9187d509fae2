-- Posts an agent's transfer on a mandate, and keeps the request as an approval that is posted already. Answers no row
-- where the agent has no mandate, or its request id is known. A refusal is answered and not raised, because it is
-- written down: approval_required sends the order to the phone, every other code is the bank's own.
CREATE OR REPLACE FUNCTION use_mandate(
  p_id uuid, p_transfer uuid, p_debit_entry uuid, p_credit_entry uuid, p_customer uuid, p_digest text,
  p_debtor uuid, p_creditor uuid, p_amount bigint, p_currency text, p_memo text, p_transfer_limit bigint, p_daily_limit bigint,
  p_agent jsonb, p_actor jsonb, p_binding_message text, p_details jsonb, p_marks jsonb,
  p_chat uuid, p_tool_call text, p_turn uuid, p_request uuid
) RETURNS TABLE (
  transfer_id uuid, created_at timestamptz, replayed boolean, creditor_customer_id uuid, mandate_id uuid, refusal text, refusal_detail text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_agent text := p_agent ->> 'clientId';
  v_act jsonb;
  v_mandate mandates;
  v_approval approvals;
  v_code text;
  v_detail text;
BEGIN
  IF p_request IS NOT NULL THEN
    -- The customer's lock, as in open_approval: of two requests with one id, the second finds the first.
    PERFORM FROM customers c WHERE c.id = p_customer FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM approvals a WHERE a.customer_id = p_customer AND a.agent_client_id = v_agent AND a.request_id = p_request) THEN
      RETURN;
    END IF;
  END IF;
  SELECT * INTO v_mandate FROM mandates m
    WHERE m.customer_id = p_customer AND m.agent = v_agent AND m.activated_at IS NOT NULL AND m.revoked_at IS NULL AND m.valid_until > now()
    ORDER BY m.id LIMIT 1;
  IF v_mandate.id IS NULL AND NOT EXISTS (
    SELECT FROM transfers t JOIN mandate_uses u ON u.transfer_id = t.id WHERE t.customer_id = p_customer AND t.idempotency_key = p_id)
  THEN RETURN; END IF;
  v_mandate.agent_name := coalesce(p_agent ->> 'name', v_mandate.agent_name);
  v_mandate.agent_host := coalesce(p_agent ->> 'host', v_mandate.agent_host);
  v_act := jsonb_strip_nulls(jsonb_build_object(
    'act', act_of(p_client => v_agent, p_name => v_mandate.agent_name, p_host => v_mandate.agent_host)));
  BEGIN
    SELECT t.transfer_id, t.created_at, t.replayed, t.creditor_customer_id INTO STRICT transfer_id, created_at, replayed, creditor_customer_id
      FROM post_transfer(
        p_id => p_transfer, p_debit_entry => p_debit_entry, p_credit_entry => p_credit_entry, p_customer => p_customer, p_key => p_id,
        p_digest => p_digest, p_debtor => p_debtor, p_creditor => p_creditor, p_amount => p_amount, p_currency => p_currency, p_memo => p_memo,
        p_authority => 'mandate', p_transfer_limit => p_transfer_limit, p_daily_limit => p_daily_limit,
        p_actor => p_actor || v_act || jsonb_build_object('agentClientId', v_agent)) AS t;
    SELECT u.mandate_id INTO STRICT mandate_id FROM mandate_uses u WHERE u.transfer_id = use_mandate.transfer_id;
    IF NOT replayed THEN
      INSERT INTO approvals (
        id, customer_id, chat_id, tool_call_id, debtor_account_id, creditor_account_id, amount_minor, currency, memo,
        binding_message, details, reserved_on, expires_at, marks, turn_id, agent_client_id, agent_name, agent_host,
        request_id, mandate_id
      ) VALUES (
        p_id, p_customer, p_chat, p_tool_call, p_debtor, p_creditor, p_amount, p_currency, p_memo,
        p_binding_message, p_details, (created_at AT TIME ZONE 'UTC')::date, created_at, p_marks, p_turn, v_agent,
        v_mandate.agent_name, v_mandate.agent_host, p_request, mandate_id
      ) RETURNING * INTO v_approval;
      INSERT INTO audit_events (customer_id, kind, approval_id, data)
        VALUES (p_customer, 'approval.requested', p_id, v_act || jsonb_strip_nulls(jsonb_build_object(
          'chatId', p_chat, 'toolCallId', p_tool_call, 'requestId', p_request, 'mandateId', mandate_id, 'shown', p_details)));
      PERFORM settle_approval(v_approval, transfer_id);
    END IF;
  EXCEPTION WHEN SQLSTATE 'BK001' THEN
    GET STACKED DIAGNOSTICS v_code = MESSAGE_TEXT, v_detail = PG_EXCEPTION_DETAIL;
  END;
  IF v_code IS NULL THEN
    RETURN NEXT;
    RETURN;
  END IF;
  INSERT INTO audit_events (customer_id, kind, data) VALUES (p_customer, 'mandate.refused', v_act || jsonb_strip_nulls(jsonb_build_object(
    'mandateId', coalesce(CASE WHEN v_code = 'approval_required' THEN nullif(v_detail, '')::jsonb ->> 'mandateId' END, v_mandate.id::text),
    'why', CASE WHEN v_code = 'approval_required' THEN nullif(v_detail, '')::jsonb ->> 'why' END, 'code', v_code, 'agentClientId', v_agent,
    'asked', jsonb_strip_nulls(jsonb_build_object(
      'key', p_id, 'debtorAccountId', p_debtor, 'creditorAccountId', p_creditor, 'amountMinor', p_amount::text, 'currency', p_currency, 'memo', p_memo)))));
  RETURN QUERY SELECT NULL::uuid, NULL::timestamptz, false, NULL::uuid, NULL::uuid, v_code, v_detail;
END $$;

REVOKE ALL ON FUNCTION use_mandate FROM PUBLIC;
