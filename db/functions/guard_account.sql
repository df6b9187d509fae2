-- An account has the owner, the floor and the shard that its type asks for: a system account has no customer, it and an `away` account
-- have no floor (any other without one could be overdrawn without end), and an `away` account alone has a shard. Looked at when one of
-- these is written. As constraints of the table Postgres read them anew, as text, in each statement that moves a balance: an
-- eighth of a transfer's time (docs/decisions/092).
CREATE OR REPLACE FUNCTION guard_account() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_broken text := CASE
    WHEN (NEW.type = 'system') <> (NEW.customer_id IS NULL) THEN 'accounts_system'
    WHEN (NEW.type IN ('system', 'away')) <> (NEW.floor_minor IS NULL) THEN 'accounts_system_floor'
    WHEN (NEW.type = 'away') <> (NEW.shard IS NOT NULL) THEN 'accounts_away' END;
BEGIN
  IF v_broken IS NOT NULL THEN
    RAISE EXCEPTION 'account % breaks the rule %', NEW.id, v_broken USING ERRCODE = 'check_violation', CONSTRAINT = v_broken;
  END IF;
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION guard_account FROM PUBLIC;

CREATE OR REPLACE TRIGGER accounts_guard AFTER INSERT OR UPDATE OF type, customer_id, floor_minor, shard ON accounts
  FOR EACH ROW EXECUTE FUNCTION guard_account();
