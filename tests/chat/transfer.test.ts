import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { POST as cancel } from '@/app/api/approvals/[approvalId]/cancel/route'
import { getApproval, listApprovals } from '@/lib/approvals/approval'
import { startResuming } from '@/lib/approvals/resume'
import { env } from '@/lib/env'
import { beginShutdown } from '@/lib/shutdown'
import { moneyOf } from '../support/agent-bank'
import { approvalsIn, chunksOf, historyOf, join, parseChunks, resultsIn, say, wordsIn } from '../support/chat'
import { accountOf, balanceOf } from '../support/ledger'
import { type LiveBank, openLiveBank } from '../support/live-bank'
import { signInAs } from '../support/session-double'
import { ALICE } from '../support/tenant'

vi.mock('@/lib/auth0/session', () => import('../support/session-double'))

const ASK = 'move $25 from checking to savings for rent'
const SOON = { timeout: 10_000, interval: 50 }

let live: LiveBank
let chat: string
beforeAll(async () => {
  live = await openLiveBank()
  signInAs(live.bank.alice.id, ALICE)
  startResuming()
})
afterAll(async () => {
  beginShutdown()
  await live.close()
})
beforeEach(() => {
  chat = uuidv7()
})
afterEach(() => {
  env().APPROVAL_EXPIRY_SECONDS = 300
  live.app.handler = agentTransfer
})

const checking = () => balanceOf(live.bank, accountOf(live.bank.alice, 'Checking'))
const newest = async () => (await listApprovals(live.bank.alice.id))[0]
const statuses = (chunks: Parameters<typeof approvalsIn>[0]) => approvalsIn(chunks).map(({ status }) => status)

/** Asks for a transfer and answers on the phone; gives what streamed. */
async function askAndTap(answer: 'approve' | 'deny') {
  const response = say(chat, ASK)
  const { id } = await live.phone.waitForRequest('rent')
  await live.phone[answer](id)
  return chunksOf(await response)
}

describe('a transfer in the chat', () => {
  test('streams requested, pending, approved and posted under one id, and moves the money once', async () => {
    const before = await checking()
    const chunks = await askAndTap('approve')
    const cards = approvalsIn(chunks)
    expect(cards.map(({ status }) => status)).toEqual(['requested', 'pending', 'approved', 'posted'])
    expect(new Set(cards.map(({ id }) => id)).size).toBe(1)
    const approval = await newest()
    for (const card of cards) {
      expect(card).toMatchObject({
        id: approval?.id,
        bindingMessage: 'Transfer 25.00 USD from Checking 4321 to Savings 8765',
        details: {
          type: 'payment_initiation',
          identifier: approval?.id,
          instructedAmount: { currency: 'USD', amount: '25.00' },
          remittanceInformationUnstructured: 'rent',
        },
      })
    }
    expect(cards.map(({ transferId }) => transferId)).toEqual([null, null, null, approval?.transferId])
    expect(resultsIn(chunks).at(-1)).toMatchObject({ status: 'posted', transfer: { id: approval?.transferId } })
    expect(wordsIn(chunks)).toContain('$25.00')
    expect(await checking()).toEqual({ balance: before.balance - 2_500n, held: 0n })
  })

  test('is in the history as it ended, with one card', async () => {
    await askAndTap('approve')
    const parts = (await historyOf(chat)).at(-1)?.parts as { type: string; data?: { status: string } }[]
    const cards = parts.filter(({ type }) => type === 'data-approval')
    expect(cards).toHaveLength(1)
    expect(cards[0]?.data).toMatchObject({ status: 'posted', transferId: expect.any(String) })
  })

  test('that is denied on the phone moves nothing, and Aiya says so', async () => {
    const before = await checking()
    const chunks = await askAndTap('deny')
    expect(statuses(chunks)).toEqual(['requested', 'pending', 'denied'])
    expect(resultsIn(chunks).at(-1)).toMatchObject({ status: 'denied' })
    expect(wordsIn(chunks)).toMatch(/denied/i)
    expect(await checking()).toEqual(before)
  })

  test('that nobody answers expires and moves nothing', async () => {
    env().APPROVAL_EXPIRY_SECONDS = 1
    const before = await checking()
    const chunks = await chunksOf(await say(chat, ASK))
    expect(statuses(chunks)).toEqual(['requested', 'pending', 'expired'])
    expect(wordsIn(chunks)).toMatch(/expired/i)
    const history = JSON.stringify(await historyOf(chat))
    expect(history.match(/"type":"data-approval"/g)).toHaveLength(1)
    expect(await checking()).toEqual(before)
  })

  test('that the customer cancels in the app ends at once, and a tap that comes later moves nothing', async () => {
    const before = await checking()
    const response = say(chat, ASK)
    const onPhone = await live.phone.waitForRequest('rent')
    await vi.waitUntil(async () => (await newest())?.status === 'pending', SOON)
    const id = (await newest())?.id ?? ''
    const request = new Request(`${live.app.origin}/api/approvals/${id}/cancel`, { method: 'POST' })
    expect((await cancel(request, { params: Promise.resolve({ approvalId: id }) })).status).toBe(200)
    const chunks = await chunksOf(await response)
    expect(statuses(chunks)).toEqual(['requested', 'pending', 'cancelled'])
    const calls = live.app.calls
    await live.phone.approve(onPhone.id)
    await sleep(2_500)
    expect(await getApproval(live.bank.alice.id, id)).toMatchObject({ status: 'cancelled', transferId: null })
    expect(live.app.calls).toBe(calls)
    expect(await checking()).toEqual(before)
  })

  test('that the bank refuses by then is told as failed, with the hold given back', async () => {
    const before = await checking()
    live.app.handler = async () => Response.json({ code: 'account_not_active' }, { status: 422 })
    const chunks = await askAndTap('approve')
    expect(statuses(chunks)).toEqual(['requested', 'pending', 'approved', 'failed'])
    expect(approvalsIn(chunks).at(-1)?.reason).toBe('bank_refused:account_not_active')
    expect(resultsIn(chunks).at(-1)).toMatchObject({ status: 'failed', code: 'account_not_active' })
    expect(await checking()).toEqual(before)
  })

  test('that the bank cannot cover is refused before the phone is asked', async () => {
    const before = await moneyOf(live.bank)
    const asked = (await listApprovals(live.bank.alice.id)).length
    const chunks = await chunksOf(await say(chat, 'move $9,000 from checking to savings for rent'))
    expect(approvalsIn(chunks)).toEqual([])
    expect(await listApprovals(live.bank.alice.id)).toHaveLength(asked)
    expect(await live.phone.pending()).toEqual([])
    expect(await moneyOf(live.bank)).toEqual(before)
  })
})

describe('a browser that comes and goes', () => {
  test('joins the running answer from its beginning, and sees it end', async () => {
    const response = await say(chat, ASK)
    const { id } = await live.phone.waitForRequest('rent')
    await response.body?.cancel()
    const joined = await join(chat)
    expect(joined.headers.get('content-type')).toContain('text/event-stream')
    const rest = joined.text()
    await live.phone.approve(id)
    const chunks = parseChunks(await rest)
    expect(statuses(chunks)).toEqual(['requested', 'pending', 'approved', 'posted'])
    await vi.waitUntil(async () => (await join(chat)).status === 204, SOON)
  })

  test('finds the end in the history though nobody was connected', async () => {
    const response = await say(chat, ASK)
    const { id } = await live.phone.waitForRequest('rent')
    await response.body?.cancel()
    await live.phone.approve(id)
    await vi.waitUntil(async () => (await historyOf(chat)).length === 2, SOON)
    expect(JSON.stringify((await historyOf(chat)).at(-1))).toContain('"status":"posted"')
  })
})
