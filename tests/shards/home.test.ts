import { NextRequest } from 'next/server'
import type postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { connect } from '@/db/connect'
import { listCustomersOf, listShards, prepareDirectory } from '@/db/shards/directory'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'
import { openTwoShards, type TwoShards } from '../support/bank/two-shards'
import { APP_CLIENT, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { Browser, signIn } from '../tenant/browser'

// A subject banks on one shard. Whoever signs in at the app of another one is led to theirs, and is no new customer here.

const APP = 'http://localhost:3999'
const OTHER_APP = 'https://b.bank.example'
const SEEN = { name: 'Somebody', email: null }

let directory: TestDatabase
let owner: postgres.Sql
let shards: TwoShards
let tenant: TestTenant
let answerAuth: typeof import('@/lib/auth0/session/auth-routes').answerAuth
let customerOf: typeof import('@/lib/ledger/customer').customerOf
beforeAll(async () => {
  directory = await createTestDatabase()
  // As npm run clearing is connected, whose driver knows no arrays.
  owner = connect(directory.url, { max: 4, onnotice: () => {} })
  await prepareDirectory(owner)
  process.env.DATABASE_DIRECTORY = directory.url
  shards = await openTwoShards()
  await listShards(['a', 'b'], {}, owner)
  expect(await listCustomersOf(shards.a.shard, owner, null)).toEqual([])
  // Carol, who may not be listed yet, is nobody's newcomer meanwhile.
  expect(await homeOf('auth0|carol', 'a')).toBeUndefined()
  expect(await listCustomersOf(shards.b.shard, owner, null)).toEqual([])
  tenant = await startTestTenant()
  Object.assign(process.env, {
    APP_BASE_URL: APP,
    AUTH0_DOMAIN: new URL(tenant.issuer).origin,
    AUTH0_CLIENT_ID: APP_CLIENT.id,
    AUTH0_CLIENT_SECRET: APP_CLIENT.secret,
  })
  // Without the customers whom opening the bank has looked up.
  vi.resetModules()
  ;({ answerAuth } = await import('@/lib/auth0/session/auth-routes'))
  ;({ customerOf } = await import('@/lib/ledger/customer'))
})
afterAll(async () => {
  const { bainkDirectory } = globalThis as { bainkDirectory?: { sql: postgres.Sql } }
  await bainkDirectory?.sql.end({ timeout: 1 })
  await tenant.stop()
  await owner.end()
  await directory.drop()
  await shards.close()
})
beforeEach(() => owner`UPDATE listed_shards SET address = NULL`)

const rowsOf = async (subject: string) => (await shards.a.sql`SELECT FROM customers WHERE subject = ${subject}`).length
const homeOf = async (subject: string, asking: string) =>
  (await owner<{ shard: string | null }[]>`SELECT home_of(${subject}, ${asking}) ->> 'shard' AS shard`)[0]?.shard ??
  undefined

test('who banks on another shard becomes no customer here', async () => {
  await expect(customerOf('auth0|carol', SEEN)).rejects.toMatchObject({ name: 'BanksElsewhere' })
  expect(await rowsOf('auth0|carol')).toBe(0)
})

test('who is new banks where they came first, and holders of stand-ins are nobody', async () => {
  expect((await customerOf('auth0|new', SEEN)).subject).toBe('auth0|new')
  expect(await homeOf('auth0|new', 'b')).toBe('a')
  expect(await listCustomersOf(shards.a.shard, owner, null)).toEqual([])
  expect(await owner`SELECT FROM listed_customers WHERE subject LIKE '↔%'`).toHaveLength(0)
})

test('two shards that ask about one newcomer at the same time hear the same', async () => {
  const asking = Array.from({ length: 20 }, (_, n) => homeOf('auth0|twice', n % 2 === 0 ? 'a' : 'b'))
  expect(new Set(await Promise.all(asking)).size).toBe(1)
})

test('a customer whom two shards have is named', async () => {
  await owner`UPDATE listed_customers SET shard = 'c' WHERE subject = 'auth0|bob'`
  expect(await listCustomersOf(shards.a.shard, owner, null)).toEqual(['auth0|bob'])
  await owner`UPDATE listed_customers SET shard = 'a' WHERE subject = 'auth0|bob'`
})

test('nobody becomes a customer while it is not known where they bank', async () => {
  await shards.a.sql`ALTER TABLE this_shard DISABLE TRIGGER this_shard_stays`
  await shards.a.sql`DELETE FROM this_shard`
  await expect(customerOf('auth0|early', SEEN)).rejects.toMatchObject({ name: 'DatabaseUnavailable' })
  await shards.a.sql`SELECT name_shard(p_name => 'a')`
  await shards.a.sql`ALTER TABLE this_shard ENABLE TRIGGER this_shard_stays`
  expect(await rowsOf('auth0|early')).toBe(0)
})

/** Signs in as bob, whom this shard does not have, and answers what the callback said. */
async function callback(): Promise<Response | null> {
  await shards.a.sql`UPDATE customers SET subject = 'auth0|was-bob' WHERE subject = 'auth0|bob'`
  await owner`UPDATE listed_customers SET shard = 'b' WHERE subject = 'auth0|bob'`
  const open = (path: string, cookie = '') =>
    answerAuth(new NextRequest(new URL(path, APP), { headers: { cookie, accept: 'text/html' } }))
  const login = await open('/auth/login')
  const cookie = login?.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  const url = new URL(login?.headers.get('location') ?? '')
  const { pathname, search } = await signIn(new Browser(), { verifier: '', url }, 'bob@example.com', PASSWORD)
  return open(pathname + search, cookie)
}

test('the sign-in leads to the app of the customer’s shard, and signs nobody in here', async () => {
  await listShards(['a', 'b'], { b: OTHER_APP }, owner)
  const answer = await callback()
  expect(answer?.status).toBe(303)
  expect(answer?.headers.get('location')).toBe(`${OTHER_APP}/auth/login`)
  expect(answer?.headers.getSetCookie().join()).not.toContain('__session=')
  expect(await rowsOf('auth0|bob')).toBe(0)
})

test.each([
  ['nobody has said where that is', {}],
  ['the address leads back here', { b: APP }],
])('the sign-in says that the accounts are elsewhere where %s', async (_, apps) => {
  await listShards(['a', 'b'], apps, owner)
  const answer = await callback()
  expect(answer?.status).toBe(421)
  expect(await answer?.text()).toContain('Your accounts are at another address')
})
