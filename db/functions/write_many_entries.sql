-- Writes both entries of each transfer and moves all balances, as write_entries does for one. Each account's entries are
-- numbered in the order of the transfers, and their balances follow one from the other. The caller holds the locks of all
-- accounts. Planned like post_transfers.
CREATE OR REPLACE FUNCTION write_many_entries(p_orders transfers[], p_debit_entries uuid[], p_credit_entries uuid[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
  WITH sides AS (
    SELECT o.place * 2 AS place, o.debit AS id, o.transfer, o.debtor AS account, -o.amount AS amount FROM ROWS FROM (
      unnest(p_orders), unnest(p_debit_entries), unnest(p_credit_entries)) WITH ORDINALITY AS o(
      transfer, customer, key, digest, debtor, creditor, amount, currency, memo, authority, created_at, debit, credit, place)
    UNION ALL
    SELECT o.place * 2 + 1, o.credit, o.transfer, o.creditor, o.amount FROM ROWS FROM (
      unnest(p_orders), unnest(p_debit_entries), unnest(p_credit_entries)) WITH ORDINALITY AS o(
      transfer, customer, key, digest, debtor, creditor, amount, currency, memo, authority, created_at, debit, credit, place)
  )
  INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor)
    SELECT s.id, s.transfer, s.account, s.amount,
      a.balance_minor + sum(s.amount) OVER (PARTITION BY s.account ORDER BY s.place)
    FROM sides s JOIN accounts a ON a.id = s.account
    ORDER BY s.place;
  UPDATE accounts a SET balance_minor = a.balance_minor + m.amount
    FROM (
      SELECT account, sum(amount) AS amount FROM (
        SELECT debtor_account_id AS account, -amount_minor AS amount FROM unnest(p_orders)
        UNION ALL SELECT creditor_account_id, amount_minor FROM unnest(p_orders)) AS s
      GROUP BY account) AS m
    WHERE a.id = m.account;
END $$;

REVOKE ALL ON FUNCTION write_many_entries FROM PUBLIC;
