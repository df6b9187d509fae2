import type { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { startHousekeeping } from './housekeeping'
import { failures } from './http/failures'
import { healthRoute } from './http/health'
import { requestLog } from './http/request-log'
import { securityHeaders } from './http/security-headers'
import { createLog } from './log'
import { configurationOf } from './oidc/configuration'
import { logOutAtOnce } from './oidc/logout'
import { pacePolling } from './oidc/polling'
import { assets } from './pages/assets'
import { Changes } from './phone/changes'
import { PhoneEvents } from './phone/events'
import { phoneRoutes } from './phone/routes'
import { PhoneSessions } from './phone/sessions'
import { signInRoutes } from './sign-in/routes'
import { DEMO_USERS, seedUsers } from './sign-in/users'
import { connect, createSchema } from './store/database'
import { fillCreditors } from './store/fill-creditors'
import { loadCookieSecret, loadSigningKeys } from './store/secrets'
import type { TenantConfig } from './tenant-config'

export interface Tenant {
  /** Starts to listen; resolves with the port it listens on. */
  listen(): Promise<number>
  /** Stops to listen, lets requests finish, ends the phones' streams and the database pool; takes two seconds at most. */
  close(): Promise<void>
}

const CLOSE_GRACE_MS = 1_200
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Builds a tenant on its database: schema, keys and customers are made where they are missing. */
export async function createTenant(config: TenantConfig): Promise<Tenant> {
  const log = createLog(config.logLevel)
  const sql = connect(config.databaseUrl)
  try {
    await createSchema(sql)
    await fillCreditors(sql)
    await seedUsers(sql, DEMO_USERS, config.demoPassword)
    const signingKeys = await loadSigningKeys(sql)
    const cookieSecret = config.cookieSecret ?? (await loadCookieSecret(sql))

    const changes = new Changes()
    const sessions = new PhoneSessions(sql, config.issuer)
    const events = new PhoneEvents(sql, sessions, changes, log)
    const secrets = { signingKeys, cookieSecret }
    const provider = new Provider(config.issuer, configurationOf(sql, config, secrets, changes))
    const app: EventEmitter = provider
    app.on('error', (error) => log.error({ err: error }, 'a response failed'))
    provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'the provider failed'))

    const parts = { sql, config, provider, sessions, changes, events, log }
    for (const middleware of [
      requestLog(log),
      securityHeaders(),
      failures(log, config.homeUrl),
      healthRoute(sql),
      assets(),
      ...signInRoutes(sql, config, provider),
      ...phoneRoutes(parts),
      logOutAtOnce(provider, config.homeUrl),
      pacePolling(sql, config.pollIntervalSeconds),
    ]) {
      provider.use(middleware)
    }
    return running(config, provider, { sql, events, stopHousekeeping: startHousekeeping(parts) })
  } catch (error) {
    await sql.end({ timeout: 1 })
    throw error
  }
}

interface Running {
  sql: ReturnType<typeof connect>
  events: PhoneEvents
  stopHousekeeping: () => void
}

function running(config: TenantConfig, provider: Provider, { sql, events, stopHousekeeping }: Running): Tenant {
  const server = createServer(provider.callback())
  // Only this machine may reach a tenant that calls itself localhost.
  const host = LOOPBACK.has(new URL(config.issuer).hostname) ? '127.0.0.1' : undefined
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(config.port, host, () => resolve((server.address() as AddressInfo).port))
      }),
    close: async () => {
      stopHousekeeping()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      events.close()
      server.closeIdleConnections()
      const impatience = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
      await closed
      clearTimeout(impatience)
      await sql.end({ timeout: 0.5 })
    },
  }
}
