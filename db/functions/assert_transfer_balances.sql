-- At commit, every transfer has exactly two entries that sum to zero, whoever wrote them.
CREATE OR REPLACE FUNCTION assert_transfer_balances() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_transfer uuid;
  v_entries bigint;
  v_sum numeric;
BEGIN
  IF TG_TABLE_NAME = 'transfers' THEN v_transfer := NEW.id; ELSE v_transfer := NEW.transfer_id; END IF;
  SELECT count(*), coalesce(sum(amount_minor), 0) INTO v_entries, v_sum FROM entries WHERE transfer_id = v_transfer;
  IF v_entries <> 2 OR v_sum <> 0 THEN
    RAISE EXCEPTION 'transfer % has % entries with the sum %', v_transfer, v_entries, v_sum USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION assert_transfer_balances FROM PUBLIC;

DROP TRIGGER IF EXISTS transfers_balance ON transfers;
CREATE CONSTRAINT TRIGGER transfers_balance AFTER INSERT ON transfers DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION assert_transfer_balances();

DROP TRIGGER IF EXISTS entries_balance ON entries;
CREATE CONSTRAINT TRIGGER entries_balance AFTER INSERT ON entries DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION assert_transfer_balances();
