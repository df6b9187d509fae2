import { ALL_SCOPES, allowCode, askForCode, pollCode, refreshAs } from '../tenant/agents'
import type { Cluster } from './cluster'

/** Tokens live for a quarter of an hour; one that is older than this is renewed. */
const FRESH_MS = 8 * 60_000

/** The command line as a customer has let it in: its token, renewed when it grows old and the tenant can be reached. */
export class McpAccess {
  #since = performance.now()

  private constructor(
    private readonly cluster: Cluster,
    private tokens: { access: string; refresh: string },
  ) {}

  static async open(cluster: Cluster, email: string): Promise<McpAccess> {
    const tenant = { issuer: `${cluster.issuer}/` }
    const code = await askForCode(tenant, { scope: `${ALL_SCOPES} product:buy stock:trade` })
    await allowCode(tenant, code.user_code, email, cluster.password)
    const { body } = await pollCode(tenant, code.device_code)
    return new McpAccess(cluster, { access: String(body.access_token), refresh: String(body.refresh_token) })
  }

  async token(): Promise<string> {
    if (performance.now() - this.#since > FRESH_MS) await this.#renew().catch(() => {})
    return this.tokens.access
  }

  async #renew(): Promise<void> {
    this.#since = performance.now()
    const { body } = await refreshAs({ issuer: `${this.cluster.issuer}/` }, this.tokens.refresh)
    if (body.access_token) this.tokens = { access: String(body.access_token), refresh: String(body.refresh_token) }
  }
}
