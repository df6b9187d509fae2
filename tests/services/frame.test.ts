import { request as plainRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { priceAt, TICKERS, wasQuoted } from '@/services/brokerage/price'
import { ORDERS_SQL, openStore } from '@/services/door/store'
import { freePort } from '@/tenant/postgres/free-port'
import { Link } from '../faults/link'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'
import { type Mounted, mount } from '../support/bank/mount'
import { type ServiceProcess, startService } from '../support/services/service-process'

// Shop and brokerage as processes: what is open to everybody, and what every answer keeps.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let database: TestDatabase
let bank: Mounted
let shop: ServiceProcess
let brokerage: ServiceProcess
beforeAll(async () => {
  database = await createTestDatabase()
  bank = await mount(async () => Response.json({ status: 'ok' }))
  const env = async () => ({
    SERVICE_URL: `http://localhost:${await freePort()}`,
    DATABASE_URL: database.url,
    AUTH0_DOMAIN: 'http://localhost:9',
    AUTH0_CLIENT_ID: 'a-business',
    AUTH0_CLIENT_SECRET: 'the-secret-of-a-business',
    BANK_URL: bank.origin,
    AGENT_API_AUDIENCE: `${bank.origin}/api/agent/transfers`,
    BANK_ACCOUNT_ID: '019b7600-0000-7000-8000-000000000000',
    RATE_LIMIT_PER_MINUTE: '20',
  })
  ;[shop, brokerage] = await Promise.all([startService('shop', await env()), startService('brokerage', await env())])
})
afterAll(async () => {
  for (const one of [shop, brokerage]) one.kill('SIGTERM')
  expect(await Promise.all([shop.ended(), brokerage.ended()])).toEqual([0, 0])
  await bank.close()
  await database.drop()
})

const get = async (service: ServiceProcess, path: string) => {
  const response = await fetch(`${service.url}${path}`)
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() }
}

test('the catalogue is open: a dozen products with their prices, and nothing else', async () => {
  const { status, body } = await get(shop, '/api/products')
  expect(status).toBe(200)
  expect(Object.keys(body)).toEqual(['products'])
  expect(body.products).toHaveLength(12)
  expect(body.products[0]).toEqual({ id: 'running-shoes', name: 'Running shoes', price: '75.00', currency: 'USD' })
  for (const { price } of body.products) expect(price).toMatch(/^\d+\.\d\d$/)
})

test('a quote is open for what is listed, and for nothing else', async () => {
  for (const ticker of TICKERS) {
    const { body } = await get(brokerage, `/api/quotes/${ticker}`)
    const { at, price, ...quote } = body.quote
    expect(quote).toEqual({ ticker, currency: 'USD' })
    expect(price).toMatch(/^\d+\.\d\d$/)
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000)
  }
  for (const ticker of ['AAPL', 'zeko', '%00', 'ZEKO%20']) {
    const { status, type, body } = await get(brokerage, `/api/quotes/${ticker}`)
    expect({ status, type, code: body.code }).toEqual({
      status: 404,
      type: 'application/problem+json',
      code: 'not_found',
    })
  }
})

test.each(['refuse', 'black_hole'] as const)(
  'each waits at its start for a database that comes later: %s',
  async (kind) => {
    const url = new URL(database.url)
    const link = await Link.open(Number(url.port))
    url.port = String(link.port)
    link.become({ kind })
    const opening = openStore(url.href, 'shop', [ORDERS_SQL])
    await sleep(1_200)
    link.reset()
    link.clear()
    await (await opening).end({ timeout: 1 })
    await link.close()
  },
)

test('health tells of the database and of the bank', async () => {
  for (const one of [shop, brokerage])
    expect(await get(one, '/api/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', database: 'ok', bank: 'ok' },
    })
  bank.handler = async () => null
  expect(await get(shop, '/api/health')).toMatchObject({ status: 503, body: { status: 'unavailable', database: 'ok' } })
  bank.handler = async () => Response.json({ status: 'ok' })
})

test('every answer keeps its headers, and an address or a method that is not known is a problem document', async () => {
  for (const [path, init] of [
    ['/api/products', {}],
    ['/api/nothing', {}],
    ['/api/products', { method: 'DELETE' }],
    ['/', {}],
  ] as const) {
    const { headers, status } = await fetch(`${shop.url}${path}`, init)
    const isKnown = path === '/api/products'
    expect(status).toBe(isKnown ? ('method' in init ? 405 : 200) : 404)
    expect(headers.get('allow')).toBe(status === 405 ? 'GET, HEAD, OPTIONS' : null)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
  }
})

test('what is read can be asked for by its head alone, and each address says which methods it has', async () => {
  for (const path of ['/api/products', '/api/health', '/api/orders']) {
    const [whole, head] = await Promise.all(['GET', 'HEAD'].map((method) => fetch(`${shop.url}${path}`, { method })))
    expect([head?.status, head?.headers.get('content-type')]).toEqual([
      whole?.status,
      whole?.headers.get('content-type'),
    ])
    expect(await head?.text()).toBe('')
    const options = await fetch(`${shop.url}${path}`, { method: 'OPTIONS' })
    const allow = path === '/api/orders' ? 'GET, HEAD, OPTIONS, POST' : 'GET, HEAD, OPTIONS'
    expect([options.status, options.headers.get('allow'), await options.text()]).toEqual([204, allow, ''])
  }
  for (const method of ['HEAD', 'OPTIONS'])
    expect((await fetch(`${brokerage.url}/api/nothing`, { method })).status).toBe(404)
})

test('what is no request, or none of fetch’s, is refused and stops nothing', async () => {
  const { port } = new URL(shop.url)
  const statusOf = (what: object) =>
    new Promise((resolve, reject) => {
      plainRequest({ host: '127.0.0.1', port, ...what }, (response) => resolve(response.statusCode))
        .on('error', reject)
        .end()
    })
  expect([400, 404]).toContain(await statusOf({ path: '//[' }))
  expect(await statusOf({ path: '/api/products', method: 'TRACE' })).toBe(405)
  expect((await get(shop, '/api/products')).status).toBe(200)
})

test('a start without what it needs says what, in one line, and repeats no value', async () => {
  const starting = startService('shop', { SERVICE_URL: 'http://localhost:1', DATABASE_URL: 'postgres://u:hunter2@x/y' })
  const said = await starting.catch((error: Error) => error.message)
  expect(said).toMatch(/AUTH0_CLIENT_SECRET: /)
  expect(said).not.toContain('hunter2')
})

describe('the price', () => {
  const start = Date.parse('2026-11-28T16:00:00Z')
  const HOUR = 3_600_000
  const hours = (ticker: (typeof TICKERS)[number], seed = 'baink') =>
    Array.from({ length: 720 }, (_, tick) => priceAt(seed, ticker, start + tick * 10_000))

  test('is worked out again from seed, ticker and time alone', () => {
    expect(hours('GOOG')).toEqual(hours('GOOG'))
    expect(hours('GOOG', 'another')).not.toEqual(hours('GOOG'))
    expect(priceAt('baink', 'ZEKO', start)).toBe(priceAt('baink', 'ZEKO', start + 9_999))
  })

  test('of ZEKO stays between 4 and 6 dollars, and falls below 5 and rises above it within hours', () => {
    const day = Array.from({ length: 8_640 }, (_, tick) => priceAt('baink', 'ZEKO', start + tick * 10_000))
    expect(day.every((price) => price >= 400n && price <= 600n)).toBe(true)
    for (let from = 0; from < day.length; from += 2_160) {
      const part = day.slice(from, from + 2_160)
      expect(part.some((price) => price < 500n) && part.some((price) => price > 500n)).toBe(true)
    }
  })

  test('moves a little at a time', () => {
    for (const ticker of TICKERS) {
      const prices = hours(ticker)
      prices.slice(1).forEach((price, i) => {
        const step = Number(price - (prices[i] ?? 0n)) / Number(price)
        expect(Math.abs(step)).toBeLessThan(0.02)
      })
    }
  })

  test('stays firm for six minutes, and not for seven', () => {
    const quoted = priceAt('baink', 'OKTA', start)
    expect(wasQuoted('baink', 'OKTA', quoted, start)).toBe(true)
    expect(wasQuoted('baink', 'OKTA', quoted, start + 0.1 * HOUR)).toBe(true)
    const later = Array.from({ length: 80 }, (_, i) => start + i * 10_000).filter((at) => {
      const within = wasQuoted('baink', 'OKTA', quoted, at)
      const quotedAgain = Array.from({ length: 37 }, (_, back) => priceAt('baink', 'OKTA', at - back * 10_000))
      return within !== quotedAgain.includes(quoted)
    })
    expect(later).toEqual([])
    expect(wasQuoted('baink', 'OKTA', quoted + 1_000_000n, start)).toBe(false)
  })
})
