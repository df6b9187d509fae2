import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import type { Sql } from '../store/database'

interface Row {
  payload: AdapterPayload
  consumed: number | null
  /** Seconds until the record ends, or null for one that does not. */
  left: number | null
}

/**
 * oidc-provider's storage in Postgres, one row a record. Each promise of "once" is kept by a single statement. A record ends by
 * the database's clock, by which the phone's requests end too: the tenant's own may jump while one waits.
 */
export class PostgresAdapter implements Adapter {
  constructor(
    private readonly sql: Sql,
    private readonly model: string,
  ) {}

  private left() {
    return this.sql`extract(epoch FROM expires_at - now())::float8`
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    // `inFlight` would lock out a customer who left the next page and types the same code again.
    const { inFlight: _, ...kept } = payload
    const { grantId = null, uid = null, userCode = null } = kept
    const answered = this.model === 'DeviceCode' && Boolean(kept.accountId || kept.error)
    // `consumed_at` is left alone: a late write must not make a spent request fresh again.
    const stored = await this.sql`
      INSERT INTO tenant.records AS known (model, id, payload, grant_id, uid, user_code, answered, expires_at)
      VALUES (${this.model}, ${id}, ${JSON.stringify(kept)}::text::json, ${grantId}, ${uid}, ${userCode}, ${answered},
              now() + make_interval(secs => ${expiresIn ?? null}::float8))
      ON CONFLICT (model, id) DO UPDATE
      SET payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, answered = excluded.answered,
          expires_at = excluded.expires_at
      WHERE NOT known.answered
      RETURNING id`
    if (stored.length === 0) throw new errors.InvalidRequest('this code has been answered already')
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    // Ids come straight from requests, and Postgres text cannot hold a NUL.
    if (id.includes('\0')) return undefined
    const [row] = await this.sql<Row[]>`
      SELECT payload, extract(epoch FROM consumed_at)::int AS consumed, ${this.left()} AS left
      FROM tenant.records WHERE model = ${this.model} AND id = ${id}
        -- The provider itself checks when any other record ends, by its payload.
        AND (model <> 'Client' OR expires_at > now())`
    return toPayload(row)
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const [row] = await this.sql<Row[]>`
      SELECT payload, extract(epoch FROM consumed_at)::int AS consumed, ${this.left()} AS left
      FROM tenant.records WHERE model = ${this.model} AND uid = ${uid}`
    return toPayload(row)
  }

  /** The device's code that belongs to the code a customer has typed. */
  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    if (userCode.includes('\0')) return undefined
    const [row] = await this.sql<Row[]>`
      SELECT payload, extract(epoch FROM consumed_at)::int AS consumed, ${this.left()} AS left
      FROM tenant.records WHERE model = ${this.model} AND user_code = ${userCode}`
    return toPayload(row)
  }

  /**
   * Spends a code, a refresh token or an approved request. Of any number of callers exactly one succeeds.
   * @throws errors.InvalidGrant for all others (RFC 6749 section 5.2)
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

/** The provider compares `exp` with this process's clock, and so it is told by that clock. */
function toPayload(row: Row | undefined): AdapterPayload | undefined {
  if (!row) return undefined
  const { payload, consumed, left } = row
  const ends = payload.exp !== undefined && left !== null
  return {
    ...payload,
    ...(ends && { exp: Math.floor(Date.now() / 1_000 + left) }),
    ...(consumed !== null && { consumed }),
  }
}
