import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { POST as transfer } from '@/app/api/accounts/transfers/route'
import { GET as getReceipt } from '@/app/api/approvals/[approvalId]/receipt/route'
import { GET as getKeys } from '@/app/api/receipts/keys/route'
import { freezeAgentTransfers } from '@/lib/approvals/agent-freeze'
import { approval as approvalSchema, getApproval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { openApproval } from '@/lib/approvals/open-approval'
import { startResuming } from '@/lib/auth0/ai/resume'
import { describeReceipt } from '@/lib/evidence/receipts/describe-receipt'
import { verifyReceipt } from '@/lib/evidence/receipts/verify-receipt'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { database } from '@/lib/platform/database/client'
import { beginShutdown } from '@/lib/platform/shutdown'
import { letAiyaAsk } from '../support/bank/approvals'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { freshReceiptKey } from '../support/bank/receipts'
import { signInAs } from '../support/bank/session-double'
import { askThenDie } from '../support/died'
import { accountOf, balanceOf } from '../support/ledger/ledger'
import { inDatabase } from '../tenant/joining'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// A portal transfer that the customer wants to confirm: asked once, answered at once, posted by the phone's yes.

let live: LiveBank
let memo: string
beforeAll(async () => {
  process.env.RECEIPT_SIGNING_KEY = freshReceiptKey()
  live = await openLiveBank()
  startResuming()
  const { id } = live.bank.alice
  await database().sql`SELECT set_confirmation(${id}, '{"above":{"USD":10000},"firstPayments":false}')`
})
afterAll(async () => {
  beginShutdown()
  await live.close()
})
beforeEach(async () => {
  memo = `memo ${randomUUID()}`
  signInAs(live.bank.alice.id, 'auth0|alice')
  await letAiyaAsk(live.bank.alice.id)
})

const order = (amount = '100.01', changes: Record<string, unknown> = {}) => ({
  fromAccountId: accountOf(live.bank.alice, 'Savings').id,
  toAccountId: accountOf(live.bank.alice, 'Checking').id,
  amount,
  currency: 'USD',
  memo,
  ...changes,
})
function send(key: string, body: object = order(), route = transfer): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key }
  return route(
    new Request('http://localhost/api/accounts/transfers', { method: 'POST', headers, body: JSON.stringify(body) }),
  )
}
async function asked(key: string, body?: object) {
  const response = await send(key, body)
  expect(response.status).toBe(202)
  return approvalSchema.parse((await response.json()).approval)
}
const stateOf = (id: string) => getApproval(live.bank.alice.id, id)
async function ended(id: string) {
  await vi.waitUntil(async () => isFinal((await stateOf(id)).status), { timeout: 20_000, interval: 50 })
  return stateOf(id)
}
const pushes = () =>
  inDatabase(live.tenant, async (sql) => {
    const [row] = await sql`
      SELECT count(*)::int AS count FROM tenant.approvals WHERE details ->> 'remittanceInformationUnstructured' = ${memo}`
    return row?.count
  })

test('asks the phone in the customer’s own name, answers at once, and is posted by the yes on both authorities', async () => {
  const key = randomUUID()
  // Before anybody has looked at the phone.
  const approval = await asked(key)
  expect(approval).toMatchObject({ id: key, status: 'pending', inPortal: true, transferId: null })
  expect(approval.details).toMatchObject({ identifier: key, instructedAmount: { amount: '100.01', currency: 'USD' } })
  const request = await live.phone.waitForRequest(memo)
  expect(request.text).toMatch(/^You, in the bAInk portal ?, ask to transfer /)
  expect(request.text).toContain('The bank says')
  expect(request.text).not.toMatch(/Aiya|chat|Asked by/)
  await live.phone.approve(request.id)
  const posted = await ended(key)
  expect(posted).toMatchObject({ status: 'posted', inPortal: true })
  const again = await send(key)
  expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([201, 'true'])
  expect((await again.json()).transfer).toMatchObject({ id: posted.transferId, authority: 'session+approval' })
  expect(await pushes()).toBe(1)
  const jws = await (
    await getReceipt(new Request('http://localhost/'), { params: Promise.resolve({ approvalId: key }) })
  ).text()
  const receipt = await verifyReceipt(jws, await (await getKeys()).json())
  expect(receipt).toMatchObject({
    asked: { inPortal: true, chatId: null },
    posted: { authority: 'session+approval' },
    displayed: { confirmedByToken: true },
  })
  expect(receipt.asked.act).toBeUndefined()
  const words = describeReceipt(receipt)
  expect(words).toMatch(/^ {2}Asked .* in the portal for customer/m)
  expect(words).toContain('on the authority of the customer’s session and the approval')
})

describe('one key', () => {
  test('sent eight times at once is one approval and one push; another order under it is a conflict', async () => {
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(key)))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202))
    expect(answers.filter((each) => each.headers.get('Idempotency-Replayed') === null)).toHaveLength(1)
    const other = await send(key, order('100.02'))
    expect([other.status, (await other.json()).code]).toEqual([409, 'idempotency_conflict'])
    const { id } = await live.phone.waitForRequest(memo)
    expect(await pushes()).toBe(1)
    await live.phone.deny(id)
    expect(await ended(key)).toMatchObject({ status: 'denied' })
    expect(await asked(key)).toMatchObject({ id: key, status: 'denied' })
    expect(await pushes()).toBe(1)
  })

  test('of a small order is posted at once, and refusals are refusals', async () => {
    const posted = await send(randomUUID(), order('100.00'))
    expect([posted.status, (await posted.json()).transfer.authority]).toEqual([201, 'session'])
    const poor = await send(randomUUID(), order('9950.00'))
    expect([poor.status, (await poor.json()).code]).toEqual([422, 'insufficient_funds'])
    expect(await pushes()).toBe(0)
  })
})

test('a freeze of agents leaves the customer’s own request on the phone', async () => {
  const key = randomUUID()
  await asked(key)
  await freezeAgentTransfers(live.bank.alice.id)
  await live.phone.approve((await live.phone.waitForRequest(memo)).id)
  expect(await ended(key)).toMatchObject({ status: 'posted' })
  await live.bank.sql`UPDATE customers SET agent_transfers_frozen_at = NULL`
})

test('what a dead process has asked is resumed by another, and posted by the same path', async () => {
  const before = await balanceOf(live.bank, accountOf(live.bank.alice, 'Savings'))
  const key = randomUUID()
  const parsed = parseTransferOrder(order())
  await askThenDie(live, await openApproval({ customerId: live.bank.alice.id, order: parsed, portalKey: key }))
  await live.phone.approve((await live.phone.waitForRequest(memo)).id)
  expect(await ended(key)).toMatchObject({ status: 'posted', inPortal: true })
  const [row] = await live.bank.sql`SELECT authority FROM transfers WHERE idempotency_key = ${key}`
  expect(row?.authority).toBe('session+approval')
  const after = await balanceOf(live.bank, accountOf(live.bank.alice, 'Savings'))
  expect(before.balance - after.balance).toBe(10_001n)
  expect(await pushes()).toBe(1)
})
