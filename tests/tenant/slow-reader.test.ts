import { PassThrough } from 'node:stream'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createLog } from '@/tenant/log'
import { houseOf } from '@/tenant/pages/house'
import { Changes } from '@/tenant/phone/changes'
import { PhoneEvents } from '@/tenant/phone/events'
import { patientWrite } from '@/tenant/phone/patient-write'
import type { PhoneSessions } from '@/tenant/phone/sessions'
import { connect, type Sql } from '@/tenant/store/database'
import { ALICE, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor, transferDetail } from './ciba'

// The tenant keeps little for a phone that has stopped reading, and not for long.

const LONG = 'x'.repeat(64 * 1024)

it('waits for a slow reader, and cuts one who has stopped', async () => {
  const slow = new PassThrough()
  setTimeout(() => slow.resume(), 50)
  await patientWrite(slow, LONG, 5_000)
  expect(slow.destroyed).toBe(false)
  const stopped = new PassThrough()
  await patientWrite(stopped, LONG, 20)
  expect(stopped.destroyed).toBe(true)
  await patientWrite(stopped, LONG, 20)
})

let tenant: TestTenant
let sql: Sql
beforeAll(async () => {
  tenant = await startTestTenant()
  sql = connect(tenant.config.databaseUrl)
})
afterEach(() => vi.useRealTimers())
afterAll(async () => {
  await sql.end()
  await tenant.stop()
})

it('cuts the stream of a phone that reads nothing, however much happens, and keeps one snapshot for it', async () => {
  const memo = { remittanceInformationUnstructured: 'm'.repeat(140) }
  for (let at = 0; at < 8; at += 1)
    await askFor(tenant, { authorization_details: JSON.stringify([transferDetail(memo)]) })
  const user = { sub: ALICE, name: 'Alice Example', email: '', session: '', deviceId: 'a-device', devices: 1 }
  const sessions = { userOf: async () => user } as unknown as PhoneSessions
  const changes = new Changes()
  const events = new PhoneEvents(sql, sessions, changes, createLog('silent'))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  const state = { house: houseOf(tenant.config, 'en') }
  const ctx = { set: () => {}, method: 'GET', state } as unknown as KoaContextWithOIDC
  await events.stream(ctx)
  const stream = ctx.body as PassThrough
  await expect.poll(() => stream.readableLength).toBeGreaterThan(0)
  const kept = stream.readableLength + stream.writableLength
  for (let at = 0; at < 50; at += 1) {
    await sql`UPDATE tenant.approvals SET asked_by = ${`Agent ${at}`}`
    changes.announce(ALICE)
  }
  expect(stream.readableLength + stream.writableLength).toBeLessThan(3 * kept)
  expect(stream.destroyed).toBe(false)
  vi.advanceTimersByTime(11_000)
  expect(stream.destroyed).toBe(true)
})
