import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { POST as cancel } from '@/app/api/approvals/[approvalId]/cancel/route'
import { getApproval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { startResuming } from '@/lib/auth0/ai/resume'
import { beginAnswer, endAnswer } from '@/lib/chats/begin-answer'
import { startTellingOutcomes } from '@/lib/chats/tell-outcomes'
import { env } from '@/lib/platform/env'
import { beginShutdown } from '@/lib/platform/shutdown'
import { moneyOf } from '../support/agent/agent-bank'
import { approvalsOf } from '../support/bank/approvals'
import {
  approvalsIn,
  chunksOf,
  historyOf,
  join,
  parseChunks,
  resultsIn,
  say,
  toldIn,
  untilTold,
  wordsIn,
} from '../support/bank/chat'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf, balanceOf } from '../support/ledger/ledger'
import { ALICE } from '../support/tenant/tenant'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

/** A memo of each test's own: the phone still shows what expired or was withdrawn in an earlier one. */
const MEMOS = ['rent', 'lunch', 'books', 'shoes', 'paint', 'bread', 'plants', 'wool', 'paper', 'tea', 'soap', 'salt']
const SOON = { timeout: 20_000, interval: 50 }

let live: LiveBank
let chat: string
let memo: string
beforeAll(async () => {
  live = await openLiveBank()
  signInAs(live.bank.alice.id, ALICE)
  startResuming()
  startTellingOutcomes()
})
afterAll(async () => {
  beginShutdown()
  await live.close()
})
beforeEach(() => {
  chat = uuidv7()
  memo = MEMOS.pop() ?? ''
})
afterEach(() => {
  env().APPROVAL_EXPIRY_SECONDS = 300
  live.app.handler = agentTransfer
})

const wish = () => `move $25 from checking to savings for ${memo}`
const checking = () => balanceOf(live.bank, accountOf(live.bank.alice, 'Checking'))
const newest = async () => (await approvalsOf(live.bank.alice.id))[0]
const statuses = (chunks: Parameters<typeof approvalsIn>[0]) => approvalsIn(chunks).map(({ status }) => status)

const settled = () => vi.waitUntil(async () => isFinal((await newest())?.status ?? 'requested'), SOON)

/** Asks for a transfer; gives what streamed, once the answer has ended and the phone shows the request. */
async function ask() {
  const chunks = await chunksOf(await say(chat, wish()))
  return { chunks, onPhone: await live.phone.waitForRequest(memo) }
}

describe('a transfer in the chat', () => {
  test('is asked for on the phone, and the answer ends with that: nothing has moved, and more may be said', async () => {
    const before = await checking()
    const { chunks, onPhone } = await ask()
    const [first, ...others] = approvalsIn(chunks)
    expect([first, ...others].map((card) => card?.status)).toEqual(['requested', 'pending'])
    const approval = await newest()
    for (const card of [first, ...others]) {
      expect(card).toMatchObject({
        id: approval?.id,
        bindingMessage: 'Transfer 25.00 USD from Checking 4321 to Savings 8765',
        transferId: null,
        details: {
          type: 'payment_initiation',
          identifier: approval?.id,
          instructedAmount: { currency: 'USD', amount: '25.00' },
          remittanceInformationUnstructured: memo,
        },
      })
    }
    expect(resultsIn(chunks).at(-1)).toMatchObject({ status: 'pending', message: expect.stringContaining('$25.00') })
    expect(wordsIn(chunks)).toMatch(/asked your phone.*\$25\.00/)
    expect(await checking()).toEqual({ balance: before.balance, held: 2_500n })

    const next = await chunksOf(await say(chat, 'what is my balance?'))
    expect(wordsIn(next)).toContain('Checking')
    expect(approvalsIn(next)).toEqual([])
    await live.phone.deny(onPhone.id)
    await untilTold(chat)
  })

  test('that is approved moves the money once, and the chat is told so once, with card and one line', async () => {
    const before = await checking()
    const { onPhone } = await ask()
    await live.phone.approve(onPhone.id)
    const told = await untilTold(chat)
    const approval = await newest()
    expect(told).toMatchObject({
      id: `approval-${approval?.id}`,
      role: 'assistant',
      card: { id: approval?.id, status: 'posted', transferId: approval?.transferId },
      words: '$25.00 was transferred to Savings.',
    })
    expect(approval?.transferId).toEqual(expect.any(String))
    expect(await checking()).toEqual({ balance: before.balance - 2_500n, held: 0n })
    await sleep(1_500)
    expect((await historyOf(chat)).map(({ role }) => role)).toEqual(['user', 'assistant', 'assistant'])
  })

  test('that is denied on the phone moves nothing, and Aiya says so', async () => {
    const before = await checking()
    const { onPhone } = await ask()
    await live.phone.deny(onPhone.id)
    expect(await untilTold(chat)).toMatchObject({ card: { status: 'denied' }, words: expect.stringMatching(/denied/i) })
    expect(await checking()).toEqual(before)
  })

  test('that nobody answers expires and moves nothing', async () => {
    env().APPROVAL_EXPIRY_SECONDS = 1
    const before = await checking()
    await chunksOf(await say(chat, wish()))
    expect(await untilTold(chat)).toMatchObject({
      card: { status: 'expired' },
      words: expect.stringMatching(/expired/i),
    })
    expect(await checking()).toEqual(before)
  })

  test('that the customer cancels in the app ends at once, and a tap that comes later moves nothing', async () => {
    const before = await checking()
    const { onPhone } = await ask()
    const id = (await newest())?.id ?? ''
    const request = new Request(`${live.app.origin}/api/approvals/${id}/cancel`, { method: 'POST' })
    expect((await cancel(request, { params: Promise.resolve({ approvalId: id }) })).status).toBe(200)
    expect(await untilTold(chat)).toMatchObject({ card: { status: 'cancelled' } })
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
    const { onPhone } = await ask()
    await live.phone.approve(onPhone.id)
    expect(await untilTold(chat)).toMatchObject({
      card: { status: 'failed', reason: 'bank_refused:account_not_active' },
      words: expect.stringContaining('frozen or closed'),
    })
    expect(await checking()).toEqual(before)
  })

  test('that the bank cannot cover is refused before the phone is asked', async () => {
    const before = await moneyOf(live.bank)
    const asked = (await approvalsOf(live.bank.alice.id)).length
    const chunks = await chunksOf(await say(chat, 'move $9,000 from checking to savings for rent'))
    expect(approvalsIn(chunks)).toEqual([])
    expect(await approvalsOf(live.bank.alice.id)).toHaveLength(asked)
    expect(await live.phone.pending()).toEqual([])
    expect(await moneyOf(live.bank)).toEqual(before)
  })

  test('that settles while another answer of the chat runs is told after that answer', async () => {
    const { onPhone } = await ask()
    const running = await beginAnswer(chat)
    await live.phone.deny(onPhone.id)
    await settled()
    await sleep(1_500)
    expect(await toldIn(chat)).toEqual([])
    await endAnswer(running)
    expect(await untilTold(chat)).toMatchObject({ card: { status: 'denied' } })
  })
})

describe('a browser that comes and goes', () => {
  test('joins the running answer from its beginning', async () => {
    const response = await say(chat, wish())
    await response.body?.cancel()
    const joined = await join(chat)
    expect(joined.headers.get('content-type')).toContain('text/event-stream')
    const chunks = parseChunks(await joined.text())
    expect(statuses(chunks)).toEqual(['requested', 'pending'])
    await vi.waitUntil(async () => (await join(chat)).status === 204, SOON)
    await live.phone.deny((await live.phone.waitForRequest(memo)).id)
    await untilTold(chat)
  })

  test('finds the end in the history though nobody was connected', async () => {
    const response = await say(chat, wish())
    const { id } = await live.phone.waitForRequest(memo)
    await response.body?.cancel()
    await live.phone.approve(id)
    expect(await untilTold(chat)).toMatchObject({ card: { status: 'posted' } })
    expect(await historyOf(chat)).toHaveLength(3)
  })
})
