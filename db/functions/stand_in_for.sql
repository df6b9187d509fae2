-- Opens the account that stands in for a customer's account on another shard, under the same ids and number, so that all
-- rules for somebody else's account hold for it. It is the clearing account for that one: paid to when money leaves for it,
-- paid from when money comes from it. Nobody can sign in as its holder here, because no tenant gives a subject that is not
-- ASCII (OpenID Connect Core 1.0 section 2). Opening it again does nothing.
CREATE OR REPLACE FUNCTION stand_in_for(
  p_account uuid, p_customer uuid, p_shard text, p_holder text, p_name text, p_number text, p_currency text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_subject text := format('↔ %s', p_customer);
BEGIN
  IF p_shard = (SELECT name FROM this_shard) IS NOT FALSE THEN
    RAISE EXCEPTION 'another shard has to be named, and this one a name' USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO customers (id, subject, name) VALUES (p_customer, v_subject, p_holder) ON CONFLICT DO NOTHING;
  INSERT INTO accounts (id, customer_id, name, type, number, currency, status, shard)
    VALUES (p_account, p_customer, p_name, 'away', p_number, p_currency, 'active', p_shard)
    ON CONFLICT (id) DO NOTHING;
  IF NOT EXISTS (SELECT FROM accounts a JOIN customers c ON c.id = a.customer_id
    WHERE a.id = p_account AND a.customer_id = p_customer AND a.shard = p_shard AND a.currency = p_currency AND c.subject = v_subject)
  THEN
    RAISE EXCEPTION 'account % is not one of shard %', p_account, p_shard USING ERRCODE = 'check_violation';
  END IF;
END $$;

REVOKE ALL ON FUNCTION stand_in_for FROM PUBLIC;
