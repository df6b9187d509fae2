import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import type { Sql } from '../store/database'

interface Row {
  payload: AdapterPayload
  consumed: number | null
}

/** oidc-provider's storage on Postgres: one row per record, and every promise of "once" kept by one statement. */
export class PostgresAdapter implements Adapter {
  constructor(
    private readonly sql: Sql,
    private readonly model: string,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { grantId = null, uid = null } = payload
    // `consumed_at` is left as it is: an answer that is stored late must not make a spent request fresh again.
    await this.sql`
      INSERT INTO tenant.records (model, id, payload, grant_id, uid, expires_at)
      VALUES (${this.model}, ${id}, ${JSON.stringify(payload)}::text::json, ${grantId}, ${uid},
              now() + make_interval(secs => ${expiresIn ?? null}::float8))
      ON CONFLICT (model, id) DO UPDATE
      SET payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, expires_at = excluded.expires_at`
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    // Ids come from the request as they are, and Postgres has no text with a NUL in it.
    if (id.includes('\0')) return undefined
    const [row] = await this.sql<Row[]>`
      SELECT payload, extract(epoch FROM consumed_at)::int AS consumed
      FROM tenant.records WHERE model = ${this.model} AND id = ${id}`
    return toPayload(row)
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const [row] = await this.sql<Row[]>`
      SELECT payload, extract(epoch FROM consumed_at)::int AS consumed
      FROM tenant.records WHERE model = ${this.model} AND uid = ${uid}`
    return toPayload(row)
  }

  /** The device flow is off, so nothing has a user code. */
  async findByUserCode(): Promise<undefined> {
    return undefined
  }

  /**
   * Spends a code, a refresh token or an approved request. Of any number of callers exactly one succeeds.
   * @throws errors.InvalidGrant for all the others (RFC 6749 section 5.2)
   */
  async consume(id: string): Promise<void> {
    const spent = await this.sql`
      UPDATE tenant.records SET consumed_at = now()
      WHERE model = ${this.model} AND id = ${id} AND consumed_at IS NULL RETURNING id`
    if (spent.length === 0) throw new errors.InvalidGrant('already consumed')
  }

  async destroy(id: string): Promise<void> {
    await this.sql`DELETE FROM tenant.records WHERE model = ${this.model} AND id = ${id}`
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.sql`DELETE FROM tenant.records WHERE model = ${this.model} AND grant_id = ${grantId}`
  }
}

function toPayload(row: Row | undefined): AdapterPayload | undefined {
  return row && { ...row.payload, ...(row.consumed === null ? {} : { consumed: row.consumed }) }
}
