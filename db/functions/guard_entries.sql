-- Every entry is what its transfer says: it takes the amount from the debtor's account or adds it to the creditor's, and the account
-- exists and has the transfer's currency. All entries of a statement are looked at together, where four foreign keys for each transfer
-- were statements of their own (docs/decisions/090). What holds once goes on holding, because entries, transfers and accounts stay.
--
-- Trap: this is planned once for each connection, perhaps on an empty book. A subquery for each entry and no table read whole give the
-- plan that is right for a large one.
CREATE OR REPLACE FUNCTION guard_entries() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
  v_entry uuid;
BEGIN
  SELECT w.id INTO v_entry FROM written w WHERE (
    SELECT a.currency = t.currency AND CASE WHEN w.amount_minor < 0
        THEN w.account_id = t.debtor_account_id AND w.amount_minor = -t.amount_minor
        ELSE w.account_id = t.creditor_account_id AND w.amount_minor = t.amount_minor END
      FROM transfers t, accounts a WHERE t.id = w.transfer_id AND a.id = w.account_id
  ) IS NOT TRUE LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'entry % is not what its transfer says', v_entry USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION guard_entries FROM PUBLIC;

CREATE OR REPLACE TRIGGER entries_guard AFTER INSERT ON entries REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION guard_entries();
