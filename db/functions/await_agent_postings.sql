-- Waits for an agent's postings under way, which hold a weak lock on their customer (post_transfer). Call it in a
-- separate statement, after the one that raised the flag: no new posting begins from then on. Once this has answered,
-- no agent's transfer is posted. An agent that posts without end cannot delay the freeze.
CREATE OR REPLACE FUNCTION await_agent_postings(p_customer uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM customers WHERE id = p_customer FOR UPDATE;
END $$;

REVOKE ALL ON FUNCTION await_agent_postings FROM PUBLIC;
