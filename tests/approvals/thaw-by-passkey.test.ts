import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { POST as freeze } from '@/app/api/asking/freeze/route'
import { POST as thaw } from '@/app/api/asking/thaw/route'
import { POST as hear } from '@/app/api/mandates/revocations/route'
import { readAgentTransfers } from '@/lib/approvals/agent-freeze'
import { openApproval } from '@/lib/approvals/open-approval'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { beginShutdown } from '@/lib/platform/shutdown'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { signedInAt, signInAs } from '../support/bank/session-double'
import { accountOf } from '../support/ledger/ledger'
import { signOrder } from '../support/phone/device'
import { type SoftwarePasskey, softwarePasskey } from '../support/phone/passkey'
import { inDatabase, newcomer, read } from '../tenant/joining'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// A customer who has a passkey thaws agents on the phone with it; the portal's session, however fresh, does not.

let live: LiveBank
let origin: string
/** What the tenant told the bank last. */
let token = ''
beforeAll(async () => {
  live = await openLiveBank()
  origin = new URL(live.tenant.issuer).origin
  live.app.handler = async (request) => {
    token = (await request.clone().json()).token
    return hear(request)
  }
})
afterAll(async () => {
  beginShutdown()
  await live.close()
})
beforeEach(async () => {
  signInAs(live.bank.alice.id, 'auth0|alice')
  await inDatabase(live.tenant, (sql) => sql`UPDATE tenant.passkeys SET removed_at = now() WHERE removed_at IS NULL`)
  await froze()
  vi.mocked(signedInAt).mockImplementation(async () => new Date(Date.now() + 1))
})

const post = (body?: object) => {
  const headers = { 'Content-Type': 'application/json' }
  return new Request('http://localhost/', { method: 'POST', headers, ...(body && { body: JSON.stringify(body) }) })
}
const codeOf = async (response: Response) => [response.status, (await response.json()).code]
/** A token tells its time in seconds, so that a thaw is believed from the second after the freeze. */
async function froze() {
  await freeze(post())
  await live.bank.sql`
    UPDATE customers SET agent_transfers_frozen_at = agent_transfers_frozen_at - interval '2 seconds' WHERE id = ${live.bank.alice.id}`
}
const frozen = async () => (await readAgentTransfers(live.bank.alice.id, null)).frozenAt !== null

async function withPasskey(): Promise<SoftwarePasskey> {
  const { device, post: send } = live.phone
  const key = softwarePasskey()
  const { body } = await read(send('/phone/passkeys/offer'))
  const { challenge } = body.options as { challenge: string }
  const wish = { action: 'add_passkey', challenge, name: 'My key', credential: key.attest(challenge, { origin }) }
  const added = await read(send('/phone/passkeys/add_passkey', { signed: await signOrder(device, origin, send, wish) }))
  expect(added.status).toBe(201)
  return key
}

async function onPhone(confirm?: (challenge: string) => object, { device, post: send } = live.phone) {
  const { body } = await read(send('/phone/challenges'))
  const challenge = String(body.challenge)
  const wish = { action: 'thaw', challenge, ...(confirm && { passkey: confirm(challenge) }) }
  const answer = await read(send('/phone/devices/thaw', { signed: await signOrder(device, origin, send, wish) }))
  return [answer.status, answer.body.code]
}

test('without a passkey the portal thaws after a fresh sign-in, and the phone does not', async () => {
  expect(await onPhone()).toEqual([409, 'no_passkey'])
  expect(await frozen()).toBe(true)
  expect((await thaw(post())).status).toBe(200)
  expect(await frozen()).toBe(false)
})

test('with one the portal is sent to the phone, which thaws by the passkey alone', async () => {
  const key = await withPasskey()
  const refused = await thaw(post())
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ code: 'passkey_needed', phone: `${origin}/phone/devices` })
  expect(await onPhone()).toEqual([403, 'passkey_needed'])
  expect(await onPhone(() => key.assert('another', { origin }))).toEqual([403, 'passkey_needed'])
  expect(await onPhone((challenge) => softwarePasskey().assert(challenge, { origin }))).toEqual([403, 'passkey_needed'])
  expect(await onPhone((challenge) => key.assert(challenge, { origin, userVerified: false }))).toEqual([
    403,
    'passkey_needed',
  ])
  const thief = await newcomer(live.tenant)
  thief.device.id = live.phone.device.id
  const stolen = { ...live.phone, device: thief.device, post: thief.post }
  expect(await onPhone((challenge) => key.assert(challenge, { origin }), stolen)).toEqual([403, 'not_signed'])
  expect(await frozen()).toBe(true)

  expect(await onPhone((challenge) => key.assert(challenge, { origin }))).toEqual([200, 'thawed'])
  expect(await frozen()).toBe(false)
  const [last] = await live.bank.sql`
    SELECT data ->> 'why' AS why FROM audit_events WHERE customer_id = ${live.bank.alice.id} AND kind = 'agents.thawed'
    ORDER BY sequence DESC LIMIT 1`
  expect(last?.why).toBe('phone')
  const order = parseTransferOrder({
    fromAccountId: accountOf(live.bank.alice, 'Savings').id,
    toAccountId: accountOf(live.bank.alice, 'Checking').id,
    ...{ amount: '1.00', currency: 'USD', memo: 'thawed' },
  })
  expect((await openApproval({ customerId: live.bank.alice.id, order })).status).toBe('requested')

  // A freeze that came after the customer's word is not ended by it, sent once more.
  await freeze(post())
  expect(await codeOf(await hear(post({ token })))).toEqual([403, 'sign_in_again'])
  expect(await frozen()).toBe(true)
  // Nor does the phone say that it is done when the bank has not said so.
  const answering = live.app.handler
  live.app.handler = async () => null
  expect(await onPhone((challenge) => key.assert(challenge, { origin }))).toEqual([503, 'bank_silent'])
  live.app.handler = answering
})

test('while the tenant does not say whether there is a passkey, nobody thaws', async () => {
  live.tenantLink.become({ kind: 'refuse' })
  live.tenantLink.reset()
  expect(await codeOf(await thaw(post()))).toEqual([503, 'unavailable'])
  live.tenantLink.become({ kind: 'clear' })
  expect(await frozen()).toBe(true)
})

test('only the bank’s own client is told how many passkeys a customer has', async () => {
  const ask = (form: Record<string, string>) =>
    fetch(`${origin}/oauth/passkeys/check`, { method: 'POST', body: new URLSearchParams(form) })
  const { AUTH0_CLIENT_ID = '', AUTH0_CLIENT_SECRET = '' } = process.env
  const own = { client_id: AUTH0_CLIENT_ID, client_secret: AUTH0_CLIENT_SECRET, sub: 'auth0|alice' }
  await withPasskey()
  expect(await (await ask(own)).json()).toEqual({ passkeys: 1 })
  expect(await (await ask({ ...own, sub: 'auth0|nobody' })).json()).toEqual({ passkeys: 0 })
  for (const [form, status] of [
    [{ ...own, client_secret: 'wrong' }, 401],
    [{ ...own, client_id: 'sign-in-only' }, 401],
    [{ ...own, sub: '\0' }, 400],
    [{ ...own, more: 'x' }, 400],
  ] as const)
    expect((await ask(form)).status).toBe(status)
})
