-- The ledger's rules. Money moves in post_transfer() and open_account() and nowhere else; both run as the schema's
-- owner, so that the app's role needs no right to change an account, a transfer or an entry (app-role.sql).
-- Locks are always taken in the order that 0004_approval_rules.sql names; it also has the newer post_transfer(),
-- open_approval() and guard_approval().

ALTER TABLE transfers
  ADD CONSTRAINT transfers_debtor FOREIGN KEY (debtor_account_id) REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT transfers_creditor FOREIGN KEY (creditor_account_id) REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED;
--> statement-breakpoint
-- An append-only table refuses even its owner.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER transfers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- At commit, every transfer has exactly two entries and they sum to zero, whoever wrote them.
CREATE FUNCTION assert_transfer_balances() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER transfers_balance AFTER INSERT ON transfers DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION assert_transfer_balances();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER entries_balance AFTER INSERT ON entries DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION assert_transfer_balances();
--> statement-breakpoint
-- Refusals carry the contract's code as their message under a class of their own (lib/transfers/refusal.ts).
CREATE FUNCTION refuse(p_code text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', p_code USING ERRCODE = 'BK001';
END $$;
--> statement-breakpoint
-- Locks both accounts in id order (opposing transfers would deadlock otherwise) and applies the rules that do not
-- depend on the balance. An account that is not the customer's to use is the same as none.
CREATE FUNCTION lock_accounts(
  p_customer uuid, p_debtor uuid, p_creditor uuid, p_amount bigint, p_currency text, p_transfer_limit bigint
) RETURNS accounts LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_account accounts;
  v_debtor accounts;
  v_creditor accounts;
BEGIN
  FOR v_account IN SELECT * FROM accounts WHERE id IN (p_debtor, p_creditor) ORDER BY id FOR NO KEY UPDATE LOOP
    IF v_account.id = p_debtor AND v_account.customer_id = p_customer THEN v_debtor := v_account; END IF;
    IF v_account.id = p_creditor AND (v_account.customer_id = p_customer OR EXISTS (
      SELECT FROM payees WHERE customer_id = p_customer AND account_id = p_creditor
    )) THEN v_creditor := v_account; END IF;
  END LOOP;
  IF v_debtor.id IS NULL OR v_creditor.id IS NULL THEN PERFORM refuse('account_not_found'); END IF;
  IF v_debtor.id = v_creditor.id THEN PERFORM refuse('same_account'); END IF;
  IF v_debtor.status <> 'active' OR v_creditor.status <> 'active' THEN PERFORM refuse('account_not_active'); END IF;
  IF v_debtor.currency <> p_currency OR v_creditor.currency <> p_currency THEN PERFORM refuse('currency_mismatch'); END IF;
  IF p_amount > p_transfer_limit THEN PERFORM refuse('limit_exceeded'); END IF;
  RETURN v_debtor;
END $$;
--> statement-breakpoint
CREATE FUNCTION take_daily_limit(p_customer uuid, p_day date, p_currency text, p_amount bigint, p_limit bigint)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_total bigint;
BEGIN
  INSERT INTO daily_totals AS d (customer_id, day, currency, total_minor) VALUES (p_customer, p_day, p_currency, p_amount)
    ON CONFLICT (customer_id, day, currency) DO UPDATE SET total_minor = d.total_minor + p_amount
    RETURNING total_minor INTO v_total;
  IF v_total > p_limit THEN PERFORM refuse('limit_exceeded'); END IF;
END $$;
--> statement-breakpoint
-- Writes both entries of a transfer and moves both balances. The caller holds both accounts' locks.
CREATE FUNCTION write_entries(
  p_transfer uuid, p_debit_entry uuid, p_credit_entry uuid, p_debtor uuid, p_creditor uuid, p_amount bigint
) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
--> statement-breakpoint
-- An approval moves only as approval_moves allows. While it is open it holds its amount on the debtor's account and
-- in the day's limit; reaching any final state gives both back, in the same statement.
CREATE FUNCTION guard_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- It runs as the owner: on a table of somebody else's making it would give back holds that are not theirs.
  IF TG_RELID <> 'public.approvals'::regclass THEN
    RAISE EXCEPTION 'guard_approval guards approvals only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT FROM approval_moves WHERE from_status = OLD.status AND to_status = NEW.status) THEN
    RAISE EXCEPTION 'an approval cannot go from % to %', OLD.status, NEW.status USING ERRCODE = 'BK002';
  END IF;
  IF (NEW.id, NEW.customer_id, NEW.debtor_account_id, NEW.creditor_account_id, NEW.amount_minor, NEW.currency, NEW.memo, NEW.details)
    IS DISTINCT FROM
     (OLD.id, OLD.customer_id, OLD.debtor_account_id, OLD.creditor_account_id, OLD.amount_minor, OLD.currency, OLD.memo, OLD.details)
  THEN
    RAISE EXCEPTION 'what an approval is for cannot change' USING ERRCODE = 'restrict_violation';
  END IF;
  NEW.updated_at := now();
  IF NOT EXISTS (SELECT FROM approval_moves WHERE from_status = NEW.status) THEN
    UPDATE accounts SET held_minor = held_minor - NEW.amount_minor WHERE id = NEW.debtor_account_id;
    UPDATE daily_totals SET total_minor = total_minor - NEW.amount_minor
      WHERE customer_id = NEW.customer_id AND day = NEW.reserved_on AND currency = NEW.currency;
  END IF;
  INSERT INTO audit_events (customer_id, kind, approval_id, transfer_id, data)
    VALUES (NEW.customer_id, 'approval.' || NEW.status, NEW.id, NEW.transfer_id, jsonb_strip_nulls(jsonb_build_object('reason', NEW.reason)));
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER approvals_guard BEFORE UPDATE OF status ON approvals
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION guard_approval();
--> statement-breakpoint
-- The hold would be lost with the row.
CREATE TRIGGER approvals_stay BEFORE DELETE OR TRUNCATE ON approvals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Opens an approval: the bank's rules, the row and the hold in one statement.
CREATE FUNCTION open_approval(
  p_id uuid, p_customer uuid, p_debtor uuid, p_creditor uuid, p_amount bigint, p_currency text, p_memo text,
  p_transfer_limit bigint, p_daily_limit bigint, p_open_limit integer,
  p_binding_message text, p_details jsonb, p_chat uuid, p_tool_call text, p_lease_owner uuid, p_lease_seconds integer, p_expiry_seconds integer
) RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_debtor accounts;
  v_today date := (now() AT TIME ZONE 'UTC')::date;
  v_expires timestamptz := now() + make_interval(secs => p_expiry_seconds);
BEGIN
  -- Two requests of one customer cannot both be the last one allowed; the daily rows would not tell two currencies' apart.
  PERFORM FROM customers WHERE id = p_customer FOR NO KEY UPDATE;
  v_debtor := lock_accounts(p_customer, p_debtor, p_creditor, p_amount, p_currency, p_transfer_limit);
  IF v_debtor.balance_minor - v_debtor.held_minor - p_amount < v_debtor.floor_minor THEN PERFORM refuse('insufficient_funds'); END IF;
  PERFORM take_daily_limit(p_customer, v_today, p_currency, p_amount, p_daily_limit);
  IF (SELECT count(*) FROM approvals WHERE customer_id = p_customer AND status IN ('requested', 'pending', 'approved')) >= p_open_limit THEN
    PERFORM refuse('limit_exceeded');
  END IF;
  UPDATE accounts SET held_minor = held_minor + p_amount WHERE id = p_debtor;
  INSERT INTO approvals (
    id, customer_id, chat_id, tool_call_id, debtor_account_id, creditor_account_id, amount_minor, currency, memo,
    binding_message, details, reserved_on, expires_at, lease_owner, lease_until, fence
  ) VALUES (
    p_id, p_customer, p_chat, p_tool_call, p_debtor, p_creditor, p_amount, p_currency, p_memo,
    p_binding_message, p_details, v_today, v_expires, p_lease_owner, now() + make_interval(secs => p_lease_seconds), 1
  );
  INSERT INTO audit_events (customer_id, kind, approval_id, data)
    VALUES (p_customer, 'approval.requested', p_id, jsonb_strip_nulls(jsonb_build_object('chatId', p_chat, 'toolCallId', p_tool_call, 'shown', p_details)));
  RETURN v_expires;
END $$;
--> statement-breakpoint
-- Walks an open approval to `posted`: the token that was presented proves the steps between.
CREATE FUNCTION settle_approval(p_approval approvals, p_transfer uuid) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF p_approval.status = 'requested' THEN UPDATE approvals SET status = 'pending' WHERE id = p_approval.id; END IF;
  IF p_approval.status IN ('requested', 'pending') THEN UPDATE approvals SET status = 'approved' WHERE id = p_approval.id; END IF;
  UPDATE approvals SET status = 'posted', transfer_id = p_transfer, sealed_auth_req_id = NULL WHERE id = p_approval.id;
END $$;
--> statement-breakpoint
-- Posts one transfer: one statement, one round trip, all or nothing.
-- The same key with the same digest answers the first transfer again (replayed); with another digest it is refused.
CREATE FUNCTION post_transfer(
  p_id uuid, p_debit_entry uuid, p_credit_entry uuid, p_customer uuid, p_key uuid, p_digest text,
  p_debtor uuid, p_creditor uuid, p_amount bigint, p_currency text, p_memo text, p_authority text,
  p_transfer_limit bigint, p_daily_limit bigint, p_actor jsonb
) RETURNS TABLE (transfer_id uuid, authority text, created_at timestamptz, replayed boolean, creditor_customer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_first transfers;
  v_approval approvals;
  v_debtor accounts;
  v_replayed boolean;
  v_open boolean := false;
BEGIN
  IF p_amount IS NULL OR p_amount <= 0 OR p_authority NOT IN ('session', 'approval') THEN
    RAISE EXCEPTION 'not a transfer order' USING ERRCODE = 'check_violation';
  END IF;
  IF p_debtor = p_creditor THEN PERFORM lock_accounts(p_customer, p_debtor, p_creditor, p_amount, p_currency, p_transfer_limit); END IF;

  -- Two orders under one key meet here: the second waits for the first, and then finds it.
  INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority)
    VALUES (p_id, p_customer, p_key, p_digest, p_debtor, p_creditor, p_amount, p_currency, p_memo, p_authority)
    ON CONFLICT (customer_id, idempotency_key) DO NOTHING;
  v_replayed := NOT FOUND;
  IF v_replayed THEN
    SELECT * INTO STRICT v_first FROM transfers t WHERE t.customer_id = p_customer AND t.idempotency_key = p_key;
    IF v_first.body_digest <> p_digest THEN PERFORM refuse('idempotency_conflict'); END IF;
  END IF;

  IF p_authority = 'approval' THEN
    -- No row is fine: an agent that Aiya's server knows nothing of may call. A row that says otherwise is not.
    SELECT * INTO v_approval FROM approvals a WHERE a.id = p_key AND a.customer_id = p_customer FOR UPDATE;
    v_open := coalesce(v_approval.status IN ('requested', 'pending', 'approved'), false);
    -- A replay may settle an open approval too (its very order was sent by hand under its id), so both are compared.
    IF (v_approval.id IS NOT NULL AND NOT v_open AND NOT v_replayed)
      OR (v_open AND (v_approval.debtor_account_id, v_approval.creditor_account_id, v_approval.amount_minor, v_approval.currency, v_approval.memo)
        IS DISTINCT FROM (p_debtor, p_creditor, p_amount, p_currency, p_memo))
    THEN PERFORM refuse('approval_mismatch'); END IF;
  END IF;

  IF NOT v_replayed THEN
    PERFORM lock_accounts(p_customer, p_debtor, p_creditor, p_amount, p_currency, p_transfer_limit);
  END IF;
  IF v_open THEN
    PERFORM settle_approval(v_approval, coalesce(v_first.id, p_id));
  END IF;
  IF NOT v_replayed THEN
    -- Read after settling: the approval's own hold is back in what is available.
    SELECT * INTO v_debtor FROM accounts a WHERE a.id = p_debtor;
    IF v_debtor.balance_minor - v_debtor.held_minor - p_amount < v_debtor.floor_minor THEN PERFORM refuse('insufficient_funds'); END IF;
    PERFORM take_daily_limit(p_customer, coalesce(v_approval.reserved_on, (now() AT TIME ZONE 'UTC')::date), p_currency, p_amount, p_daily_limit);
    PERFORM write_entries(p_id, p_debit_entry, p_credit_entry, p_debtor, p_creditor, p_amount);
    INSERT INTO audit_events (customer_id, kind, approval_id, transfer_id, data)
      VALUES (p_customer, 'transfer.posted', v_approval.id, p_id, p_actor || jsonb_build_object('authority', p_authority));
  END IF;

  RETURN QUERY SELECT t.id, t.authority, t.created_at, v_replayed, a.customer_id
    FROM transfers t JOIN accounts a ON a.id = t.creditor_account_id
    WHERE t.customer_id = p_customer AND t.idempotency_key = p_key;
END $$;
--> statement-breakpoint
-- Opens an account with its first balance, booked against the currency's system account, so that all entries of the
-- bank sum to zero. A negative opening is a debt (a credit card's). Opening the same id again does nothing.
CREATE FUNCTION open_account(
  p_id uuid, p_customer uuid, p_name text, p_type text, p_number text, p_currency text, p_status text,
  p_opening bigint, p_floor bigint, p_system uuid, p_transfer uuid, p_debit_entry uuid, p_credit_entry uuid
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO accounts (id, customer_id, name, type, number, currency, status) VALUES
    (p_system, NULL, 'Opening balances', 'system', 'SYSTEM-' || p_currency, p_currency, 'active')
    ON CONFLICT DO NOTHING;
  INSERT INTO accounts (id, customer_id, name, type, number, currency, status, floor_minor)
    VALUES (p_id, p_customer, p_name, p_type, p_number, p_currency, p_status, p_floor)
    ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  IF p_opening <> 0 THEN
    INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority)
      VALUES (p_transfer, p_customer, p_transfer, 'opening',
        CASE WHEN p_opening > 0 THEN p_system ELSE p_id END, CASE WHEN p_opening > 0 THEN p_id ELSE p_system END,
        abs(p_opening), p_currency, 'Opening balance', 'opening');
    PERFORM 1 FROM accounts WHERE id = p_system FOR NO KEY UPDATE;
    PERFORM write_entries(p_transfer, p_debit_entry, p_credit_entry,
      CASE WHEN p_opening > 0 THEN p_system ELSE p_id END, CASE WHEN p_opening > 0 THEN p_id ELSE p_system END, abs(p_opening));
  END IF;
  RETURN true;
END $$;
--> statement-breakpoint
-- The right to run a trigger function is asked for where a trigger is made, not where it fires.
REVOKE ALL ON FUNCTION lock_accounts, take_daily_limit, write_entries, settle_approval, post_transfer, open_approval, open_account, guard_approval, assert_transfer_balances, refuse_change, refuse FROM PUBLIC;
--> statement-breakpoint
INSERT INTO approval_moves (from_status, to_status) VALUES
  ('requested', 'pending'), ('pending', 'approved'), ('approved', 'posted'),
  ('requested', 'denied'), ('requested', 'expired'), ('requested', 'cancelled'), ('requested', 'failed'),
  ('pending', 'denied'), ('pending', 'expired'), ('pending', 'cancelled'), ('pending', 'failed'),
  ('approved', 'denied'), ('approved', 'expired'), ('approved', 'cancelled'), ('approved', 'failed');
