import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { POST as transfer } from '@/app/api/accounts/transfers/route'
import { POST as thaw } from '@/app/api/asking/thaw/route'
import { PUT as confirm } from '@/app/api/confirmation/route'
import { POST as hear } from '@/app/api/mandates/revocations/route'
import { POST as askMandate } from '@/app/api/mandates/route'
import { verifyLedger } from '@/db/verify'
import { readAgentTransfers } from '@/lib/approvals/agent-freeze'
import { getApproval } from '@/lib/approvals/approval'
import { getMandate } from '@/lib/approvals/mandates/list-mandates'
import { openApproval } from '@/lib/approvals/open-approval'
import { startResuming } from '@/lib/auth0/ai/resume'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { beginShutdown } from '@/lib/platform/shutdown'
import { letAiyaAsk } from '../support/bank/approvals'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { mandateBody } from '../support/bank/mandates'
import { currentSession, signedInAt, signInAs } from '../support/bank/session-double'
import { accountOf } from '../support/ledger/ledger'
import { PASSWORD } from '../support/tenant/tenant'
import { order as deviceOrder, newcomer } from '../tenant/joining'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// What the bank does when a recovery code has replaced a customer's devices at the tenant: nothing large moves before the
// customer has made a choice.

let live: LiveBank
beforeAll(async () => {
  live = await openLiveBank()
  startResuming()
})
afterAll(async () => {
  expect((await verifyLedger(live.bank.ownerUrl)).differences).toEqual([])
  expect((await verifyAudit(live.bank.ownerUrl)).differences).toEqual([])
  beginShutdown()
  await live.close()
})

const headers = { 'Content-Type': 'application/json' }
async function call(route: (request: Request) => Promise<Response>, body: object, key?: string, method = 'POST') {
  const sent = { ...headers, ...(key && { 'Idempotency-Key': key }) }
  const answer = await route(new Request('http://localhost/', { method, headers: sent, body: JSON.stringify(body) }))
  return { status: answer.status, body: await answer.json() }
}
const order = (amount: string, memo = 'recovery') => ({
  fromAccountId: accountOf(live.bank.alice, 'Savings').id,
  toAccountId: accountOf(live.bank.alice, 'Checking').id,
  ...{ amount, currency: 'USD', memo },
})
const loosen = () =>
  call(confirm, { amounts: [{ currency: 'USD', above: '900.00' }], firstPayments: false }, undefined, 'PUT')
const byAgent = (memo: string) =>
  openApproval({ customerId: live.bank.alice.id, order: parseTransferOrder(order('1.00', memo)) })

test('what the lost devices allowed is over, what needs the phone waits for the customer’s choice, and all of it is written down', async () => {
  const { alice, sql } = live.bank
  signInAs(alice.id, 'auth0|alice')
  await letAiyaAsk(alice.id)
  const codes = await deviceOrder(live.phone, live.tenant, { action: 'recovery_codes' })
  const [code = '', another = ''] = codes.body.codes as string[]
  await sql`
    SELECT write_confirmation(p_customer => ${alice.id}, p_before => '{}', p_now => '{"above":{"USD":10000},"firstPayments":false}')`
  const { mandate } = (await call(askMandate, mandateBody(alice, { maxPerTransfer: '121.00' }))).body
  await live.phone.approve((await live.phone.waitForRequest('121.00')).id)
  await vi.waitUntil(async () => (await getMandate(alice.id, mandate.id)).status === 'active', { timeout: 20_000 })
  const [agents, own, rule] = [await byAgent('by an agent'), randomUUID(), await loosen()]
  expect([(await call(transfer, order('100.01'), own)).status, rule.status]).toEqual([202, 202])
  expect(rule.body.change.status).toMatch(/requested|pending/)
  await currentSession()

  // The route of the bank, as the tenant calls it.
  live.app.handler = hear
  const browser = await newcomer(live.tenant)
  const recovered = await browser.offer('/phone/recover', { password: PASSWORD, code })
  expect(recovered).toMatchObject({ status: 201, body: { code: 'enrolled' } })

  const at = await readAgentTransfers(alice.id, null)
  expect(at).toMatchObject({ frozenAt: expect.any(String), recoveredAt: at.frozenAt })
  expect((await getMandate(alice.id, mandate.id)).status).toBe('revoked')
  for (const id of [agents.id, own, rule.body.change.id as string]) {
    const [row] = await sql`SELECT status, reason FROM approvals WHERE id = ${id}`
    expect(row).toEqual({ status: 'cancelled', reason: 'phone_recovered' })
  }
  expect(await sql`SELECT FROM sessions WHERE customer_id = ${alice.id}`).toHaveLength(0)
  const events = await sql`
    SELECT e.kind, e.data ->> 'why' AS why FROM audit_events e JOIN audit_chain l ON l.event_sequence = e.sequence
    WHERE e.customer_id = ${alice.id} AND (e.kind = 'phone.recovered' OR e.data ->> 'why' = 'phone_recovered') ORDER BY l.position`
  expect(events.map(({ kind, why }) => [kind, why])).toEqual([
    ['agents.frozen', 'phone_recovered'],
    ['phone.recovered', null],
    ['mandate.revoked', 'phone_recovered'],
  ])

  // Until the choice: nothing asks the new phone, whoever wants it. What needs no phone goes on.
  await expect(byAgent('again')).rejects.toThrow('agent_transfers_frozen')
  expect((await call(askMandate, mandateBody(alice, { maxPerTransfer: '122.00' }))).body.code).toBe(
    'agent_transfers_frozen',
  )
  expect(await call(transfer, order('100.02'), randomUUID())).toMatchObject({
    status: 403,
    body: { code: 'phone_recovered' },
  })
  expect(await loosen()).toMatchObject({ status: 403, body: { code: 'phone_recovered' } })
  expect((await call(transfer, order('1.00'), randomUUID())).status).toBe(201)
  expect(await call(thaw, {})).toMatchObject({ status: 403, body: { code: 'sign_in_again' } })

  // Told again, as by a tenant that died in between, it begins again: an earlier choice does not stand.
  const second = await newcomer(live.tenant)
  expect((await second.offer('/phone/recover', { password: PASSWORD, code: another })).status).toBe(201)
  const later = await readAgentTransfers(alice.id, null)
  expect(Date.parse(later.recoveredAt ?? '')).toBeGreaterThan(Date.parse(at.recoveredAt ?? ''))

  signedInAt.mockResolvedValueOnce(new Date(Date.now() + 1)).mockResolvedValueOnce(new Date(Date.now() + 1))
  expect((await call(thaw, {})).body).toMatchObject({ frozenAt: null, recoveredAt: null })
  expect((await call(transfer, order('100.03'), randomUUID())).status).toBe(202)
  expect((await getApproval(alice.id, (await byAgent('asks again')).id)).status).toBe('requested')
  expect((await getMandate(alice.id, mandate.id)).status).toBe('revoked')
})
