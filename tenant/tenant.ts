import type { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { Provider } from 'oidc-provider'
import { consentRoutes } from './agents/consent-routes'
import { activatePage } from './agents/device-flow'
import { noteUse } from './agents/grants'
import { grantRoutes } from './agents/grants-routes'
import { registerRoute } from './agents/register'
import { auth0Spellings } from './alone/auth0-spellings'
import { configurationAlone } from './alone/configuration'
import { managementRoutes } from './alone/management/routes'
import { passkeyCheckRoute } from './devices/passkey-check'
import { startHousekeeping } from './housekeeping'
import { compressPages } from './http/compress'
import { failures } from './http/failures'
import { healthRoute } from './http/health'
import { hungUp } from './http/hung-up'
import { readableAddress } from './http/readable-address'
import { refuseUnreadable } from './http/refuse-unreadable'
import { requestLog } from './http/request-log'
import { securityHeaders } from './http/security-headers'
import { createLog } from './log'
import { registerOwnTokens } from './oidc/business-token'
import { configurationOf } from './oidc/configuration'
import { detailTypesRoute } from './oidc/detail-types'
import { registerExchange } from './oidc/exchange'
import { logOutAtOnce } from './oidc/logout'
import { outcomeRoute } from './oidc/outcome'
import { answerAsIssuer } from './oidc/own-origin'
import { pacePolling } from './oidc/polling'
import { userinfoForAgents } from './oidc/userinfo'
import { assets } from './pages/assets'
import { inHouse } from './pages/house'
import { Changes } from './phone/changes'
import { PhoneEvents } from './phone/events'
import { mandateRoutes } from './phone/mandates'
import type { PhoneParts } from './phone/parts'
import { phoneRoutes } from './phone/routes'
import { PhoneSessions } from './phone/sessions'
import { tellBankBy } from './phone/tell-bank'
import { publicKeyOf, ring } from './push/ring'
import { KnownBrowsers } from './sign-in/known-browser'
import { signInRoutes } from './sign-in/routes'
import { DEMO_USERS, retireOthers, seedUsers } from './sign-in/users'
import { connect, createSchema, patiently, type Sql } from './store/database'
import { fillCreditors } from './store/fill-creditors'
import { isOutage } from './store/outage'
import { loadCookieSecret, loadPushKey, loadSigningKeys } from './store/secrets'
import type { TenantConfig } from './tenant-config'

export interface Tenant {
  /** Starts listening. Resolves with the port. */
  listen(): Promise<number>
  /**
   * Stops listening, lets requests finish, and ends the phones' streams and the database pool, in two seconds at most.
   */
  close(): Promise<void>
}

const CLOSE_GRACE_MS = 1_200
/**
 * A client that sends its request byte by byte would hold a connection for ever. Open streams are no longer requests.
 */
const IMPATIENT = { headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 5_000 }
/** Before its handshake a connection is none of HTTP's yet. */
const IMPATIENT_TLS = { ...IMPATIENT, handshakeTimeout: 10_000 }

/**
 * Builds a tenant on its database. Schema, keys and customers are created where they are missing.
 * @param changes shared by tenants of one process on one database, so that a request at one is on the phones of all
 */
export async function createTenant(config: TenantConfig, changes = new Changes()): Promise<Tenant> {
  const log = createLog(config.logLevel)
  const sql = connect(config.databaseUrl)
  try {
    await createSchema(sql)
    const { signingKeys, cookieSecret, pushKey: key } = await patiently(() => fillIn(sql, config))
    changes.share(sql, log)
    const sessions = new PhoneSessions(sql, config.issuer)
    const events = new PhoneEvents(sql, sessions, changes, log)
    const secrets = { signingKeys, cookieSecret }
    const { issuer, alone } = config
    const bank = configurationOf(sql, config, secrets, changes)
    const provider = new Provider(issuer, alone ? configurationAlone(bank, { sql, issuer, alone, changes }) : bank)
    if (!alone) {
      registerExchange(provider, sql, config, signingKeys)
      registerOwnTokens(provider, config)
    }
    answerAsIssuer(provider, config.issuer)
    trustProxies(provider, config.trustedProxies)
    const app: EventEmitter = provider
    app.on('error', (error) => {
      if (hungUp(error)) log.debug({ err: error }, 'a client hung up')
      else log.error({ err: error }, 'a response failed')
    })
    provider.on('access_token.issued', ({ aud, grantId = '' }) => {
      if (aud !== config.mcpAudience) return
      noteUse(sql, grantId).catch((error: unknown) =>
        log.warn({ err: error }, 'a use of an agent’s access was not noted'),
      )
    })
    provider.on('server_error', (ctx, error) => {
      // The provider itself calls every failure a 500, which nobody asks again.
      if (isOutage(error)) ctx.status = 503
      log.error({ err: error }, 'the provider failed')
    })

    const browsers = new KnownBrowsers(config.issuer, cookieSecret)
    const tellBank = tellBankBy(config, signingKeys)
    const push = { sql, log, key, subject: config.homeUrl, standIns: config.pushStandIns }
    changes.onRequest((sub, request) => void ring(push, sub, request))
    const pushKey = publicKeyOf(key)
    const parts = { pushKey, sql, config, provider, sessions, browsers, changes, events, log, tellBank }
    for (const middleware of [
      requestLog(log),
      securityHeaders(),
      compressPages(),
      inHouse(config),
      failures(log, config.homeUrl),
      healthRoute(sql),
      assets(),
      ...signInRoutes(parts, config, provider),
      ...phoneRoutes(parts),
      ...mandateRoutes(parts),
      ...(alone ? [managementRoutes(parts, alone, signingKeys), auth0Spellings(alone)] : bankRoutes(parts)),
      userinfoForAgents(sql, config.issuer, signingKeys),
      logOutAtOnce(provider, config.homeUrl, log),
      activatePage(sql, config, provider),
      pacePolling(sql, config),
    ]) {
      provider.use(middleware)
    }
    return running(config, provider, { sql, events, stopHousekeeping: startHousekeeping(parts) })
  } catch (error) {
    await sql.end({ timeout: 1 })
    throw error
  }
}

/** Customers and secrets, made where they are missing. */
async function fillIn(sql: Sql, { alone, demoPassword, cookieSecret }: TenantConfig) {
  await fillCreditors(sql)
  if (alone) await retireOthers(sql, alone.users)
  await seedUsers(sql, alone?.users ?? DEMO_USERS.map((user) => ({ ...user, password: demoPassword })))
  const signingKeys = await loadSigningKeys(sql)
  const pushKey = await loadPushKey(sql)
  return { signingKeys, pushKey, cookieSecret: cookieSecret ?? (await loadCookieSecret(sql)) }
}

/** The routes that only the bank needs: consent for agents from outside, and the outcome of an approval. */
function bankRoutes({ sql, config, provider, changes }: PhoneParts) {
  return [
    ...consentRoutes(sql, config, provider),
    outcomeRoute(sql, config.clients, changes),
    ...grantRoutes(sql, config.clients),
    passkeyCheckRoute(sql, config.clients),
    detailTypesRoute(),
    registerRoute(sql, provider, config),
  ]
}

/** The last `count` names in X-Forwarded-For come from the tenant's own proxies; the first of those is the caller. */
function trustProxies(provider: Provider, count: number): void {
  provider.proxy = count > 0
  provider.maxIpsCount = count
}

interface Running {
  sql: ReturnType<typeof connect>
  events: PhoneEvents
  stopHousekeeping: () => void
}

function running(config: TenantConfig, provider: Provider, { sql, events, stopHousekeeping }: Running): Tenant {
  const listener = readableAddress(provider.callback())
  const opened = config.tls
    ? createTlsServer({ ...IMPATIENT_TLS, ...config.tls }, listener)
    : createServer(IMPATIENT, listener)
  const server = opened.on('clientError', refuseUnreadable)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(config.port, config.listenHost, () => resolve((server.address() as AddressInfo).port))
      }),
    close: async () => {
      stopHousekeeping()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      events.close()
      server.closeIdleConnections()
      const impatience = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, CLOSE_GRACE_MS)
      await closed
      clearTimeout(impatience)
      await sql.end({ timeout: 0.5 })
    },
  }
}
