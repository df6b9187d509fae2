import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { POST as transfer } from '@/app/api/accounts/transfers/route'
import { GET, PUT } from '@/app/api/confirmation/route'
import { POST as withdraw } from '@/app/api/confirmation/withdraw/route'
import { verifyLedger } from '@/db/verify'
import { isFinal } from '@/lib/approvals/approval-states'
import type { ConfirmationChange } from '@/lib/approvals/confirmation-change'
import { openChange } from '@/lib/approvals/open-change'
import { type ChangeRequest, getPhoneRequest } from '@/lib/approvals/phone-request'
import { startResuming } from '@/lib/auth0/ai/resume'
import { verifyOwnToken } from '@/lib/auth0/token/verify-own-token'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { database } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { beginShutdown } from '@/lib/platform/shutdown'
import { letAiyaAsk } from '../support/bank/approvals'
import { approvedToken, type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { signInAs } from '../support/bank/session-double'
import { askElsewhere, askThenDie } from '../support/died'
import { refusalOf } from '../support/ledger/ledger'
import { poll } from '../tenant/ciba'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// When the portal asks the phone: made stricter at once, and looser only by the phone's yes.

let live: LiveBank
beforeAll(async () => {
  live = await openLiveBank()
  startResuming()
})
afterAll(async () => {
  beginShutdown()
  await live.close()
})

const EXACT = { above: { USD: 10_000 }, firstPayments: true }
beforeEach(async () => {
  signInAs(live.bank.alice.id, 'auth0|alice')
  await send(withdraw, 'POST', {})
  await letAiyaAsk(live.bank.alice.id)
  await live.bank.sql`
    SELECT write_confirmation(p_customer => ${live.bank.alice.id}, p_before => '{}', p_now => ${JSON.stringify(EXACT)}::text::jsonb)`
})

async function send(route: (request: Request) => Promise<Response>, method: string, body: object) {
  const headers = { 'Content-Type': 'application/json' }
  const answer = await route(new Request('http://localhost/', { method, headers, body: JSON.stringify(body) }))
  return { status: answer.status, body: await answer.json() }
}
const set = (usd: string | null, firstPayments = true, more: object[] = []) =>
  send(PUT, 'PUT', { amounts: [{ currency: 'USD', above: usd }, ...more], firstPayments })
const now = async () => (await GET()).json()
const usd = (above: string | null) =>
  expect.objectContaining({ amounts: expect.arrayContaining([{ currency: 'USD', above }]) })
async function ended(id: string) {
  const state = () => getPhoneRequest(live.bank.alice.id, id)
  await vi.waitUntil(async () => isFinal((await state()).status), { timeout: 20_000, interval: 50 })
  return state()
}
const onPhone = () => live.phone.waitForRequest('when this phone is asked')
const opened = (wanted = { above: { USD: 20_000 }, firstPayments: true }) =>
  openChange(live.bank.alice.id, { now: EXACT, wanted }).then(({ id }) =>
    getPhoneRequest(live.bank.alice.id, id),
  ) as Promise<ChangeRequest & { details: ConfirmationChange }>

test('a customer who has set nothing is asked nothing; each currency of theirs can be set', async () => {
  signInAs(live.bank.bob.id, 'auth0|bob')
  expect(await now()).toEqual({ amounts: [{ currency: 'USD', above: null }], firstPayments: false, change: null })
})

test('a lower amount and one more question hold at once, without the phone', async () => {
  const { status, body } = await set('50.00', true, [{ currency: 'EUR', above: '0.00' }])
  expect(status).toBe(200)
  expect(body).toMatchObject({
    amounts: [
      { currency: 'EUR', above: '0.00' },
      { currency: 'USD', above: '50.00' },
    ],
  })
  expect(await live.phone.pending()).toEqual([])
})

test('a higher amount waits for the phone, which says what holds now and what then', async () => {
  const { status, body } = await set('500.00', false, [{ currency: 'EUR', above: '20.00' }])
  expect(status).toBe(202)
  // What is stricter of the same change holds already.
  expect(body).toMatchObject({
    amounts: [
      { currency: 'EUR', above: '20.00' },
      { currency: 'USD', above: '100.00' },
    ],
    firstPayments: true,
    change: {
      status: 'pending',
      wanted: { firstPayments: false },
      bindingMessage: 'Ask me above 20.00 EUR, 500.00 USD, first payments no',
    },
  })
  const request = await onPhone()
  expect(request.text).toMatch(/^You, in the bAInk portal ?, ask to change when this phone is asked/)
  expect(request.text).toMatch(/Now, ask above 20\.00 EUR ?, 100\.00 USD .*Wanted, ask above 20\.00 EUR ?, 500\.00 USD/)
  const large = {
    fromAccountId: live.bank.alice.accounts.Savings?.id,
    toAccountId: live.bank.alice.accounts.Checking?.id,
    amount: '200.00',
    currency: 'USD',
  }
  const pay = (key: string) =>
    transfer(
      new Request('http://localhost/', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify(large),
      }),
    )
  const early = randomUUID()
  expect((await pay(early)).status).toBe(202)
  // The same once more joins it.
  expect(await set('500.00', false, [{ currency: 'EUR', above: '20.00' }])).toMatchObject({
    status: 202,
    body: { change: { id: body.change.id } },
  })
  await live.phone.approve(request.id)
  expect(await ended(body.change.id)).toMatchObject({ status: 'posted' })
  expect(await now()).toMatchObject({ amounts: [{ above: '20.00' }, { above: '500.00' }], firstPayments: false })
  // What was asked before stays asked; what is asked now is not.
  expect((await pay(early)).status).toBe(202)
  expect((await pay(randomUUID())).status).toBe(201)
  await vi.waitUntil(async () => (await live.phone.page()).includes('data-state="done"'), { timeout: 10_000 })
  const [audited] = await live.bank.sql`
    SELECT data ->> 'tokenId' AS token, data -> 'device' ->> 'jkt' AS device FROM audit_events
    WHERE kind = 'confirmation.changed' AND approval_id = ${body.change.id}`
  expect(audited).toEqual({ token: expect.any(String), device: expect.any(String) })
})

test('a no on the phone, a withdrawal and a stricter setting each leave it as it was', async () => {
  const denied = await set(null)
  await live.phone.deny((await onPhone()).id)
  expect(await ended(denied.body.change.id)).toMatchObject({ status: 'denied' })
  const withdrawn = await set('101.00')
  expect((await send(withdraw, 'POST', {})).body).toMatchObject({
    change: { status: 'cancelled', id: withdrawn.body.change.id },
  })
  const replaced = await set('102.00')
  const { status, body } = await set('99.00')
  expect([status, body.change]).toMatchObject([200, { id: replaced.body.change.id, status: 'cancelled' }])
  const [first, second] = [await set('200.00'), await set('300.00')]
  expect(await ended(first.body.change.id)).toMatchObject({ status: 'cancelled' })
  expect(second.body.change).toMatchObject({ status: 'pending', wanted: usd('300.00') })
  expect(await now()).toEqual(usd('99.00'))
})

test('settings that have changed since the phone was asked are left alone by its yes', async () => {
  const { body } = await set('500.00')
  await database().sql`SELECT set_confirmation(${live.bank.alice.id}, '{"above":{"USD":7000},"firstPayments":true}')`
  await live.phone.approve((await onPhone()).id)
  expect(await ended(body.change.id)).toMatchObject({ status: 'failed', reason: 'bank_refused:conflict' })
  expect(await now()).toEqual(usd('70.00'))
})

test('what takes effect is what the phone showed: another rule in the row, or other words, and nothing changes', async () => {
  for (const written of [
    `change = jsonb_set(change, '{wanted,above,USD}', '900000')`,
    `details = jsonb_set(details, '{wanted,askAbove}', '"110.00 USD"')`,
  ]) {
    const change = await opened()
    const [row] = await live.bank.sql`SELECT change::text, details::text FROM approvals WHERE id = ${change.id}`
    await live.bank.sql.unsafe(`UPDATE approvals SET ${written} WHERE id = '${change.id}'`)
    await askThenDie(live, (await getPhoneRequest(live.bank.alice.id, change.id)) as ChangeRequest)
    await live.phone.approve((await live.phone.waitForRequest('Now, ask above')).id)
    expect(await ended(change.id)).toMatchObject({ status: 'failed', reason: 'bank_refused:approval_mismatch' })
    expect(await now()).toEqual(usd('100.00'))
    await live.bank.sql`
      UPDATE approvals SET change = ${row?.change}::text::jsonb, details = ${row?.details}::text::jsonb WHERE id = ${change.id}`
  }
})

test('another change while one waits, or from settings that hold no more, is a conflict; the same one is joined', async () => {
  const first = await opened()
  expect((await opened()).id).toBe(first.id)
  expect(await refusalOf(opened({ above: { USD: 30_000 }, firstPayments: true }))).toBe('conflict')
  const stale = { now: { ...EXACT, firstPayments: false }, wanted: { above: {}, firstPayments: false } }
  expect(await refusalOf(openChange(live.bank.alice.id, stale))).toBe('conflict')
  const answers = await Promise.all([set('400.00'), set('500.00'), set('400.00')])
  expect(answers.some(({ status }) => status === 202)).toBe(true)
  const [waiting] = await live.bank.sql`
    SELECT count(*)::int AS count FROM approvals WHERE kind = 'confirmation' AND status IN ('requested', 'pending', 'approved')`
  expect(waiting?.count).toBe(1)
})

test('a change that nobody approved cannot be settled, and no change is a transfer', async () => {
  const { id } = await opened()
  const settle = () => database().sql`SELECT settle_confirmation(${id}, ${live.bank.alice.id}, '{}')`
  await expect(settle()).rejects.toThrow('approval_mismatch')
  await database().sql`UPDATE approvals SET status = 'pending' WHERE id = ${id}`
  await expect(settle()).rejects.toThrow('approval_mismatch')
  await database().sql`UPDATE approvals SET status = 'approved' WHERE id = ${id}`
  await expect(database().sql`SELECT settle_confirmation(${id}, ${live.bank.bob.id}, '{}')`).rejects.toThrow(
    'approval_mismatch',
  )
  expect(await now()).toEqual(usd('100.00'))
  await settle()
  await settle()
  expect(await now()).toEqual(usd('200.00'))
})

test('only a token that names exactly this change lets it take effect', async () => {
  const change = await opened()
  const authReqId = await askElsewhere(live, change)
  await live.phone.approve((await live.phone.waitForRequest('Now, ask above')).id)
  const token = String((await poll(live.tenant, authReqId)).body.access_token)
  const subject = 'auth0|alice'
  const verifyFor = (given: string, who: string, { details, bindingMessage }: ChangeRequest) =>
    verifyOwnToken(given, who, {
      details: [details],
      bindingMessage,
      scope: 'create:transfer',
      audience: env().AGENT_API_AUDIENCE,
    })
  await verifyFor(token, subject, change)
  const other = { ...change.details, wanted: { ...change.details.wanted, askAbove: '900.00 USD' } }
  for (const [who, what] of [
    [subject, { ...change, details: other }],
    ['auth0|bob', change],
    [subject, { ...change, bindingMessage: 'Something else' }],
  ] as const)
    await expect(verifyFor(token, who, what)).rejects.toMatchObject({ code: 'approval_mismatch' })
  const { Savings, Checking } = live.bank.alice.accounts
  const order = {
    fromAccountId: `${Savings?.id}`,
    toAccountId: `${Checking?.id}`,
    amount: '1.00',
    currency: 'USD',
    memo: 'a transfer',
  }
  const ofTransfer = await approvedToken(live, order, randomUUID())
  await expect(verifyFor(ofTransfer, subject, change)).rejects.toMatchObject({ code: 'approval_mismatch' })
})

test('a change whose process has died is taken over, and takes effect once', async () => {
  const change = await opened()
  await askThenDie(live, change)
  await live.phone.approve((await live.phone.waitForRequest('Now, ask above')).id)
  expect(await ended(change.id)).toMatchObject({ status: 'posted' })
  expect(await now()).toEqual(usd('200.00'))
})

test.each([
  [{ amounts: [{ currency: 'USD', above: '1' }], firstPayments: false }, 'amounts.0.above'],
  [{ amounts: [{ currency: 'USD', above: '-1.00' }], firstPayments: false }, 'amounts.0.above'],
  [{ amounts: [{ currency: 'USD', above: '10000.01' }], firstPayments: false }, 'amounts.0.above'],
  [{ amounts: [{ currency: 'XXQ', above: '1.00' }], firstPayments: false }, 'amounts.0.currency'],
  [{ amounts: ['1.00', '2.00'].map((above) => ({ currency: 'USD', above })), firstPayments: false }, 'amounts'],
  [{ amounts: ['1.00', null].map((above) => ({ currency: 'USD', above })), firstPayments: false }, 'amounts'],
  [{ amounts: [] }, 'firstPayments'],
  [{ amounts: [], firstPayments: false, more: 1 }, 'more'],
])('%j names what is wrong with it', async (body, member) => {
  const answer = await send(PUT, 'PUT', body)
  expect(answer).toMatchObject({
    status: 400,
    body: { code: 'invalid_request', errors: [expect.objectContaining({ member })] },
  })
  expect(await now()).toEqual(usd('100.00'))
})

test('the book and the audit are whole', async () => {
  expect((await verifyLedger(live.bank.ownerUrl)).differences).toEqual([])
  expect((await verifyAudit(live.bank.ownerUrl)).differences).toEqual([])
})
