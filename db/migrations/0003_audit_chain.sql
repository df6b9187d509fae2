-- The chain of audit events. Each customer has one of their own, so that customers do not queue behind each other: a
-- link's hash covers its event, its place and the link before it, and audit_heads says where the chain ends.
-- A link is made at commit, when the transaction holds every other lock it will ever take. So the order of locks in
-- 0004_approval_rules.sql ends with one more, the customer's head, and no new pair of locks can be taken in two orders.
-- lib/audit/link-hash.ts computes the same hash again, from the rows alone.

-- What an event says about a row is read from the row, by the database, in the transaction that wrote it.
CREATE FUNCTION describe_event() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.kind = 'transfer.posted' THEN
    -- An agent that Aiya's server knows nothing of has no row in approvals; the approval's id is the key all the same.
    SELECT CASE WHEN t.authority = 'approval' THEN t.idempotency_key ELSE NEW.approval_id END,
        NEW.data || jsonb_build_object('posted', jsonb_strip_nulls(jsonb_build_object(
          'key', t.idempotency_key, 'debtorAccountId', t.debtor_account_id, 'creditorAccountId', t.creditor_account_id,
          'amountMinor', t.amount_minor::text, 'currency', t.currency, 'memo', t.memo)))
      INTO STRICT NEW.approval_id, NEW.data FROM transfers t WHERE t.id = NEW.transfer_id;
  ELSE
    SELECT NEW.data || jsonb_strip_nulls(jsonb_build_object('bindingMessage', a.binding_message, 'displayedHash', a.displayed_hash))
      INTO STRICT NEW.data FROM approvals a WHERE a.id = NEW.approval_id;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_events_describe BEFORE INSERT ON audit_events
  FOR EACH ROW WHEN (NEW.kind IN ('transfer.posted', 'approval.requested')) EXECUTE FUNCTION describe_event();
--> statement-breakpoint
-- One line for each member, in a spelling of which there is only one; the first link follows 64 zeros.
CREATE FUNCTION link_hash(p_previous text, p_position bigint, p_event audit_events) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT encode(sha256(convert_to(concat_ws(E'\n', 'audit link 1', p_previous, p_position, p_event.sequence,
    to_char(p_event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), p_event.customer_id, to_jsonb(p_event.kind)::text,
    coalesce(p_event.approval_id::text, '-'), coalesce(p_event.transfer_id::text, '-'), p_event.data::text), 'UTF8')), 'hex')
$$;
--> statement-breakpoint
-- Moves the customer's head by one and writes the link. The head's row lock is what puts one customer's links in order.
CREATE FUNCTION append_link(p_event audit_events) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_head audit_heads;
BEGIN
  INSERT INTO audit_heads AS h (customer_id, position, hash)
    VALUES (p_event.customer_id, 1, link_hash(repeat('0', 64), 1, p_event))
    ON CONFLICT (customer_id) DO UPDATE SET position = h.position + 1, hash = link_hash(h.hash, h.position + 1, p_event)
    RETURNING * INTO v_head;
  INSERT INTO audit_chain (customer_id, position, event_sequence, hash)
    VALUES (v_head.customer_id, v_head.position, p_event.sequence, v_head.hash);
END $$;
--> statement-breakpoint
CREATE FUNCTION chain_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- It runs as the owner, since the app's role writes no link: on a table of somebody else's making it would link lies.
  IF TG_RELID <> 'public.audit_events'::regclass THEN
    RAISE EXCEPTION 'chain_event chains audit_events only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM append_link(NEW);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER audit_events_chain AFTER INSERT ON audit_events DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION chain_event();
--> statement-breakpoint
CREATE TRIGGER audit_chain_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_heads_stay BEFORE DELETE OR TRUNCATE ON audit_heads
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_heads_begin BEFORE INSERT ON audit_heads
  FOR EACH ROW WHEN (NEW.position <> 1) EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_heads_forward BEFORE UPDATE ON audit_heads
  FOR EACH ROW WHEN (NEW.customer_id <> OLD.customer_id OR NEW.position <> OLD.position + 1) EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
REVOKE ALL ON FUNCTION describe_event, link_hash, append_link, chain_event FROM PUBLIC;
--> statement-breakpoint
-- What happened before there was a chain is chained now, each customer's in its order. No writer is under way: the
-- triggers above waited for all of them.
DO $$
DECLARE
  v_event audit_events;
BEGIN
  FOR v_event IN SELECT * FROM audit_events ORDER BY sequence LOOP PERFORM append_link(v_event); END LOOP;
END $$;
--> statement-breakpoint
-- Where a trail may start (lib/audit/trail.ts). Few events have these members, and only those are in the index.
CREATE INDEX audit_events_chat ON audit_events ((data ->> 'chatId')) WHERE data ? 'chatId';
--> statement-breakpoint
CREATE INDEX audit_events_tool_call ON audit_events ((data ->> 'toolCallId')) WHERE data ? 'toolCallId';
--> statement-breakpoint
CREATE INDEX audit_events_device ON audit_events ((data #>> '{device,id}')) WHERE data ? 'device';
--> statement-breakpoint
CREATE INDEX audit_events_agent_client ON audit_events ((data ->> 'agentClientId')) WHERE data ? 'agentClientId';
