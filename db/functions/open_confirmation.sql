-- Opens the approval of a change that makes the portal ask the phone less often: from `p_before` to `p_wanted`, both as
-- set_confirmation writes them. A repeated change joins the approval that waits. The change is refused while a
-- different one waits, or where the present rule is no longer `p_before`. All this runs under the customer's lock.
CREATE OR REPLACE FUNCTION open_confirmation(
  p_id uuid, p_customer uuid, p_before jsonb, p_wanted jsonb, p_open_limit integer, p_binding_message text, p_details jsonb,
  p_displayed_hash text, p_agent_client text, p_lease_owner uuid, p_lease_seconds integer, p_expiry_seconds integer
) RETURNS TABLE (approval_id uuid, joined boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_now jsonb;
  v_recovered boolean;
  v_change jsonb := jsonb_build_object('before', p_before, 'wanted', p_wanted);
  v_waiting approvals;
BEGIN
  SELECT coalesce(phone_confirmation, '{"above":{},"firstPayments":false}'), phone_recovered_at IS NOT NULL INTO STRICT v_now, v_recovered
    FROM customers WHERE id = p_customer FOR NO KEY UPDATE;
  IF v_recovered THEN PERFORM refuse('phone_recovered'); END IF;
  IF v_now <> p_before THEN PERFORM refuse('conflict'); END IF;
  SELECT * INTO v_waiting FROM approvals a
    WHERE a.customer_id = p_customer AND a.kind = 'confirmation' AND a.status IN ('requested', 'pending', 'approved') LIMIT 1;
  IF FOUND THEN
    IF v_waiting.change <> v_change THEN PERFORM refuse('conflict'); END IF;
    RETURN QUERY SELECT v_waiting.id, true;
    RETURN;
  END IF;
  PERFORM ration_hour(p_customer => p_customer, p_in_portal => true);
  PERFORM refuse_crowd(p_customer => p_customer, p_in_portal => true, p_open_limit => p_open_limit);
  INSERT INTO approvals (
    id, customer_id, kind, change, binding_message, details, displayed_hash, expires_at, lease_owner, lease_until, fence, agent_client_id
  ) VALUES (
    p_id, p_customer, 'confirmation', v_change, p_binding_message, p_details, p_displayed_hash, now() + make_interval(secs => p_expiry_seconds),
    p_lease_owner, now() + make_interval(secs => p_lease_seconds), 1, 'portal'
  );
  INSERT INTO audit_events (customer_id, kind, approval_id, data)
    VALUES (p_customer, 'approval.requested', p_id, jsonb_build_object('agentClientId', p_agent_client, 'inPortal', true, 'shown', p_details));
  RETURN QUERY SELECT p_id, false;
END $$;

REVOKE ALL ON FUNCTION open_confirmation FROM PUBLIC;
