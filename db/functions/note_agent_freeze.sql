-- Writes the audit event of a freeze or a thaw. The caller has written the flag.
CREATE OR REPLACE FUNCTION note_agent_freeze(p_customer uuid, p_frozen boolean, p_why text, p_approval uuid) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO audit_events (customer_id, kind, approval_id, data) VALUES (
    p_customer, CASE WHEN p_frozen THEN 'agents.frozen' ELSE 'agents.thawed' END, p_approval,
    jsonb_strip_nulls(jsonb_build_object('why', p_why)))
$$;

REVOKE ALL ON FUNCTION note_agent_freeze FROM PUBLIC;
