-- Lets an approval move only as approval_moves allows. An open approval of a transfer holds its amount on the debtor's
-- account and in the day's limit; any final state gives both back, in the same statement. A denial with "not me" also
-- freezes the customer's agents. What a mandate allowed is posted in the statement that asked, and holds nothing.
CREATE OR REPLACE FUNCTION guard_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_not_me boolean := NEW.status = 'denied' AND NEW.reason IS NOT DISTINCT FROM 'not_me';
BEGIN
  -- This runs as the owner. On another user's table it would give back holds that are not that table's.
  IF TG_RELID <> 'public.approvals'::regclass THEN
    RAISE EXCEPTION 'guard_approval guards approvals only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT FROM approval_moves WHERE from_status = OLD.status AND to_status = NEW.status) THEN
    RAISE EXCEPTION 'an approval cannot go from % to %', OLD.status, NEW.status USING ERRCODE = 'BK002';
  END IF;
  IF (NEW.id, NEW.customer_id, NEW.kind, NEW.change, NEW.debtor_account_id, NEW.creditor_account_id, NEW.amount_minor, NEW.currency, NEW.memo, NEW.details, NEW.payment,
      NEW.agent_client_id, NEW.agent_name, NEW.agent_host, NEW.request_id, NEW.mandate_id)
    IS DISTINCT FROM
     (OLD.id, OLD.customer_id, OLD.kind, OLD.change, OLD.debtor_account_id, OLD.creditor_account_id, OLD.amount_minor, OLD.currency, OLD.memo, OLD.details, OLD.payment,
      OLD.agent_client_id, OLD.agent_name, OLD.agent_host, OLD.request_id, OLD.mandate_id)
  THEN
    RAISE EXCEPTION 'what an approval is for cannot change' USING ERRCODE = 'restrict_violation';
  END IF;
  NEW.updated_at := now();
  -- The tenant knows of a denial already, because it took it. The time is cut and not rounded, so that it is due at
  -- once. Of what a mandate allowed, the tenant knows nothing.
  IF NEW.mandate_id IS NULL AND NEW.status IN ('posted', 'failed', 'cancelled', 'expired') THEN NEW.tell_tenant_after := date_trunc('milliseconds', now()); END IF;
  -- The freeze and the denial are one statement, so that no process can die between them. The customer is locked before
  -- the accounts, as everywhere.
  IF v_not_me THEN PERFORM raise_agent_freeze(NEW.customer_id); END IF;
  IF NEW.mandate_id IS NULL AND NOT EXISTS (SELECT FROM approval_moves WHERE from_status = NEW.status) THEN
    UPDATE accounts SET held_minor = held_minor - NEW.amount_minor WHERE id = NEW.debtor_account_id;
    UPDATE daily_totals SET total_minor = total_minor - NEW.amount_minor
      WHERE customer_id = NEW.customer_id AND day = NEW.reserved_on AND currency = NEW.currency;
  END IF;
  INSERT INTO audit_events (customer_id, kind, approval_id, transfer_id, data)
    VALUES (NEW.customer_id, 'approval.' || NEW.status, NEW.id, NEW.transfer_id, jsonb_strip_nulls(jsonb_build_object('reason', NEW.reason, 'mandateId', NEW.mandate_id)));
  IF v_not_me THEN
    PERFORM note_agent_freeze(p_customer => NEW.customer_id, p_frozen => true, p_why => 'not_me', p_approval => NEW.id);
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION guard_approval FROM PUBLIC;

CREATE OR REPLACE TRIGGER approvals_guard BEFORE UPDATE OF status ON approvals
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION guard_approval();
