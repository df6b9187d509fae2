-- Moves the head of the customer's audit chain by one and writes the link. Every customer has a chain, so that
-- customers do not wait for each other. A link's hash covers its event, its position and the link before it;
-- lib/evidence/audit/link-hash.ts computes the same hash from the rows alone. The head's row lock puts the links of one
-- customer in order.
CREATE OR REPLACE FUNCTION append_link(p_event audit_events) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_head audit_heads;
BEGIN
  -- Nearly every customer has a head, and the hash of a first link would be computed for nothing.
  UPDATE audit_heads h SET position = h.position + 1, hash = link_hash(h.hash, h.position + 1, p_event)
    WHERE h.customer_id = p_event.customer_id RETURNING * INTO v_head;
  IF NOT FOUND THEN INSERT INTO audit_heads AS h (customer_id, position, hash)
    VALUES (p_event.customer_id, 1, link_hash(repeat('0', 64), 1, p_event))
    ON CONFLICT (customer_id) DO UPDATE SET position = h.position + 1, hash = link_hash(h.hash, h.position + 1, p_event)
    RETURNING * INTO v_head; END IF;
  INSERT INTO audit_chain (customer_id, position, event_sequence, hash)
    VALUES (v_head.customer_id, v_head.position, p_event.sequence, v_head.hash);
END $$;

REVOKE ALL ON FUNCTION append_link FROM PUBLIC;
