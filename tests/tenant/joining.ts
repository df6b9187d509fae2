import { createHash, randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { cookieName } from '@/tenant/http/cookie-name'
import { type Device, keyProof, newKey, signOrder } from '../support/phone/device'
import { type PhonePost, type PhoneRobot, phonePost } from '../support/phone/phone'
import { ALICE, type TestTenant } from '../support/tenant/tenant'

export interface Answer {
  status: number
  body: Record<string, unknown>
}

/** A browser on which a customer has signed in with the password alone, with a key that the tenant does not know. */
export interface Newcomer {
  device: Device
  post: PhonePost
  cookie: string
  origin: string
  page(): Promise<string>
  /** Posts a fresh proof of the key to `path`. */
  offer(path: string, more?: Record<string, string>): Promise<Answer>
}

/** Its session is written into the database: twenty people who type at once would be told to slow down. */
export async function newcomer(tenant: TestTenant, sub = ALICE): Promise<Newcomer> {
  const { origin } = new URL(tenant.issuer)
  const token = randomBytes(32).toString('base64url')
  const hash = createHash('sha256').update(token).digest('base64url')
  await inDatabase(
    tenant,
    (sql) =>
      sql`INSERT INTO tenant.phone_sessions (token_hash, sub, expires_at) VALUES (${hash}, ${sub}, now() + interval '1 hour')`,
  )
  const cookie = `${cookieName(tenant.issuer, 'phone')}=${token}`
  const post = phonePost(origin, cookie)
  const device = await newKey()
  return {
    ...{ device, post, cookie, origin },
    page: async () => (await fetch(`${origin}/phone`, { headers: { cookie } })).text(),
    offer: async (path, more = {}) => {
      const answer = await read(post(path, { proof: await keyProof(device, origin, post, 'Newcomer'), ...more }))
      if (typeof answer.body.device === 'string') device.id = answer.body.device
      return answer
    },
  }
}

/** Has an enrolled device sign an order about devices. */
export async function order(
  { device, post }: Pick<PhoneRobot, 'device' | 'post'>,
  tenant: TestTenant,
  what: { action: string } & Record<string, string>,
): Promise<Answer> {
  const { origin } = new URL(tenant.issuer)
  return read(post(`/phone/devices/${what.action}`, { signed: await signOrder(device, origin, post, what) }))
}

export async function ticketFrom(robot: Pick<PhoneRobot, 'device' | 'post'>, tenant: TestTenant): Promise<string> {
  const { body } = await order(robot, tenant, { action: 'ticket' })
  return new URL(String(body.link)).searchParams.get('ticket') ?? ''
}

export async function read(response: Promise<Response>): Promise<Answer> {
  const { status, ...rest } = await response.then(async (answer) => ({
    status: answer.status,
    body: await answer.json(),
  }))
  return { status, body: rest.body as Record<string, unknown> }
}

/** Runs SQL on the tenant's database, as its owner. */
export async function inDatabase<T>(tenant: TestTenant, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(tenant.config.databaseUrl, { max: 1 })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

/** Takes all of a customer's devices away, as if none had ever been enrolled. */
export function forgetDevices(tenant: TestTenant, sub = ALICE): Promise<unknown> {
  return inDatabase(tenant, async (sql) => {
    await sql`UPDATE tenant.devices SET removed_at = now() WHERE sub = ${sub} AND removed_at IS NULL`
    await sql`UPDATE tenant.users SET device_count = 0 WHERE sub = ${sub}`
    await sql`DELETE FROM tenant.device_requests WHERE sub = ${sub}`
  })
}
