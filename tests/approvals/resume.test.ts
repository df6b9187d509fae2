import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { type Approval, getApproval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { FIRST_FENCE } from '@/lib/approvals/lease'
import { moveApproval } from '@/lib/approvals/move-approval'
import { postApproved } from '@/lib/auth0/ai/post-approved'
import { startResuming } from '@/lib/auth0/ai/resume'
import { openChat } from '@/lib/chats/chat'
import { loadMessages } from '@/lib/chats/message-page'
import { startTellingOutcomes } from '@/lib/chats/tell-outcomes'
import { env } from '@/lib/platform/env'
import { beginShutdown } from '@/lib/platform/shutdown'
import { openFor } from '../support/bank/approvals'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { becomeAnotherReplica } from '../support/bank/replica'
import { askElsewhere, askThenDie, die } from '../support/died'
import { accountOf, balanceOf, openAccount, orderFor } from '../support/ledger/ledger'
import { poll } from '../tenant/ciba'
import { inDatabase } from '../tenant/joining'

const LIMIT_MS = 20_000

let live: LiveBank
let memo: string
beforeAll(async () => {
  live = await openLiveBank()
  startResuming()
  startTellingOutcomes()
})
afterAll(async () => {
  beginShutdown()
  await live.close()
})
beforeEach(() => {
  memo = `memo ${randomUUID()}`
})

/** A fresh account of alice's with 100.00, and an open approval to move 60.00 from it. */
async function openOne(chatId?: string) {
  const account = await openAccount(live.bank, live.bank.alice, { name: randomUUID(), opening: 10_000n })
  const order = orderFor(account, accountOf(live.bank.alice, 'Savings'), '60.00', { memo })
  return { account, approval: await openFor(live.bank.alice, order, chatId) }
}

const stateOf = ({ id }: Approval) => getApproval(live.bank.alice.id, id)
async function settled(approval: Approval): Promise<Approval> {
  await vi.waitUntil(async () => isFinal((await stateOf(approval)).status), { timeout: LIMIT_MS, interval: 50 })
  return stateOf(approval)
}
const tap = async (answer: 'approve' | 'deny') => live.phone[answer]((await live.phone.waitForRequest(memo)).id)
const isTaken = async ({ id }: Approval) =>
  (await live.bank.sql`SELECT lease_until > now() AS taken FROM approvals WHERE id = ${id}`)[0]?.taken === true
const MOVED = { balance: 4_000n, held: 0n }
const UNMOVED = { balance: 10_000n, held: 0n }

describe('an approval whose process died', () => {
  test('is taken over and posted once the customer taps', async () => {
    const { account, approval } = await openOne()
    await askThenDie(live, approval)
    await tap('approve')
    expect(await settled(approval)).toMatchObject({ status: 'posted', transferId: expect.any(String) })
    expect(await balanceOf(live.bank, account)).toEqual(MOVED)
  })

  test('is posted though the customer tapped while nobody was there', async () => {
    const { account, approval } = await openOne()
    await askElsewhere(live, approval)
    await tap('approve')
    expect(await stateOf(approval)).toMatchObject({ status: 'pending' })
    await die(live, approval.id)
    expect(await settled(approval)).toMatchObject({ status: 'posted' })
    expect(await balanceOf(live.bank, account)).toEqual(MOVED)
  })

  test('ends as denied after a no', async () => {
    const { account, approval } = await openOne()
    await askThenDie(live, approval)
    await tap('deny')
    expect(await settled(approval)).toMatchObject({ status: 'denied', reason: null })
    expect(await balanceOf(live.bank, account)).toEqual(UNMOVED)
  })

  test('expires when nobody answers', async () => {
    const { account, approval } = await openOne()
    await askThenDie(live, approval, 1)
    expect(await settled(approval)).toMatchObject({ status: 'expired', transferId: null })
    expect(await balanceOf(live.bank, account)).toEqual(UNMOVED)
  })

  test('expires when nobody answered and the bank was away for so long that the tenant has forgotten it', async () => {
    const { account, approval } = await openOne()
    await askElsewhere(live, approval)
    await inDatabase(live.tenant, (sql) => sql`DELETE FROM tenant.records`)
    await live.bank.sql`UPDATE approvals SET expires_at = now() - interval '1 hour' WHERE id = ${approval.id}`
    await die(live, approval.id)
    expect(await settled(approval)).toMatchObject({ status: 'expired', reason: null })
    expect(await balanceOf(live.bank, account)).toEqual(UNMOVED)
  })

  test('fails as lost when its token was collected before and never used', async () => {
    const { account, approval } = await openOne()
    const authReqId = await askElsewhere(live, approval)
    await tap('approve')
    expect((await poll(live.tenant, authReqId)).status).toBe(200)
    await die(live, approval.id)
    expect(await settled(approval)).toMatchObject({ status: 'failed', reason: 'token_lost' })
    expect(await balanceOf(live.bank, account)).toEqual(UNMOVED)
  })

  test('fails as lost when it was approved already: tokens are never stored', async () => {
    const { account, approval } = await openOne()
    await askElsewhere(live, approval)
    await moveApproval(approval.id, 'approved')
    await die(live, approval.id)
    expect(await settled(approval)).toMatchObject({ status: 'failed', reason: 'token_lost' })
    expect(await balanceOf(live.bank, account)).toEqual(UNMOVED)
  })

  test('is posted when that process lives after all, and has the token', async () => {
    const { account, approval } = await openOne()
    const authReqId = await askElsewhere(live, approval)
    await tap('approve')
    const { access_token: token } = (await poll(live.tenant, authReqId)).body
    await moveApproval(approval.id, 'approved')
    await die(live, approval.id)
    await vi.waitUntil(() => isTaken(approval), { timeout: LIMIT_MS, interval: 50 })
    expect(await postApproved(approval, String(token), FIRST_FENCE)).toMatchObject({ status: 'posted' })
    expect(await settled(approval)).toMatchObject({ status: 'posted' })
    expect(await balanceOf(live.bank, account)).toEqual(MOVED)
  })

  test('fails as interrupted when it had not reached the tenant', async () => {
    const { account, approval } = await openOne()
    await die(live, approval.id)
    expect(await settled(approval)).toMatchObject({ status: 'failed', reason: 'interrupted' })
    expect(await balanceOf(live.bank, account)).toEqual(UNMOVED)
  })

  test('fails, and holds nothing any more, when its handle cannot be unsealed', async () => {
    const { account, approval } = await openOne()
    await askThenDie(live, approval)
    const secret = env().AUTH0_SECRET
    env().AUTH0_SECRET = 'another-secret-another-secret-another'
    expect(await settled(approval)).toMatchObject({ status: 'failed', reason: 'interrupted' })
    env().AUTH0_SECRET = secret
    expect(await balanceOf(live.bank, account)).toEqual(UNMOVED)
  })

  test('is polled on when the tenant was away for a moment', async () => {
    const { account, approval } = await openOne()
    await askThenDie(live, approval)
    await live.tenant.restart()
    await tap('approve')
    expect(await settled(approval)).toMatchObject({ status: 'posted' })
    expect(await balanceOf(live.bank, account)).toEqual(MOVED)
  })

  test('and that the customer then cancelled moves nothing, tap or not', async () => {
    const { account, approval } = await openOne()
    await askThenDie(live, approval)
    await vi.waitUntil(() => isTaken(approval), LIMIT_MS)
    const { id } = await live.phone.waitForRequest(memo)
    expect(await moveApproval(approval.id, 'cancelled')).toBe(true)
    const calls = live.app.calls
    // Whether the tap still counts there depends on which comes first, it or the bank's word to the tenant.
    await live.phone.approve(id)
    // Two more polls' time: whoever still polled would get the token now.
    await sleep(2_500)
    expect(await stateOf(approval)).toMatchObject({ status: 'cancelled', transferId: null })
    expect(live.app.calls).toBe(calls)
    expect(await balanceOf(live.bank, account)).toEqual(UNMOVED)
  })

  test('is posted once by two replicas that both go on with it', async () => {
    becomeAnotherReplica()
    const other = await import('@/lib/auth0/ai/resume')
    other.startResuming()
    const { account, approval } = await openOne()
    await askThenDie(live, approval)
    await tap('approve')
    expect(await settled(approval)).toMatchObject({ status: 'posted' })
    expect(await balanceOf(live.bank, account)).toEqual(MOVED)
  })
})

describe('how it ended is said in its chat, once', () => {
  async function openInChat() {
    const chatId = uuidv7()
    await openChat(live.bank.alice.id, chatId, 'move 60')
    const { approval } = await openOne(chatId)
    await askThenDie(live, approval)
    return { chatId, approval }
  }

  async function expectSaid(chatId: string, approval: Approval, status: string, words: RegExp): Promise<void> {
    await vi.waitUntil(async () => (await loadMessages(chatId)).messages.length > 0, {
      timeout: LIMIT_MS,
      interval: 50,
    })
    const { transferId } = await settled(approval)
    expect((await loadMessages(chatId)).messages).toEqual([
      {
        id: `approval-${approval.id}`,
        role: 'assistant',
        createdAt: expect.any(String),
        parts: [
          { type: 'data-approval', id: approval.id, data: expect.objectContaining({ status, transferId }) },
          { type: 'text', text: expect.stringMatching(words), state: 'done' },
        ],
      },
    ])
  }

  test.each([
    ['approve', 'posted', /^\$60\.00 was transferred to Savings\.$/],
    ['deny', 'denied', /Nothing has moved/],
  ] as const)('after the tap: %s', async (answer, status, words) => {
    const { chatId, approval } = await openInChat()
    await tap(answer)
    await expectSaid(chatId, approval, status, words)
  })

  test('though the lease was looked at between the posting and its answer', async () => {
    const { chatId, approval } = await openInChat()
    live.app.handler = async (request) => {
      const response = await agentTransfer(request)
      // The lease is looked at every second: it finds the row final while the answer is still on its way.
      await sleep(1_200)
      return response
    }
    await tap('approve')
    await expectSaid(chatId, approval, 'posted', /was transferred/)
    live.app.handler = agentTransfer
  })
})
