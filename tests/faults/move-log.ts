import { schemaDifferences } from '@/db/compare-schema'
import { asOwner } from './as-owner'

const TRIGGER = 'harness_moves'

/** A move of an approval by a process that did not hold its lease. */
export interface ForeignMove {
  approval: string
  from: string
  to: string
  by: string
  holder: string
}

/**
 * Lets the database write down who moved an approval and who took its lease (each life of a replica has a name). The
 * bank itself knows nothing of it.
 */
export async function logMoves(ownerUrl: string): Promise<void> {
  await asOwner(ownerUrl, (sql) =>
    sql.unsafe(`
      CREATE SCHEMA IF NOT EXISTS harness;
      CREATE TABLE IF NOT EXISTS harness.moves (
        sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(),
        approval uuid NOT NULL, transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
        from_status text, to_status text, by text NOT NULL DEFAULT current_setting('application_name'), lease boolean NOT NULL);
      CREATE OR REPLACE FUNCTION harness.note_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          INSERT INTO harness.moves (approval, to_status, lease) VALUES (NEW.id, NEW.status, true);
        ELSIF NEW.status IS DISTINCT FROM OLD.status THEN
          INSERT INTO harness.moves (approval, from_status, to_status, lease) VALUES (NEW.id, OLD.status, NEW.status, false);
        ELSIF NEW.lease_owner IS DISTINCT FROM OLD.lease_owner THEN
          INSERT INTO harness.moves (approval, to_status, lease) VALUES (NEW.id, NEW.status, true);
        END IF;
        RETURN NULL;
      END $$;
      CREATE OR REPLACE TRIGGER ${TRIGGER} AFTER INSERT OR UPDATE ON approvals
        FOR EACH ROW EXECUTE FUNCTION harness.note_move();
      REVOKE EXECUTE ON FUNCTION harness.note_move() FROM PUBLIC;
      GRANT USAGE ON SCHEMA harness TO PUBLIC;`),
  )
}

/** What of the schema is neither this version's nor the harness's. */
export async function foreignSchema(ownerUrl: string): Promise<string[]> {
  const lines = await asOwner(ownerUrl, schemaDifferences)
  return lines.filter((line) => !line.startsWith(`trigger approvals.${TRIGGER} `))
}

/** Moves that only the holder of the lease may make, made by another. A posting and a withdrawal may come from anybody. */
export function foreignMoves(ownerUrl: string): Promise<ForeignMove[]> {
  return asOwner(
    ownerUrl,
    (sql) => sql<ForeignMove[]>`
      SELECT m.approval, m.from_status AS "from", m.to_status AS "to", m.by, holder.by AS holder
      FROM harness.moves m CROSS JOIN LATERAL (
        SELECT l.by FROM harness.moves l WHERE l.approval = m.approval AND l.lease AND l.sequence < m.sequence
        ORDER BY l.sequence DESC LIMIT 1) holder
      WHERE NOT m.lease AND m.to_status NOT IN ('posted', 'cancelled') AND m.by <> holder.by
        AND NOT EXISTS (SELECT FROM harness.moves p WHERE p.transaction = m.transaction AND p.to_status = 'posted')`,
  )
}

/** Every move and every change of a lease, in their order. */
export function allMoves(ownerUrl: string): Promise<Record<string, unknown>[]> {
  return asOwner(
    ownerUrl,
    (sql) => sql`SELECT at, approval, from_status, to_status, by, lease FROM harness.moves ORDER BY sequence`,
  )
}
