-- Links an audit event to its customer's chain at commit, when the transaction holds every other lock that it will
-- take.
CREATE OR REPLACE FUNCTION chain_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- This runs as the owner, since the app's role may write no link. On another user's table it would link false events.
  IF TG_RELID <> 'public.audit_events'::regclass THEN
    RAISE EXCEPTION 'chain_event chains audit_events only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM append_link(NEW);
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION chain_event FROM PUBLIC;

DROP TRIGGER IF EXISTS audit_events_chain ON audit_events;
CREATE CONSTRAINT TRIGGER audit_events_chain AFTER INSERT ON audit_events DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION chain_event();
