-- Refuses a request while as many as p_open_limit wait: more than a person can look at with care. The customer's own
-- requests in the portal and those of agents count apart, so that agents cannot keep the customer from asking. Called
-- under the customer's lock (open_approval).
CREATE OR REPLACE FUNCTION refuse_crowd(p_customer uuid, p_in_portal boolean, p_open_limit integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM approvals WHERE customer_id = p_customer AND status IN ('requested', 'pending', 'approved')
      AND (agent_client_id = 'portal') = p_in_portal) >= p_open_limit
  THEN PERFORM refuse('too_many_approvals'); END IF;
END $$;

REVOKE ALL ON FUNCTION refuse_crowd FROM PUBLIC;
