-- Saves an account as a payee, once. Answers `added`, `saved` (the account was a payee already) or `full`
-- (lib/ledger/payees/add-payee.ts).
CREATE OR REPLACE FUNCTION add_payee(
  p_id uuid, p_customer uuid, p_account uuid, p_nickname text, p_most integer
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- The customer's lock: of two new payees at the same time, only one can be the last one allowed.
  PERFORM FROM customers WHERE id = p_customer FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM payees WHERE customer_id = p_customer AND account_id = p_account) THEN RETURN 'saved'; END IF;
  IF (SELECT count(*) FROM payees WHERE customer_id = p_customer) >= p_most THEN RETURN 'full'; END IF;
  INSERT INTO payees (id, customer_id, account_id, nickname) VALUES (p_id, p_customer, p_account, p_nickname);
  RETURN 'added';
END $$;

REVOKE ALL ON FUNCTION add_payee FROM PUBLIC;
