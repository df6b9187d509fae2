import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Sql } from '../store/database'

/** Timers may fire a little early; a poll that is early by this much is not too fast. */
const TOLERANCE_MS = 100

/**
 * Adds to oidc-provider's device flow what it leaves out: `interval`, and `slow_down` for a device that polls too fast
 * (RFC 8628 section 3.5).
 */
export class DevicePolling {
  constructor(
    private readonly sql: Sql,
    private readonly intervalSeconds: number,
  ) {}

  /** Tells the device how often it may poll. */
  nameInterval(ctx: KoaContextWithOIDC): void {
    if (ctx.status === 200) ctx.body = { ...Object(ctx.body), interval: this.intervalSeconds }
  }

  /** @param error the provider's error for this poll, if there is one */
  async answer(ctx: KoaContextWithOIDC, error: string | undefined): Promise<void> {
    if (error === 'authorization_pending' && (await this.isTooFast(ctx))) {
      ctx.set('Retry-After', String(this.intervalSeconds))
      ctx.body = { error: 'slow_down', error_description: `poll every ${this.intervalSeconds} seconds at most` }
    }
    if (error === 'invalid_grant' && (await this.wasRefused(ctx))) {
      ctx.body = { error: 'access_denied', error_description: 'the customer has refused' }
    }
  }

  /** Whether this poll came too soon. Such a poll is not recorded, so it does not delay the next allowed one. */
  private async isTooFast(ctx: KoaContextWithOIDC): Promise<boolean> {
    const soonestMs = this.intervalSeconds * 1000 - TOLERANCE_MS
    const [poll] = await this.sql<{ sinceMs: number | null }[]>`
      WITH before AS (
        SELECT id, (extract(epoch FROM now() - polled_at) * 1000)::float8 AS since_ms
        FROM tenant.records WHERE model = 'DeviceCode' AND id = ${String(ctx.oidc.params?.device_code)} FOR UPDATE
      ), polled AS (
        UPDATE tenant.records AS record SET polled_at = now() FROM before
        WHERE record.model = 'DeviceCode' AND record.id = before.id AND coalesce(since_ms >= ${soonestMs}, true)
      )
      SELECT since_ms AS "sinceMs" FROM before`
    return typeof poll?.sinceMs === 'number' && poll.sinceMs < soonestMs
  }

  /**
   * Whether the customer has refused this device. The provider says so only once, and that answer can be lost, so the
   * refusal is repeated.
   */
  private async wasRefused(ctx: KoaContextWithOIDC): Promise<boolean> {
    const { device_code: deviceCode } = ctx.oidc.params ?? {}
    const code = await ctx.oidc.provider.DeviceCode.find(String(deviceCode), { ignoreExpiration: true })
    return code?.error === 'access_denied' && code.clientId === ctx.oidc.client?.clientId
  }
}
