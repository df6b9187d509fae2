import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Approval, getApproval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { paymentOf } from '@/lib/approvals/approved'
import { LEASE_SECONDS } from '@/lib/approvals/lease'
import { startResuming } from '@/lib/auth0/ai/resume'
import { guardPollsOf } from '@/lib/auth0/ai/stop-polling'
import { beginShutdown } from '@/lib/platform/shutdown'
import { approvalsOf, openFor } from '../support/bank/approvals'
import { say } from '../support/bank/chat'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { signInAs } from '../support/bank/session-double'
import { askElsewhere, die } from '../support/died'
import { accountOf, orderFor } from '../support/ledger/ledger'
import { ALICE } from '../support/tenant/tenant'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

/** Later than the SDK's own deadline, and than a lease that nobody renews. */
const LATE_MS = LEASE_SECONDS * 1000 + 2_000
const LIMIT_MS = LATE_MS + 15_000

let live: LiveBank
beforeAll(async () => {
  live = await openLiveBank()
  guardPollsOf(new URL(live.tenant.issuer).host)
  signInAs(live.bank.alice.id, ALICE)
  live.tenantLink.become({ kind: 'late', delayMs: LATE_MS, only: 'access_token' })
  startResuming()
})
afterAll(async () => {
  beginShutdown()
  await live.close()
})

const fenceOf = async (id: string) => (await live.bank.sql`SELECT fence FROM approvals WHERE id = ${id}`)[0]?.fence
const isFree = async (id: string) =>
  (
    await live.bank.sql`SELECT FROM approvals WHERE id = ${id} AND lease_until < now()
      AND status IN ('requested', 'pending', 'approved')`
  ).length > 0
const isPatience = (approval: Approval) => paymentOf(approval)?.remittanceInformationUnstructured === 'patience'
async function tap(memo: string): Promise<void> {
  const find = async () => (await live.phone.pending()).find(({ text }) => text.includes(memo))
  const card = await vi.waitUntil(find, { timeout: LIMIT_MS, interval: 100 })
  await live.phone.approve(card.id)
}

test.concurrent(
  'a token that takes its time is waited for by whoever took the approval over',
  async () => {
    const memo = `memo ${randomUUID()}`
    const order = orderFor(accountOf(live.bank.alice, 'Checking'), accountOf(live.bank.alice, 'Savings'), '60.00', {
      memo,
    })
    const approval = await openFor(live.bank.alice, order)
    // Tapped before anybody polls: the first answer is the token.
    await askElsewhere(live, approval)
    await tap(memo)
    await die(live, approval.id)
    const state = () => getApproval(live.bank.alice.id, approval.id)
    await vi.waitUntil(async () => (await fenceOf(approval.id)) === 2n, { timeout: LIMIT_MS, interval: 100 })
    // While the answer is on its way, the lease is kept: no other replica could take the approval over.
    while (!isFinal((await state()).status)) {
      expect(await isFree(approval.id)).toBe(false)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    expect(await state()).toMatchObject({ status: 'posted', reason: null })
    expect(await fenceOf(approval.id)).toBe(2n)
  },
  2 * LIMIT_MS,
)

test.concurrent(
  'a token that takes its time is waited for by the process that asked for it',
  async () => {
    await say(uuidv7(), 'move $25 from checking to savings for patience')
    await tap('patience')
    const ended = () => approvalsOf(live.bank.alice.id).then((all) => all.find(isPatience))
    const isPosted = async () => (await ended())?.status === 'posted'
    await vi.waitUntil(isPosted, { timeout: LIMIT_MS, interval: 100 })
    expect(await fenceOf(String((await ended())?.id))).toBe(1n)
  },
  2 * LIMIT_MS,
)
