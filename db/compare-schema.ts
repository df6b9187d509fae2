import type postgres from 'postgres'
import expected from './expected-schema.json' with { type: 'json' }
import { readRights, readSchema } from './read-schema'

const SHOWN_CHARACTERS = 160

/**
 * The differences between the database and this version's migrations and functions, one line each: a trigger that is
 * switched off, a function that was replaced, an extra right. Empty for a sound database. Works for the owner and for
 * the app's role. Other tables in the same schema are ignored.
 */
export async function schemaDifferences(sql: postgres.ISql): Promise<string[]> {
  return [...compareLines(await readSchema(sql)), ...compareRights(await readRights(sql)), ...(await bypasses(sql))]
}

function compareLines(found: Record<string, string>): string[] {
  const schema: Record<string, string> = expected.schema
  const missing = Object.keys(schema).filter((name) => !(name in found))
  const changed = Object.keys(schema).filter((name) => name in found && found[name] !== schema[name])
  const more = Object.keys(found).filter((name) => !(name in schema) && isOurs(name))
  return [
    ...missing.map((name) => `${name} is missing`),
    ...changed.map((name) => `${name} is "${short(found[name])}", and should be "${short(schema[name])}"`),
    ...more.map((name) => `${name} is not of this version: "${short(found[name])}"`),
  ]
}

/**
 * Whether a difference concerns the bank. Any function does, since it may run as the owner; other things do where they
 * belong to one of the bank's tables.
 */
function isOurs(name: string): boolean {
  const [kind = '', thing = ''] = name.split(' ')
  return (
    ['function', 'move', 'schema'].includes(kind) ||
    name in expected.schema ||
    `table ${thing.split('.')[0]}` in expected.schema
  )
}

/**
 * A role that can post is the app's role, and must have all its rights; one that can receive from other shards is the
 * clearing's. No other role may have more rights than the app.
 */
function compareRights(found: Record<string, string[]>): string[] {
  return Object.entries(found).flatMap(([role, rights]) => {
    const runs = (name: string) => rights.some((right) => right.startsWith(`EXECUTE on function ${name}(`))
    const allowed = !runs('post_transfer') && runs('receive_transfers') ? expected.clearingRights : expected.rights
    const missing =
      runs('post_transfer') || runs('receive_transfers') ? allowed.filter((right) => !rights.includes(right)) : []
    const more = rights.filter((right) => (role === 'PUBLIC' || !allowed.includes(right)) && isOurRight(right))
    return [
      ...missing.map((right) => `role ${role} lacks ${right}`),
      ...more.map((right) => `role ${role} may ${right}, which only the owner should`),
    ]
  })
}

const isOurRight = (right: string) => isOurs(right.slice(right.indexOf(' on ') + ' on '.length))

/** Ways past the guards that leave no trace in the schema. */
async function bypasses(sql: postgres.ISql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    SELECT format('triggers are switched off for role %s in %s', coalesce(r.rolname, '(all)'), coalesce(d.datname, '(all databases)')) AS line
      FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
      CROSS JOIN unnest(s.setconfig) AS setting
      WHERE setting LIKE 'session_replication_role=%' AND setting <> 'session_replication_role=origin'
        AND (s.setdatabase = 0 OR d.datname = current_database())
    UNION ALL
    SELECT 'triggers are switched off for the whole server' WHERE current_setting('session_replication_role') <> 'origin'
    UNION ALL
    SELECT format('role %s may become the owner of the ledger', r.rolname)
      FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a JOIN pg_roles r ON r.oid = a.grantee
      WHERE p.oid = to_regproc('public.post_transfer') AND a.grantee <> p.proowner AND pg_has_role(r.oid, p.proowner, 'MEMBER')
    UNION ALL
    SELECT format('role %s, which may post, may also create roles', r.rolname)
      FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a JOIN pg_roles r ON r.oid = a.grantee
      WHERE p.oid = to_regproc('public.post_transfer') AND a.grantee <> p.proowner AND r.rolcreaterole
    UNION ALL
    SELECT format('role %s, which may post, is also a %s', r.rolname, g.rolname)
      FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a JOIN pg_roles r ON r.oid = a.grantee
      CROSS JOIN pg_roles g
      WHERE p.oid = to_regproc('public.post_transfer') AND a.grantee <> p.proowner AND NOT r.rolsuper
        AND g.rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program')
        AND pg_has_role(r.oid, g.oid, 'MEMBER')
    UNION ALL
    SELECT DISTINCT format('%s writes to %s for role %s', v.oid::regclass, t.relname, coalesce(r.rolname, 'PUBLIC'))
      FROM pg_class v CROSS JOIN LATERAL aclexplode(v.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
      JOIN pg_rewrite w ON w.ev_class = v.oid JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
      JOIN pg_class t ON t.oid = d.refobjid AND d.refclassid = 'pg_class'::regclass
      WHERE v.relkind = 'v' AND a.grantee <> v.relowner AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE')
        AND t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND t.relname IN ${sql(OUR_TABLES)}
    UNION ALL
    SELECT DISTINCT format('%s runs as the owner of the ledger for role %s', p.oid::regprocedure, coalesce(r.rolname, 'PUBLIC'))
      FROM pg_proc p CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      LEFT JOIN pg_roles r ON r.oid = a.grantee, pg_class owner
      WHERE p.prosecdef AND p.pronamespace <> 'public'::regnamespace AND owner.oid = to_regclass('public.accounts')
        AND p.proowner = owner.relowner AND a.grantee <> p.proowner
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT format('%s belongs to %s, and not to %s, as the ledger does', c.oid::regclass, c.relowner::regrole, owner.relowner::regrole)
      FROM pg_class c, pg_class owner
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND owner.oid = to_regclass('public.accounts')
        AND c.relname IN ${sql(OUR_TABLES)} AND c.relowner <> owner.relowner
    UNION ALL
    SELECT format('%s belongs to %s, and not to %s, as the ledger does', p.oid::regprocedure, p.proowner::regrole, owner.relowner::regrole)
      FROM pg_proc p, pg_class owner
      WHERE p.pronamespace = 'public'::regnamespace AND owner.oid = to_regclass('public.accounts')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') AND p.proowner <> owner.relowner`
  return rows.map(({ line }) => line)
}

const OUR_TABLES = Object.keys(expected.schema)
  .filter((name) => name.startsWith('table '))
  .map((name) => name.slice('table '.length))

const short = (text = '') => (text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text)
