-- Freezes the customer's agents from now on, and makes every token void that was issued before now. Answers the time.
CREATE OR REPLACE FUNCTION raise_agent_freeze(p_customer uuid) RETURNS timestamptz
LANGUAGE sql AS $$
  UPDATE customers SET agent_transfers_frozen_at = moment, agent_tokens_not_before = moment FROM clock_timestamp() AS moment
    WHERE id = p_customer RETURNING agent_transfers_frozen_at
$$;

REVOKE ALL ON FUNCTION raise_agent_freeze FROM PUBLIC;
