import type postgres from 'postgres'

/** A table that refuses rows for a while, like a server without room. */
export interface FullUp {
  /** How many rows were sent so far, accepted or not. */
  tries(): Promise<number>
  /** Makes the table accept every row again. */
  empty(): Promise<void>
}

/** Makes the table refuse the next `times` rows for which `only` (SQL over NEW) holds, with "too many connections". */
export async function fullUp(
  sql: postgres.Sql<{ bigint: bigint }>,
  table: string,
  times: number,
  only = 'true',
): Promise<FullUp> {
  // A sequence keeps counting even when its transaction is undone.
  await sql.unsafe(`CREATE SEQUENCE full_up; CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN IF nextval('full_up') <= ${times} THEN RAISE EXCEPTION 'no room' USING ERRCODE = '53300'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER full_up BEFORE INSERT ON ${table} FOR EACH ROW WHEN (${only}) EXECUTE FUNCTION full_up()`)
  return {
    async tries() {
      const [row] = await sql`SELECT CASE WHEN is_called THEN last_value::int ELSE 0 END AS n FROM full_up`
      return row?.n
    },
    async empty() {
      await sql.unsafe(`DROP TRIGGER full_up ON ${table}; DROP FUNCTION full_up(); DROP SEQUENCE full_up`)
    },
  }
}
