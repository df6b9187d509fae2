-- Limits how often a phone is asked within an hour: the customer's own requests in the portal and those of agents count
-- apart, so that no agent can use up what the customer may ask. What a mandate allowed rang no phone. Called under the
-- customer's lock (open_approval).
DROP FUNCTION IF EXISTS ration_hour(uuid);

CREATE OR REPLACE FUNCTION ration_hour(p_customer uuid, p_in_portal boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  -- One every three minutes: more than anybody orders in a chat, and few enough to look at each.
  c_in_hour CONSTANT integer := 20;
  v_oldest timestamptz;
BEGIN
  SELECT min(created_at) INTO v_oldest FROM (
    SELECT created_at FROM approvals WHERE customer_id = p_customer AND mandate_id IS NULL AND (agent_client_id = 'portal') = p_in_portal
      AND created_at > greatest(asking_since(p_customer), now() - interval '1 hour')
    ORDER BY created_at DESC LIMIT c_in_hour) last_hour HAVING count(*) = c_in_hour;
  IF v_oldest IS NOT NULL THEN PERFORM refuse_until('too_many_in_hour', v_oldest + interval '1 hour'); END IF;
END $$;

REVOKE ALL ON FUNCTION ration_hour FROM PUBLIC;
