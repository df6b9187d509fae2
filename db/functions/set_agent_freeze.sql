-- Freezes a customer's agents, or thaws them for a session that signed in after the freeze, and within the last five
-- minutes. Answers when the freeze began, or null. Freezing again starts a new freeze, which an older sign-in cannot
-- end.
CREATE OR REPLACE FUNCTION set_agent_freeze(p_customer uuid, p_frozen boolean, p_why text, p_signed_in_at timestamptz DEFAULT NULL)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_since timestamptz;
BEGIN
  IF p_frozen THEN
    v_since := raise_agent_freeze(p_customer);
    IF v_since IS NULL THEN RAISE EXCEPTION 'no such customer' USING ERRCODE = 'no_data_found'; END IF;
    PERFORM note_agent_freeze(p_customer => p_customer, p_frozen => true, p_why => p_why, p_approval => NULL);
    RETURN v_since;
  END IF;
  SELECT agent_transfers_frozen_at INTO v_since FROM customers WHERE id = p_customer FOR NO KEY UPDATE;
  IF v_since IS NULL THEN RETURN NULL; END IF;
  IF NOT may_thaw(v_since, p_signed_in_at) THEN PERFORM refuse('sign_in_again'); END IF;
  UPDATE customers SET agent_transfers_frozen_at = NULL, phone_recovered_at = NULL, asking_resumed_at = clock_timestamp() WHERE id = p_customer;
  PERFORM note_agent_freeze(p_customer => p_customer, p_frozen => false, p_why => p_why, p_approval => NULL);
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION set_agent_freeze FROM PUBLIC;
