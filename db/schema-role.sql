-- The rights of a process with a schema of its own (the tenant, the shop, the brokerage): everything in that schema, and
-- nothing elsewhere. db/roles.ts fills in OWN_ROLE and OWN_SCHEMA. Only a member of a role may give it a schema; a
-- superuser needs no membership.
GRANT OWN_ROLE TO CURRENT_USER;
CREATE SCHEMA IF NOT EXISTS OWN_SCHEMA AUTHORIZATION OWN_ROLE;

-- After a start at which no roles could be made, the schema and what is in it may still belong to the owner.
ALTER SCHEMA OWN_SCHEMA OWNER TO OWN_ROLE;
DO $$
DECLARE
  v_thing text;
BEGIN
  FOR v_thing IN
    SELECT format('TABLE %s', c.oid::regclass) FROM pg_class c
      WHERE c.relnamespace = 'OWN_SCHEMA'::regnamespace AND c.relkind = 'r' AND c.relowner <> 'OWN_ROLE'::regrole
    UNION ALL
    SELECT format('FUNCTION %s', p.oid::regprocedure) FROM pg_proc p
      WHERE p.pronamespace = 'OWN_SCHEMA'::regnamespace AND p.proowner <> 'OWN_ROLE'::regrole
  LOOP
    EXECUTE format('ALTER %s OWNER TO OWN_ROLE', v_thing);
  END LOOP;
END $$;
