-- Opens an account with its first balance, booked against the currency's system account, so that all entries of the
-- bank sum to zero. A negative first balance is a debt, as on a credit card. Opening the same id again does nothing.
DROP FUNCTION IF EXISTS open_account(uuid, uuid, text, text, text, text, text, bigint, bigint, uuid, uuid, uuid, uuid);

CREATE OR REPLACE FUNCTION open_account(
  p_id uuid, p_customer uuid, p_name text, p_type text, p_number text, p_currency text, p_status text,
  p_opening bigint, p_floor bigint, p_system uuid, p_transfer uuid, p_debit_entry uuid, p_credit_entry uuid, p_merchant boolean DEFAULT false
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO accounts (id, customer_id, name, type, number, currency, status) VALUES
    (p_system, NULL, 'Opening balances', 'system', 'SYSTEM-' || p_currency, p_currency, 'active')
    ON CONFLICT DO NOTHING;
  INSERT INTO accounts (id, customer_id, name, type, number, currency, status, floor_minor, merchant)
    VALUES (p_id, p_customer, p_name, p_type, p_number, p_currency, p_status, p_floor, p_merchant)
    ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  IF p_opening <> 0 THEN
    INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority)
      VALUES (p_transfer, p_customer, p_transfer, 'opening',
        CASE WHEN p_opening > 0 THEN p_system ELSE p_id END, CASE WHEN p_opening > 0 THEN p_id ELSE p_system END,
        abs(p_opening), p_currency, 'Opening balance', 'opening');
    PERFORM 1 FROM accounts WHERE id = p_system FOR NO KEY UPDATE;
    PERFORM write_entries(
      p_transfer => p_transfer, p_debit_entry => p_debit_entry, p_credit_entry => p_credit_entry,
      p_debtor => CASE WHEN p_opening > 0 THEN p_system ELSE p_id END,
      p_creditor => CASE WHEN p_opening > 0 THEN p_id ELSE p_system END, p_amount => abs(p_opening));
  END IF;
  RETURN true;
END $$;

REVOKE ALL ON FUNCTION open_account FROM PUBLIC;
