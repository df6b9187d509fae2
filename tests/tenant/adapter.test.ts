import { randomUUID } from 'node:crypto'
import { errors } from 'oidc-provider'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { PostgresAdapter } from '@/tenant/oidc/adapter'
import { connect, createSchema, type Sql } from '@/tenant/store/database'
import { loadCookieSecret, loadSigningKeys } from '@/tenant/store/secrets'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'

let database: TestDatabase
let sql: Sql
let codes: PostgresAdapter

beforeAll(async () => {
  database = await createTestDatabase()
  sql = connect(database.url)
  await createSchema(sql)
  codes = new PostgresAdapter(sql, 'AuthorizationCode')
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

it('is spent by one of twenty at once', async () => {
  const id = randomUUID()
  await codes.upsert(id, { grantId: 'g' }, 60)
  const spent = await Promise.allSettled(Array.from({ length: 20 }, () => codes.consume(id)))
  expect(spent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const loser of spent) if (loser.status === 'rejected') expect(loser.reason).toBeInstanceOf(errors.InvalidGrant)
})

it('stays spent when somebody who read it before stores it again', async () => {
  const id = randomUUID()
  await codes.upsert(id, { accountId: 'a' }, 60)
  const readBefore = await codes.find(id)
  await codes.consume(id)
  await codes.upsert(id, { ...readBefore, grantId: 'late' }, 60)
  expect(await codes.find(id)).toEqual({ accountId: 'a', grantId: 'late', consumed: expect.any(Number) })
  await expect(codes.consume(id)).rejects.toBeInstanceOf(errors.InvalidGrant)
})

it('of twenty answers to a device’s code at once keeps the first, and is found by what the customer types', async () => {
  const devices = new PostgresAdapter(sql, 'DeviceCode')
  const [id, userCode] = [randomUUID(), randomUUID()]
  await devices.upsert(id, { userCode, inFlight: true }, 60)
  expect(await devices.findByUserCode(userCode)).toEqual({ userCode })
  const answers = Array.from({ length: 20 }, (_, turn) =>
    turn % 2 ? { accountId: `c${turn}` } : { error: `e${turn}` },
  )
  const stored = await Promise.allSettled(answers.map((answer) => devices.upsert(id, { userCode, ...answer }, 60)))
  const kept = stored.findIndex(({ status }) => status === 'fulfilled')
  expect(stored.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await devices.find(id)).toEqual({ userCode, ...answers[kept] })
  expect(await devices.findByUserCode('a\0b')).toBeUndefined()
})

it('forgets a client that has registered itself when its time is over, and nothing else', async () => {
  const [id, clients] = [randomUUID(), new PostgresAdapter(sql, 'Client')]
  for (const model of [clients, codes]) await model.upsert(id, { uid: id }, -1)
  expect(await clients.find(id)).toBeUndefined()
  expect(await codes.find(id)).toEqual({ uid: id })
})

it('ends a record by the database’s clock, whatever the tenant’s own has become', async () => {
  const id = randomUUID()
  const inSeconds = async () => Number((await codes.find(id))?.exp) - Math.floor(Date.now() / 1_000)
  await codes.upsert(id, { exp: Math.floor(Date.now() / 1_000) + 60 }, 60)
  vi.useFakeTimers({ toFake: ['Date'] })
  for (const minutes of [5, -5]) {
    vi.setSystemTime(Date.now() + minutes * 60_000)
    expect(Math.abs((await inSeconds()) - 60)).toBeLessThan(5)
  }
  vi.useRealTimers()
  await sql`UPDATE tenant.records SET expires_at = now() WHERE id = ${id}`
  expect(await inSeconds()).toBeLessThanOrEqual(0)
})

it('keeps models apart, finds sessions by uid and forgets a grant’s records together', async () => {
  const sessions = new PostgresAdapter(sql, 'Session')
  const [id, uid, grantId] = [randomUUID(), randomUUID(), randomUUID()]
  await sessions.upsert(id, { uid }, 60)
  expect(await codes.find(id)).toBeUndefined()
  expect(await sessions.findByUid(uid)).toEqual({ uid })
  await sessions.destroy(id)
  expect(await sessions.findByUid(uid)).toBeUndefined()

  const ids = [randomUUID(), randomUUID()]
  for (const member of ids) await codes.upsert(member, { grantId }, 60)
  await codes.revokeByGrantId(grantId)
  for (const member of ids) expect(await codes.find(member)).toBeUndefined()
})

it('stores what a request may hold and finds nothing where nothing can be', async () => {
  const id = randomUUID()
  const params = { state: 'a\u0000b', memo: "'; DROP TABLE tenant.records; --", half: '\ud800' }
  await codes.upsert(id, { params }, 60)
  expect(await codes.find(id)).toEqual({ params })
  expect(await codes.find('a\u0000b')).toBeUndefined()
})

it('makes schema, keys and secrets once, however many start at once', async () => {
  await Promise.all([createSchema(sql), createSchema(sql), createSchema(sql)])
  const keys = await Promise.all([loadSigningKeys(sql), loadSigningKeys(sql)])
  expect(keys[0]).toEqual(keys[1])
  const secrets = await Promise.all([loadCookieSecret(sql), loadCookieSecret(sql)])
  expect(secrets[0]).toBe(secrets[1])
})
