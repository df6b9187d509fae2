-- Adds to an event what it says about a row. The database reads the row in the transaction that wrote it.
CREATE OR REPLACE FUNCTION describe_event() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.kind = 'transfer.posted' THEN
    -- An agent that Aiya's server does not know has no row in approvals, but its key is the approval's id as well. The
    -- bank's own client brings the token; the approval's row tells on whose behalf.
    SELECT p.id, NEW.data || jsonb_build_object('posted', jsonb_strip_nulls(jsonb_build_object(
          'key', t.idempotency_key, 'debtorAccountId', t.debtor_account_id, 'creditorAccountId', t.creditor_account_id,
          'amountMinor', t.amount_minor::text, 'currency', t.currency, 'memo', t.memo)))
        || CASE WHEN a.id IS NULL THEN '{}' ELSE jsonb_strip_nulls(jsonb_build_object(
          'act', act_of(p_client => a.agent_client_id, p_name => a.agent_name, p_host => a.agent_host))) END
      INTO STRICT NEW.approval_id, NEW.data FROM transfers t
      CROSS JOIN LATERAL (SELECT CASE WHEN t.authority IN ('approval', 'session+approval', 'mandate') THEN t.idempotency_key ELSE NEW.approval_id END AS id) AS p
      LEFT JOIN approvals a ON a.id = p.id AND a.customer_id = NEW.customer_id
      WHERE t.id = NEW.transfer_id;
  ELSE
    SELECT NEW.data || jsonb_strip_nulls(jsonb_build_object('bindingMessage', a.binding_message, 'displayedHash', a.displayed_hash))
      INTO STRICT NEW.data FROM approvals a WHERE a.id = NEW.approval_id;
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION describe_event FROM PUBLIC;

CREATE OR REPLACE TRIGGER audit_events_describe BEFORE INSERT ON audit_events
  FOR EACH ROW WHEN (NEW.kind IN ('transfer.posted', 'approval.requested')) EXECUTE FUNCTION describe_event();
