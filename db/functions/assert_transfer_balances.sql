-- At commit, every transfer has exactly two entries that sum to zero, whoever wrote them. No transfer gets an entry later: each
-- has one debit and one credit by then, and the unique index entries_sides takes no other.
CREATE OR REPLACE FUNCTION assert_transfer_balances() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_entries bigint;
  v_sum numeric;
BEGIN
  SELECT count(*), coalesce(sum(amount_minor), 0) INTO v_entries, v_sum FROM entries WHERE transfer_id = NEW.id;
  IF v_entries <> 2 OR v_sum <> 0 THEN
    RAISE EXCEPTION 'transfer % has % entries with the sum %', NEW.id, v_entries, v_sum USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION assert_transfer_balances FROM PUBLIC;

DROP TRIGGER IF EXISTS transfers_balance ON transfers;
CREATE CONSTRAINT TRIGGER transfers_balance AFTER INSERT ON transfers DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION assert_transfer_balances();

DROP TRIGGER IF EXISTS entries_balance ON entries;
