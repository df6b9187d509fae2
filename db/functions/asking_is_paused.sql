-- Whether the customer has said no to agents three times in a row within a day. Aiya then asks nothing until the
-- customer lets her ask again. A no to the portal does not count.
CREATE OR REPLACE FUNCTION asking_is_paused(p_customer uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*) >= 3 FROM approvals WHERE customer_id = p_customer AND status = 'denied' AND agent_client_id <> 'portal'
    AND created_at > now() - interval '1 day' AND updated_at > greatest(
      asking_since(p_customer),
      (SELECT max(updated_at) FROM approvals WHERE customer_id = p_customer AND status = 'posted' AND created_at > now() - interval '1 day'))
$$;

REVOKE ALL ON FUNCTION asking_is_paused FROM PUBLIC;
