import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importJWK, type JWK, SignJWT } from 'jose'
import { vi } from 'vitest'
import { POST as payer } from '@/app/api/agent/payer/route'
import { GET as payment } from '@/app/api/agent/payments/[key]/route'
import { POST as transfers } from '@/app/api/agent/transfers/route'
import { businessAccountId, businessCustomer } from '@/db/seed'
import { openBrokerage } from '@/services/brokerage/brokerage'
import type { Market } from '@/services/brokerage/market'
import type { ServiceConfig } from '@/services/door/config'
import type { Server } from '@/services/door/server'
import { openShop } from '@/services/shop/shop'
import { freePort } from '@/tenant/postgres/free-port'
import { connect } from '@/tenant/store/database'
import { askFor, poll } from '../../tenant/ciba'
import { createTestDatabase } from '../bank/database'
import { type LiveBank, openLiveBank } from '../bank/live-bank'
import { ALICE, APP_CLIENT, BROKERAGE, SHOP } from '../tenant/tenant'
import { type ServiceProcess, startService } from './service-process'

type Name = 'shop' | 'brokerage'

/** An answer of a business. */
export interface Answer {
  status: number
  headers: Headers
  body: Record<string, unknown> & { code?: string; order?: Record<string, unknown> }
}

/** The whole street: bank, tenant, alice's phone, shop and brokerage, all real and in this process. */
export interface HighStreet extends LiveBank {
  /** The owner's pool of the businesses' database, which is apart from the bank's. */
  sql: ReturnType<typeof connect>
  configs: Record<Name, ServiceConfig>
  /** What the brokerage's prices come from; `at` stops its clock, and null lets it run. A process has the seed `baink`. */
  market: { seed: string; at: number | null }
  /** A token of alice for the business that names no order, as the tenant signs one. */
  bareToken(name: Name, scope?: string, claims?: object): Promise<string>
  /** Orders with a token. */
  order(name: Name, body: object, key: string, token: string): Promise<Answer>
  get(name: Name, path: string, token: string): Promise<Answer>
  /** Asks the business what the phone must be asked for, and the phone for it. Returns the token that alice gives. */
  approve(name: Name, body: object, key: string): Promise<string>
  /** A token for these details, after alice's yes. */
  approved(name: Name, details: object[], message: string): Promise<string>
  /** Asks, approves and orders. */
  buy(name: Name, body: object, key?: string): Promise<Answer>
  /** Ends the business in this process, and starts it as one of its own, with a crash point where one is named. */
  asProcess(name: Name, crashPoint?: string): Promise<ServiceProcess>
  /** Starts the business in this process again. */
  reopen(name: Name): Promise<void>
}

const SCOPES = { shop: 'product:buy', brokerage: 'stock:trade' }

export async function openHighStreet(): Promise<HighStreet> {
  const ports = { shop: await freePort(), brokerage: await freePort() }
  const business = (name: Name) => {
    const client = name === 'shop' ? SHOP : BROKERAGE
    const api = { kind: name, audience: `http://localhost:${ports[name]}/api/orders` }
    return { ...client, id: `baink-${name}`, business: api }
  }
  const clients = { shop: business('shop'), brokerage: business('brokerage') }
  const variables = { SHOP_PORT: String(ports.shop), BROKERAGE_PORT: String(ports.brokerage) }
  const live = await openLiveBank(variables, { clients: [APP_CLIENT, clients.shop, clients.brokerage] })
  live.app.handler = answerAsBank
  const database = await createTestDatabase()
  const sql = connect(database.url)
  const config = (name: Name): ServiceConfig => ({
    url: `http://localhost:${ports[name]}`,
    databaseUrl: database.url,
    tenant: live.tenant.issuer.replace(/\/$/, ''),
    clientId: clients[name].id,
    clientSecret: clients[name].secret,
    bank: live.app.origin,
    bankAudience: live.tenant.config.agentAudience,
    accountId: businessAccountId(businessCustomer(name)),
    writesPerMinute: 300,
  })
  const configs = { shop: config('shop'), brokerage: config('brokerage') }
  const market: HighStreet['market'] = { seed: 'tests', at: null }
  const prices: Market = {
    get seed() {
      return market.seed
    },
    now: () => market.at ?? Date.now(),
  }
  const open = (name: Name) => (name === 'shop' ? openShop(configs.shop) : openBrokerage(configs.brokerage, prices))
  const servers: Partial<Record<Name, Server>> = {}
  const processes: ServiceProcess[] = []
  const reopen = async (name: Name) => {
    servers[name] = await open(name)
    await servers[name]?.listen()
  }
  await Promise.all([reopen('shop'), reopen('brokerage')])
  const key = await signingKeyOf(live)

  const send = async (name: Name, path: string, token: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = { Authorization: `Bearer ${token}`, ...init.headers }
    const response = await fetch(`${configs[name].url}${path}`, { ...init, headers })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
  const street: HighStreet = {
    ...live,
    sql,
    configs,
    market,
    bareToken: async (name, scope = SCOPES[name], claims = {}) => {
      const now = Math.floor(Date.now() / 1_000)
      const aud = [`${configs[name].url}/api/orders`, `${live.tenant.issuer}userinfo`]
      const said = { iss: live.tenant.issuer, sub: ALICE, aud, azp: APP_CLIENT.id, scope: `openid ${scope}` }
      const times = { jti: randomUUID(), iat: now, exp: now + 300 }
      return new SignJWT({ ...said, ...times, ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid ?? '' })
        .sign(await importJWK(key, 'RS256'))
    },
    order: (name, body, idempotencyKey, token) =>
      send(name, '/api/orders', token, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey },
        body: JSON.stringify(body),
      }),
    get: (name, path, token) => send(name, path, token),
    approve: async (name, body, idempotencyKey) => {
      const asked = await street.order(name, body, idempotencyKey, await street.bareToken(name))
      if (asked.body.code !== 'approval_required') throw new Error(`not asked: ${JSON.stringify(asked.body)}`)
      return street.approved(name, asked.body.authorizationDetails as object[], String(asked.body.bindingMessage))
    },
    approved: async (name, details, message) => {
      const id = await askFor(live.tenant, {
        authorization_details: JSON.stringify(details),
        scope: `openid ${SCOPES[name]}`,
        audience: `${configs[name].url}/api/orders`,
        binding_message: message,
      })
      const [request] = await live.phone.pending()
      await live.phone.approve(request?.id ?? '')
      return String((await poll(live.tenant, id)).body.access_token)
    },
    buy: async (name, body, idempotencyKey = randomUUID()) =>
      street.order(name, body, idempotencyKey, await street.approve(name, body, idempotencyKey)),
    asProcess: async (name, crashPoint) => {
      const file = join(tmpdir(), `baink-crash-${randomUUID()}`)
      if (crashPoint) writeFileSync(file, crashPoint)
      await servers[name]?.close()
      delete servers[name]
      const { url, databaseUrl, tenant, clientId, clientSecret, bank, bankAudience, accountId } = configs[name]
      const process = await startService(name, {
        SERVICE_URL: url,
        DATABASE_URL: databaseUrl,
        AUTH0_DOMAIN: tenant,
        AUTH0_CLIENT_ID: clientId,
        AUTH0_CLIENT_SECRET: clientSecret,
        BANK_URL: bank,
        AGENT_API_AUDIENCE: bankAudience,
        BANK_ACCOUNT_ID: accountId,
        BAINK_BUILD: 'faults',
        BAINK_CRASH_FILE: file,
      })
      processes.push(process)
      return process
    },
    reopen,
    async close() {
      for (const process of processes) process.kill('SIGKILL')
      await Promise.all(Object.values(servers).map((server) => server.close()))
      await sql.end()
      await database.drop()
      await live.close()
    },
  }
  return street
}

/** The bank's agent API. */
export async function answerAsBank(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname === '/api/agent/transfers') return transfers(request)
  if (pathname === '/api/agent/payer') return payer(request)
  const [, key] = /^\/api\/agent\/payments\/([^/]+)$/.exec(pathname) ?? []
  if (key) return payment(request, { params: Promise.resolve({ key }) })
  return Response.json({ status: 'ok' })
}

/** The key that the tenant signs with. */
export async function signingKeyOf({ tenant }: LiveBank): Promise<JWK> {
  const sql = connect(tenant.config.databaseUrl)
  const rows = await sql<{ value: { keys?: JWK[] } }[]>`SELECT value FROM tenant.secrets`
  await sql.end()
  const key = rows.flatMap(({ value }) => value.keys ?? [])[0]
  if (!key) throw new Error('the tenant has no key')
  return key
}

/** Waits until the business has ended the order under this key. */
export function untilOrderEnds({ sql }: HighStreet, name: Name, key: string): Promise<{ status: string }> {
  const ended = async () => {
    const [row] = await sql.unsafe<{ status: string }[]>(`SELECT status FROM ${name}.orders WHERE key = '${key}'`)
    return row && row.status !== 'pending' ? row : null
  }
  return vi.waitUntil(ended, { timeout: 60_000, interval: 50 }) as Promise<{ status: string }>
}
