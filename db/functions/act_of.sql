-- Describes an agent from outside for the audit and the receipt, by the members of an `act` claim (RFC 8693 section
-- 4.1). Null for Aiya, who belongs to the bank, and for the customer in the portal.
CREATE OR REPLACE FUNCTION act_of(p_client text, p_name text, p_host text) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN p_client NOT IN ('aiya', 'portal') THEN jsonb_strip_nulls(jsonb_build_object(
    'sub', p_client, 'sub_profile', 'ai_agent', 'client_name', p_name, 'client_host', p_host)) END
$$;

REVOKE ALL ON FUNCTION act_of FROM PUBLIC;
