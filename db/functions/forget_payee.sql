-- Takes a payee away: nothing more is paid there by hand, on a schedule or by an agent. Answers whether there was one.
CREATE OR REPLACE FUNCTION forget_payee(p_customer uuid, p_payee uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM payees WHERE customer_id = p_customer AND id = p_payee;
  RETURN FOUND;
END $$;

REVOKE ALL ON FUNCTION forget_payee FROM PUBLIC;
