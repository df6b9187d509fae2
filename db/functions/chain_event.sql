-- Links an audit event to its customer's chain at commit, when the transaction holds every other lock that it will
-- take: moves the head of the chain by one and writes the link. Every customer has a chain, so that customers do not wait
-- for each other. A link's hash covers its event, its position and the link before it; lib/evidence/audit/link-hash.ts
-- computes the same hash from the rows alone. The head's row lock puts the links of one customer in order.
CREATE OR REPLACE FUNCTION chain_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- This runs as the owner, since the app's role may write no link. On another user's table it would link false events.
  IF TG_RELID <> 'public.audit_events'::regclass THEN
    RAISE EXCEPTION 'chain_event chains audit_events only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Nearly every customer has a head, and the hash of a first link would be computed for nothing.
  WITH moved AS (
    UPDATE audit_heads h SET position = h.position + 1, hash = link_hash(h.hash, h.position + 1, NEW)
      WHERE h.customer_id = NEW.customer_id RETURNING h.position, h.hash
  ) INSERT INTO audit_chain (customer_id, position, event_sequence, hash) SELECT NEW.customer_id, m.position, NEW.sequence, m.hash FROM moved m;
  IF NOT FOUND THEN
    WITH begun AS (
      INSERT INTO audit_heads AS h (customer_id, position, hash) VALUES (NEW.customer_id, 1, link_hash(repeat('0', 64), 1, NEW))
        ON CONFLICT (customer_id) DO UPDATE SET position = h.position + 1, hash = link_hash(h.hash, h.position + 1, NEW)
        RETURNING h.position, h.hash
    ) INSERT INTO audit_chain (customer_id, position, event_sequence, hash) SELECT NEW.customer_id, b.position, NEW.sequence, b.hash FROM begun b;
  END IF;
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION chain_event FROM PUBLIC;

DROP TRIGGER IF EXISTS audit_events_chain ON audit_events;
CREATE CONSTRAINT TRIGGER audit_events_chain AFTER INSERT ON audit_events DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION chain_event();
