import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect, createSchema } from '@/tenant/store/database'
import { sweep } from '@/tenant/store/sweep'
import { createTenant } from '@/tenant/tenant'
import { Link } from '../faults/link'
import { phoneRobot, signAnswer } from '../support/phone/phone'
import { PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { authorizationRequest, Browser, redeemCode, refresh, signIn } from './browser'
import { askFor, poll } from './ciba'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTestTenant()
})
afterAll(() => tenant.stop())

async function jwks(): Promise<unknown> {
  return (await fetch(new URL('.well-known/jwks.json', tenant.issuer))).json()
}

it('loses nothing over a restart: keys, sessions, refresh tokens, waiting requests, decisions', async () => {
  const browser = new Browser()
  const attempt = authorizationRequest(tenant)
  const callback = await signIn(browser, attempt, 'alice@example.com', PASSWORD)
  const { body } = await redeemCode(tenant, callback, attempt.verifier)
  const alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  const answered = await askFor(tenant, { binding_message: 'answered before' })
  await alice.approve((await alice.waitForRequest('answered before')).id)
  const waiting = await askFor(tenant, { binding_message: 'waiting' })
  const before = await jwks()

  await tenant.restart()

  expect(await jwks()).toEqual(before)
  const again = await browser.open(authorizationRequest(tenant).url)
  expect(again.headers.get('location')).toMatch(/\?code=/)
  expect((await refresh(tenant, body.refresh_token)).status).toBe(200)
  expect((await poll(tenant, answered)).status).toBe(200)
  await alice.approve((await alice.waitForRequest('waiting')).id)
  expect((await poll(tenant, waiting)).status).toBe(200)
})

it.each(['refuse', 'black_hole'] as const)(
  'waits at its start for a database that comes later than it does: %s',
  async (kind) => {
    const url = new URL(tenant.config.databaseUrl)
    const link = await Link.open(Number(url.port))
    url.port = String(link.port)
    link.become({ kind })
    const sql = connect(url.href)
    const started = createSchema(sql)
    await sleep(1_200)
    link.reset()
    link.clear()
    await expect(started).resolves.toBeUndefined()
    await sql.end({ timeout: 1 })
    await link.close()
  },
)

it('waits for a database that goes away in the middle of its start', async () => {
  const url = new URL(tenant.config.databaseUrl)
  const link = await Link.open(Number(url.port))
  url.port = String(link.port)
  const sql = postgres(tenant.config.databaseUrl, { max: 1 })
  const started = await sql.begin(async (transaction) => {
    await transaction`LOCK TABLE tenant.users`
    const starting = createTenant({ ...tenant.config, databaseUrl: url.href })
    const waits = () => transaction`SELECT FROM pg_locks WHERE NOT granted AND relation = 'tenant.users'::regclass`
    await expect.poll(async () => (await waits()).length).toBeGreaterThan(0)
    link.become({ kind: 'refuse' })
    link.reset()
    return { starting }
  })
  await sleep(600)
  link.clear()
  await (await started.starting).close()
  await sql.end()
  await link.close()
})

it('tells the provider after the restart what it had no time to tell before', async () => {
  const alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  const id = await askFor(tenant, { binding_message: 'cut short' })
  const { id: approval, displayed } = await alice.waitForRequest('cut short')
  const sql = postgres(tenant.config.databaseUrl, { max: 1 })
  // As if the process had died between the two writes.
  const jws = await signAnswer(alice.device, { request: approval, answer: 'approved', displayed })
  await sql`
    UPDATE tenant.approvals SET decision = 'approved', decided_at = now() - interval '1 minute',
           answer_jws = ${jws}, device_id = ${alice.device.id}
    WHERE id = ${approval}`
  expect((await poll(tenant, id)).body.error).toBe('authorization_pending')
  await tenant.restart()
  await expect.poll(async () => (await poll(tenant, id)).status).toBe(200)
  const [row] = await sql`SELECT delivered_at FROM tenant.approvals WHERE id = ${approval}`
  expect(row?.delivered_at).toBeInstanceOf(Date)
  await sql.end()
})

it('does not make a spent request fresh by telling the provider twice', async () => {
  const alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  const id = await askFor(tenant, { binding_message: 'told twice' })
  const { id: approval } = await alice.waitForRequest('told twice')
  await alice.approve(approval)
  expect((await poll(tenant, id)).status).toBe(200)
  const sql = postgres(tenant.config.databaseUrl, { max: 1 })
  await sql`UPDATE tenant.approvals SET delivered_at = NULL, decided_at = now() - interval '1 minute' WHERE id = ${approval}`
  await tenant.restart()
  const told = () => sql`SELECT 1 FROM tenant.approvals WHERE id = ${approval} AND delivered_at IS NOT NULL`
  await expect.poll(async () => (await told()).length).toBe(1)
  expect((await poll(tenant, id)).body.error).toBe('invalid_grant')
  await sql.end()
})

it('outlives a database that drops all its connections', async () => {
  const sql = postgres(tenant.config.databaseUrl, { max: 1 })
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'baink-tenant' AND datname = current_database()`
  await sql.end()
  await expect.poll(async () => (await fetch(new URL('healthz', tenant.issuer))).status).toBe(200)
  const id = await askFor(tenant)
  expect((await poll(tenant, id)).body.error).toBe('authorization_pending')
})

it('sweeps away what has expired and nothing else', async () => {
  const sql = connect(tenant.config.databaseUrl)
  const [expired, alive] = [randomUUID(), randomUUID()]
  await sql`INSERT INTO tenant.records (model, id, payload, expires_at) VALUES
    ('Session', ${expired}, '{}', now() - interval '2 hours'), ('Session', ${alive}, '{}', now() + interval '1 hour')`
  await sweep(sql)
  const left = await sql`SELECT id FROM tenant.records WHERE id IN (${expired}, ${alive})`
  expect(left.map(({ id }) => id)).toEqual([alive])
  await sql.end()
})

it('sweeps away what was answered about devices a month ago, but not the yes to a device that is still enrolled', async () => {
  const sql = connect(tenant.config.databaseUrl)
  const alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  const ask = (name: string, thumbprint: string, age: string, answer: string | null) => sql`
    INSERT INTO tenant.device_requests (sub, name, browser, public_jwk, thumbprint, expires_at, answer)
    VALUES ('auth0|alice', ${name}, 'x', '{}', ${thumbprint}, now() - ${age}::interval, ${answer})`
  const [device] = await sql`SELECT thumbprint FROM tenant.devices WHERE id = ${alice.device.id}`
  await ask('its yes', device?.thumbprint, '31 days', 'allowed')
  await ask('old yes', 'removed since', '31 days', 'allowed')
  await ask('old no', 'refused', '31 days', 'refused')
  await ask('no', 'refused', '29 days', 'refused')
  await ask('unanswered', 'nobody', '2 hours', null)
  await sweep(sql)
  const left = await sql`SELECT name FROM tenant.device_requests ORDER BY name`
  expect(left.map(({ name }) => name)).toEqual(['its yes', 'no'])
  await sql.end()
})
