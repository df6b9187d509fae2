import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GET as live } from '@/app/api/health/live/route'
import { GET as ready } from '@/app/api/health/ready/route'
import { GET as health } from '@/app/api/health/route'
import { type Database, openDatabase } from '@/lib/platform/database/client'
import { Link } from '../../faults/link'
import { type Mounted, mount } from '../../support/bank/mount'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'

/** What was found out lately counts for half a second. */
const FRESH_MS = 600

let bank: SeededBank
let tenant: Mounted
let business: Mounted
let link: Link
let over: Database
beforeAll(async () => {
  bank = await openSeededBank()
  business = await mount(async () => Response.json({ status: 'ok' }))
  tenant = await mount(async () => {
    const { origin } = tenant
    return Response.json({ issuer: `${origin}/`, jwks_uri: `${origin}/.well-known/jwks.json` })
  })
  Object.assign(process.env, {
    AUTH0_DOMAIN: tenant.origin,
    SHOP_PORT: '0',
    BROKERAGE_PORT: new URL(business.origin).port,
  })
  const url = new URL(String(process.env.DATABASE_URL))
  link = await Link.open(Number(url.port))
  url.port = String(link.port)
  over = openDatabase(url.href)
  const shared = globalThis as { bainkDatabase?: Database }
  shared.bainkDatabase = over
})
afterAll(async () => {
  await over.sql.end({ timeout: 1 })
  await link.close()
  await tenant.close()
  await business.close()
  await bank.close()
})

const told = async (response: Response) => [response.status, await response.json()]

test('all three are well while all is well', async () => {
  expect(await told(await health())).toEqual([200, { status: 'ok', database: 'ok', tenant: 'ok', brokerage: 'ok' }])
  expect(await told(await ready())).toEqual([200, { status: 'ok', database: 'ok' }])
  expect(await told(live())).toEqual([200, { status: 'ok' }])
})

test('without a business that it was started with the bank is degraded, and the portal ready', async () => {
  business.handler = async () => null
  await sleep(FRESH_MS)
  expect(await told(await health())).toEqual([
    503,
    { status: 'degraded', database: 'ok', tenant: 'ok', brokerage: 'degraded' },
  ])
  expect((await ready()).status).toBe(200)
  business.handler = async () => Response.json({ status: 'ok' })
})

test('without its tenant the app is not well, but ready: who is signed in goes on', async () => {
  tenant.handler = async () => null
  await sleep(FRESH_MS)
  expect(await told(await health())).toEqual([
    503,
    { status: 'unavailable', database: 'ok', tenant: 'unavailable', brokerage: 'ok' },
  ])
  expect(await told(await ready())).toEqual([200, { status: 'ok', database: 'ok' }])
  expect(live().status).toBe(200)
})

test('a tenant that never answers keeps nobody waiting who asks whether the app is ready', async () => {
  tenant.handler = () => new Promise(() => {})
  await sleep(FRESH_MS)
  const slow = health()
  expect(await Promise.race([slow, ready()])).toHaveProperty('status', 200)
  expect((await slow).status).toBe(503)
})

test('without its database it is neither, and still alive', async () => {
  link.reset()
  link.become({ kind: 'refuse' })
  await sleep(FRESH_MS)
  expect(await told(await ready())).toEqual([503, { status: 'unavailable', database: 'unavailable' }])
  expect(await told(await health())).toMatchObject([503, { database: 'unavailable' }])
  expect(live().status).toBe(200)
})
