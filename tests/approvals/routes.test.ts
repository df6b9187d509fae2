import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { POST as cancel } from '@/app/api/approvals/[approvalId]/cancel/route'
import { GET as getOne } from '@/app/api/approvals/[approvalId]/route'
import { GET as getAll } from '@/app/api/approvals/route'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openFor, openIn } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf, balanceOf, orderFor } from '../support/ledger/ledger'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

const ORIGIN = 'http://localhost:3000'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

const order = () =>
  orderFor(accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking'), '1.00', { memo: randomUUID() })
const of = (approvalId: string) => ({ params: Promise.resolve({ approvalId }) })
const get = (id: string) => getOne(new Request(`${ORIGIN}/api/approvals/${id}`), of(id))
const cancelOne = (id: string, headers: Record<string, string> = {}) =>
  cancel(new Request(`${ORIGIN}/api/approvals/${id}/cancel`, { method: 'POST', headers }), of(id))

test('a customer sees their own approvals, newest first, and never the tenant’s handle', async () => {
  const first = await openIn('denied', bank.alice, order())
  const second = await openFor(bank.alice, order())
  const pending = { sealedAuthReqId: 'sealed-handle', intervalSeconds: 1, expiresAt: new Date() }
  await moveApproval(second.id, 'pending', { pending })
  signInAs(bank.alice.id)
  const response = await getAll(new Request(`${ORIGIN}/api/approvals`))
  expect(response.headers.get('cache-control')).toBe('no-store')
  const text = await response.text()
  expect(text).not.toMatch(/sealed|lease|fence|authReq/i)
  const { approvals } = JSON.parse(text)
  expect(approvals.map(({ id }: { id: string }) => id)).toEqual([second.id, first.id])
  expect(await (await get(second.id)).json()).toEqual(approvals[0])
  expect(approvals[0]).toEqual({
    id: second.id,
    status: 'pending',
    reason: null,
    bindingMessage: 'Transfer 1.00 USD from Savings 8765 to Checking 4321',
    details: expect.objectContaining({ type: 'payment_initiation', identifier: second.id }),
    createdAt: expect.any(String),
    expiresAt: expect.any(String),
    transferId: null,
  })
  await moveApproval(second.id, 'cancelled')
})

test("another customer's approval is the same as none", async () => {
  const { id } = await openFor(bank.alice, order())
  signInAs(bank.bob.id)
  expect((await (await getAll(new Request(`${ORIGIN}/api/approvals`))).json()).approvals).toEqual([])
  for (const unknown of [id, randomUUID(), 'x', "' OR 1=1 --"]) {
    for (const response of [await get(unknown), await cancelOne(unknown)]) {
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ code: 'not_found' })
    }
  }
  signInAs(bank.alice.id)
  expect(await (await get(id)).json()).toMatchObject({ status: 'requested' })
  await moveApproval(id, 'cancelled')
})

test('without a session nothing is shown and nothing cancelled', async () => {
  const { id } = await openFor(bank.alice, order())
  signInAs(null)
  for (const response of [await getAll(new Request(`${ORIGIN}/api/approvals`)), await get(id), await cancelOne(id)]) {
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ code: 'unauthenticated' })
  }
  signInAs(bank.alice.id)
  expect(await (await get(id)).json()).toMatchObject({ status: 'requested' })
  await moveApproval(id, 'cancelled')
})

test('cancelling gives the hold back, once', async () => {
  const before = await balanceOf(bank, accountOf(bank.alice, 'Savings'))
  const { id } = await openFor(bank.alice, order())
  signInAs(bank.alice.id)
  const cancelled = await cancelOne(id, { Origin: ORIGIN })
  expect(cancelled.status).toBe(200)
  expect(await cancelled.json()).toMatchObject({ id, status: 'cancelled', transferId: null })
  expect(await balanceOf(bank, accountOf(bank.alice, 'Savings'))).toEqual(before)
  expect((await cancelOne(id)).status).toBe(409)
})

test.each(['posted', 'denied', 'expired', 'failed'] as const)('what is %s cannot be cancelled', async (status) => {
  const { id } = await openIn(status, bank.alice, order())
  signInAs(bank.alice.id)
  const response = await cancelOne(id)
  expect(response.status).toBe(409)
  expect(await response.json()).toMatchObject({ code: 'conflict' })
  expect(await (await get(id)).json()).toMatchObject({ status })
})

test('another site cannot cancel', async () => {
  const { id } = await openFor(bank.alice, order())
  signInAs(bank.alice.id)
  expect((await cancelOne(id, { Origin: 'https://evil.example' })).status).toBe(403)
  expect((await cancelOne(id, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
  expect(await (await get(id)).json()).toMatchObject({ status: 'requested' })
})
