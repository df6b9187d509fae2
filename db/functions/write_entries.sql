-- Writes both entries of a transfer and moves both balances. The caller holds both accounts' locks.
CREATE OR REPLACE FUNCTION write_entries(
  p_transfer uuid, p_debit_entry uuid, p_credit_entry uuid, p_debtor uuid, p_creditor uuid, p_amount bigint
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_debtor_balance bigint;
  v_creditor_balance bigint;
BEGIN
  UPDATE accounts SET balance_minor = balance_minor - p_amount WHERE id = p_debtor RETURNING balance_minor INTO v_debtor_balance;
  UPDATE accounts SET balance_minor = balance_minor + p_amount WHERE id = p_creditor RETURNING balance_minor INTO v_creditor_balance;
  INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor) VALUES
    (p_debit_entry, p_transfer, p_debtor, -p_amount, v_debtor_balance),
    (p_credit_entry, p_transfer, p_creditor, p_amount, v_creditor_balance);
END $$;

REVOKE ALL ON FUNCTION write_entries FROM PUBLIC;
