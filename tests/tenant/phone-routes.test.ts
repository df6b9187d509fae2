import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keyProof, signOrder } from '../support/phone/device'
import { softwarePasskey } from '../support/phone/passkey'
import { type PhoneRobot, phoneRobot, signAnswer } from '../support/phone/phone'
import { ALICE, APP_CLIENT, PASSWORD, SIGN_IN_CLIENT, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor } from './ciba'
import { inDatabase, type Newcomer, newcomer, read } from './joining'

// Somebody who knows the password alone, on a browser that is no device: what each of the phone's addresses gives them.

const MESSAGE = 'for devices only'
const ID = '00000000-0000-4000-8000-000000000000'

let tenant: TestTenant
let alice: PhoneRobot
let thief: Newcomer
/** What a browser that is no device must not learn. */
let secrets: string[]
beforeAll(async () => {
  // Only a bank that can hear of a revocation has the routes of mandates. Nothing listens there.
  const bank = { ...APP_CLIENT, revocationUri: 'http://localhost:1/api/mandates/revocations' }
  tenant = await startTestTenant({ clients: [bank, SIGN_IN_CLIENT] })
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  thief = await newcomer(tenant)
  const { origin } = thief
  const key = softwarePasskey()
  const { body } = await read(alice.post('/phone/passkeys/offer'))
  const { challenge } = body.options as { challenge: string }
  const wish = { action: 'add_passkey', challenge, name: 'My key', credential: key.attest(challenge, { origin }) }
  await alice.post('/phone/passkeys/add_passkey', { signed: await signOrder(alice.device, origin, alice.post, wish) })
  await askFor(tenant, { binding_message: MESSAGE })
  await alice.waitForRequest(MESSAGE)
  secrets = [MESSAGE, key.credentialId, alice.device.id]
})
afterAll(() => tenant.stop())

/** An order that names the customer's device and that the thief's own key has signed. */
async function forged(action: string, more: object = {}): Promise<Record<string, string>> {
  const { origin, post, device } = thief
  const order = { action, device: alice.device.id, id: ID, name: 'Mine', ...more }
  return { signed: await signOrder({ ...device, id: alice.device.id }, origin, post, order) }
}

interface Row {
  method: 'GET' | 'POST'
  /** The route's pattern, as its source spells it. */
  route: string
  path?: string
  form?: () => Promise<Record<string, string>>
  answer: [status: number, code?: string]
}

const ROWS: Row[] = [
  { method: 'GET', route: '/phone/?', path: '/phone', answer: [200] },
  { method: 'GET', route: '/phone/manifest.webmanifest', answer: [200] },
  { method: 'GET', route: '/phone/enrol', path: `/phone/enrol?ticket=${'a'.repeat(43)}`, answer: [200] },
  { method: 'GET', route: '/phone/events', answer: [204] },
  { method: 'GET', route: '/phone/devices', answer: [303] },
  {
    method: 'GET',
    route: '/phone/device-requests/([^/]+)',
    path: `/phone/device-requests/${ID}`,
    answer: [200, 'state'],
  },
  { method: 'POST', route: '/phone/challenges', answer: [200, 'challenge'] },
  { method: 'POST', route: '/phone/devices', form: proven, answer: [409, 'not_first'] },
  { method: 'POST', route: '/phone/devices/prove', form: proven, answer: [403, 'unknown_device'] },
  { method: 'POST', route: '/phone/devices/rename', form: () => forged('rename'), answer: [403, 'not_signed'] },
  { method: 'POST', route: '/phone/devices/remove', form: () => forged('remove'), answer: [403, 'not_signed'] },
  { method: 'POST', route: '/phone/devices/ticket', form: () => forged('ticket'), answer: [403, 'not_signed'] },
  { method: 'POST', route: '/phone/passkeys/offer', answer: [403, 'unknown_device'] },
  {
    method: 'POST',
    route: '/phone/passkeys/add_passkey',
    form: () => forged('add_passkey'),
    answer: [403, 'not_signed'],
  },
  {
    method: 'POST',
    route: '/phone/passkeys/remove_passkey',
    form: () => forged('remove_passkey'),
    answer: [403, 'not_signed'],
  },
  { method: 'POST', route: '/phone/device-requests', form: proven, answer: [201, 'asked'] },
  {
    method: 'POST',
    route: '/phone/device-requests/([^/]+)',
    path: `/phone/device-requests/${ID}`,
    form: () => forged('answer'),
    answer: [403, 'not_signed'],
  },
  {
    method: 'POST',
    route: '/phone/requests/([^/]+)',
    path: `/phone/requests/${ID}`,
    form: async () => ({ signed: await signAnswer({ ...thief.device, id: alice.device.id }, { request: ID }) }),
    answer: [403, 'not_signed'],
  },
  { method: 'GET', route: '/phone/scan', answer: [200] },
  // The password alone shows the request of an address that only the portal tells, and answers nothing.
  { method: 'GET', route: '/phone/codes/([^/]+)', path: `/phone/codes/${ID}`, answer: [404] },
  {
    method: 'POST',
    route: '/phone/codes/([^/]+)',
    path: `/phone/codes/${ID}`,
    form: async () => ({ code: '0000-0000' }),
    answer: [409],
  },
  {
    method: 'POST',
    route: '/phone/devices/code_key',
    form: () => forged('code_key', { agree: thief.device.publicJwk }),
    answer: [403, 'not_signed'],
  },
  { method: 'GET', route: '/phone/recover', answer: [200] },
  { method: 'POST', route: '/phone/recover', form: proven, answer: [403, 'not_recovered'] },
  { method: 'POST', route: '/phone/devices/push', answer: [403, 'unknown_device'] },
  { method: 'POST', route: '/phone/devices/thaw', form: () => forged('thaw'), answer: [403, 'not_signed'] },
  {
    method: 'POST',
    route: '/phone/devices/recovery_codes',
    form: () => forged('recovery_codes'),
    answer: [403, 'not_signed'],
  },
  { method: 'GET', route: '/phone/mandates', answer: [303] },
  { method: 'POST', route: '/phone/mandates/([^/]+)', path: `/phone/mandates/${ID}`, answer: [403, 'unknown_device'] },
  // Last: they end the session.
  {
    method: 'POST',
    route: '/phone/sign-in',
    form: async () => ({ email: 'alice@example.com', password: 'no' }),
    answer: [401],
  },
  { method: 'POST', route: '/phone/sign-out', answer: [303] },
]

async function proven() {
  return { proof: await keyProof(thief.device, thief.origin, thief.post, 'Mine') }
}

it('the table holds every address of the phone', () => {
  const sources = ['phone/routes', 'phone/mandates', 'devices/routes', 'codes/routes'].map((file) =>
    readFileSync(`tenant/${file}.ts`, 'utf8'),
  )
  const found = [...sources.join('\n').matchAll(/\/\^(\\\/phone.*?)\$\//g)].map(([, path = '']) =>
    path.replaceAll('\\', ''),
  )
  expect(found.sort()).toEqual(ROWS.map(({ route }) => route).sort())
})

it.each(ROWS)(
  '$method $route gives a browser that is no device nothing of a device’s',
  async ({ method, route, path, form, answer }) => {
    const body = method === 'POST' ? new URLSearchParams(await form?.()) : undefined
    const headers = { cookie: thief.cookie, origin: thief.origin, accept: 'application/json' }
    const response = await fetch(`${thief.origin}${path ?? route}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body && { body }),
    })
    const text = await response.text()
    const told = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {}
    expect([response.status, ...(answer.length > 1 ? [told.code] : [])]).toEqual(answer)
    for (const secret of secrets) expect(text).not.toContain(secret)
    const [row] = await inDatabase(
      tenant,
      (sql) => sql`SELECT device_count AS devices,
      (SELECT count(*)::int FROM tenant.passkeys WHERE sub = ${ALICE} AND removed_at IS NULL) AS passkeys
      FROM tenant.users WHERE sub = ${ALICE}`,
    )
    expect(row).toEqual({ devices: 1, passkeys: 1 })
  },
)
