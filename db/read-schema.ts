import type postgres from 'postgres'

/**
 * The guards of the book, one line each: `kind name: description`. Covers tables, columns, constraints, indexes,
 * sequences, triggers, functions and an approval's moves, all in schema `public`, without those of extensions. No line names a
 * role, so all databases of one version give the same lines.
 */
const LINES = `
  SELECT format('table %s', relname) AS name,
    concat_ws(', ', CASE relpersistence WHEN 'p' THEN 'kept' ELSE 'UNLOGGED' END,
      CASE WHEN relhasrules THEN 'WITH RULES' END, CASE WHEN relrowsecurity THEN 'WITH ROW SECURITY' END,
      CASE WHEN EXISTS (SELECT FROM pg_inherits WHERE inhparent = pg_class.oid) THEN 'WITH CHILDREN' END) AS line
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT format('column %s.%s', c.relname, a.attname),
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
      'default ' || pg_get_expr(d.adbin, d.adrelid), CASE WHEN a.attidentity = 'a' THEN 'identity' END)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT format('constraint %s.%s', c.relname, k.conname), concat_ws(', ', pg_get_constraintdef(k.oid),
      CASE WHEN NOT k.convalidated THEN 'NOT VALIDATED' END,
      CASE WHEN EXISTS (SELECT FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled <> 'O') THEN 'DISABLED' END)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relnamespace = 'public'::regnamespace AND k.contype IN ('c', 'f', 'p', 'u', 'x')
  UNION ALL
  SELECT format('index %s.%s', t.relname, c.relname),
    concat_ws(', ', pg_get_indexdef(i.indexrelid), CASE WHEN NOT (i.indisvalid AND i.indisready) THEN 'NOT VALID' END)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT format('sequence %s', c.relname), concat_ws(', ', format('by %s', s.seqincrement), format('%s at a time', s.seqcache),
      CASE WHEN s.seqcycle THEN 'ROUND AND ROUND' END)
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT format('trigger %s.%s', c.relname, t.tgname), concat_ws(', ',
      CASE t.tgenabled WHEN 'O' THEN 'enabled' ELSE 'DISABLED' END, pg_get_triggerdef(t.oid))
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT format('function %s(%s)', p.proname, pg_get_function_identity_arguments(p.oid)),
    concat_ws(', ', l.lanname, pg_get_function_result(p.oid), CASE WHEN p.prosecdef THEN 'as its owner' END,
      CASE WHEN p.proisstrict THEN 'NOT RUN FOR NULL' END, 'default ' || pg_get_expr(p.proargdefaults, 0),
      p.proconfig::text, 'volatility ' || p.provolatile::text, 'body ' || md5(p.prosrc))
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`

const MOVES = `SELECT format('move %s > %s', from_status, to_status) AS name, 'allowed' AS line FROM approval_moves`

/** The lines by name, sorted. */
export async function readSchema(sql: postgres.ISql): Promise<Record<string, string>> {
  const [{ found } = {}] = await sql<{ found: string | null }[]>`SELECT to_regclass('public.approval_moves') AS found`
  const rows = await sql.unsafe<{ name: string; line: string }[]>(found ? `${LINES} UNION ALL ${MOVES}` : LINES)
  return sorted(rows.map(({ name, line }) => [name, line]))
}

/**
 * The comments of the tables and columns in schema `public`, by `table name` or `column table.name`. A difference here
 * is no fault, since a DBA may add a comment.
 */
export async function readComments(sql: postgres.ISql): Promise<Record<string, string>> {
  const rows = await sql<{ name: string; comment: string }[]>`
    SELECT CASE d.objsubid WHEN 0 THEN 'table ' || c.relname ELSE format('column %s.%s', c.relname, a.attname) END AS name,
      d.description AS comment
    FROM pg_description d JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`
  return sorted(rows.map(({ name, comment }) => [name, comment]))
}

/**
 * The rights of every role but the owner: `SELECT on table accounts`, `EXECUTE on function refuse(p_code text)`.
 * `PUBLIC` stands for everybody; the rights on the schema that Postgres gives to everybody are left out.
 */
export async function readRights(sql: postgres.ISql): Promise<Record<string, string[]>> {
  const rows = await sql<{ role: string; allowed: string }[]>`
    WITH things AS (
      SELECT 'table ' || relname AS thing, relacl AS acl, relowner AS owner FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      UNION ALL SELECT 'sequence ' || relname, relacl, relowner FROM pg_class
        WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
      UNION ALL SELECT format('column %s.%s', c.relname, a.attname), a.attacl, c.relowner
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL SELECT format('function %s(%s)', proname, pg_get_function_identity_arguments(oid)),
        coalesce(proacl, acldefault('f', proowner)), proowner FROM pg_proc p
        WHERE pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
      UNION ALL SELECT 'schema public', nspacl, nspowner FROM pg_namespace WHERE nspname = 'public')
    SELECT coalesce(r.rolname, 'PUBLIC') AS role, format('%s on %s', a.privilege_type, t.thing) AS allowed
    FROM things t CROSS JOIN LATERAL aclexplode(t.acl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE a.grantee <> t.owner AND NOT (t.thing = 'schema public' AND a.grantee = 0)
    ORDER BY 1, 2`
  const rights: Record<string, string[]> = {}
  for (const { role, allowed } of rows) rights[role] = [...(rights[role] ?? []), allowed]
  return rights
}

function sorted(pairs: [string, string][]): Record<string, string> {
  return Object.fromEntries(pairs.sort(([one], [other]) => (one < other ? -1 : 1)))
}
