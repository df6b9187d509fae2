-- What the running tenant may do: everything in a schema of its own, and nothing elsewhere. TENANT_ROLE is filled in by
-- db/roles.ts.
-- Only a member of a role may give it a schema; a superuser needs no leave.
GRANT TENANT_ROLE TO CURRENT_USER;
CREATE SCHEMA IF NOT EXISTS tenant AUTHORIZATION TENANT_ROLE;

-- From starts at which no roles could be made, the schema and what is in it may be the owner's still.
ALTER SCHEMA tenant OWNER TO TENANT_ROLE;
DO $$
DECLARE
  v_table regclass;
BEGIN
  FOR v_table IN SELECT oid FROM pg_class
    WHERE relnamespace = 'tenant'::regnamespace AND relkind = 'r' AND relowner <> 'TENANT_ROLE'::regrole
  LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO TENANT_ROLE', v_table);
  END LOOP;
END $$;
