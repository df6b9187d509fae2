import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { POST as resume } from '@/app/api/asking/resume/route'
import { GET as agents } from '@/app/api/asking/route'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { startResuming } from '@/lib/auth0/ai/resume'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { env } from '@/lib/platform/env'
import { beginShutdown } from '@/lib/platform/shutdown'
import { type OpenAiDouble, openAiDouble, streaming } from '../ai/openai-double'
import { approvalsOf, letAiyaAsk, untilEnded } from '../support/bank/approvals'
import { chunksOf, resultsIn, sayRationed } from '../support/bank/chat'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf } from '../support/ledger/ledger'
import { ALICE } from '../support/tenant/tenant'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// A model that rings the phone without end, through the whole of the real thing: each limit stops it.

const CALLS = 20
/** For the postings of a busy machine. A model that waited in vain would keep the answer open until the test's own limit. */
const QUIET_MS_MAX = 40_000

let live: LiveBank
let model: OpenAiDouble | undefined
beforeAll(async () => {
  live = await openLiveBank()
  signInAs(live.bank.alice.id, ALICE)
  startResuming()
})
afterAll(async () => {
  beginShutdown()
  await live.close()
})
beforeEach(async () => {
  await letAiyaAsk(live.bank.alice.id)
})
afterEach(async () => {
  env().OPENAI_BASE_URL = undefined
  await model?.close()
  // Whatever still waits is withdrawn, and the phone put away.
  for (const { id, status } of await approvalsOf(live.bank.alice.id)) {
    if (status === 'pending' || status === 'requested') await moveApproval(id, 'cancelled')
  }
  for (const { id } of await live.phone.pending()) await live.phone.deny(id)
})

const order = (memo: string, amount = '1.00', to = 'Savings') => ({
  fromAccountId: accountOf(live.bank.alice, 'Checking').id,
  toAccountId: to === 'Bob' ? accountOf(live.bank.bob, 'Checking').id : accountOf(live.bank.alice, to).id,
  amount,
  currency: 'USD',
  memo,
})

/** One answer of a model that makes all these calls in one step, and then says goodbye. */
async function calling(...orders: object[]): Promise<Record<string, unknown>[]> {
  const tool_calls = orders.map((args, index) => ({
    ...{ index, id: `call_${uuidv7()}`, type: 'function' },
    function: { name: 'transferFunds', arguments: JSON.stringify(args) },
  }))
  const step = streaming([{ role: 'assistant', content: null, tool_calls }], 'tool_calls')
  model = await openAiDouble([step, streaming([{ role: 'assistant', content: 'Bye.' }], 'stop')])
  env().OPENAI_BASE_URL = model.url
  const chunks = await chunksOf(await sayRationed(uuidv7(), 'go'))
  await model.close()
  return resultsIn(chunks)
}

const many = (memo: string) => Array.from({ length: CALLS }, (_, n) => order(`${memo} ${n}`, `${n + 1}.00`))
const statusesOf = (results: Record<string, unknown>[]) => results.map(({ status, code }) => code ?? status)

test('three wait, and nothing more is asked while they do', async () => {
  const results = await calling(...many('waiting'))
  expect(statusesOf(results).slice(0, 5)).toEqual([
    'pending',
    'pending',
    'pending',
    'too_many_approvals',
    'turn_stopped',
  ])
  expect(await live.phone.pending()).toHaveLength(3)
})

/** A thumb that says yes to all of it, until the returned function is called. */
function approvingAll(): () => void {
  let over = false
  const tap = async () => {
    while (!over) {
      for (const { id } of await live.phone.pending().catch(() => [])) await live.phone.approve(id).catch(() => {})
      await sleep(100)
    }
  }
  void tap()
  return () => {
    over = true
  }
}

test('one answer rings five times at most, though the customer approves each at once', async () => {
  const isQuiet = async () =>
    (await approvalsOf(live.bank.alice.id)).every(
      ({ status }) => !['requested', 'pending', 'approved'].includes(status),
    )
  const steps = many('turn').map((args) => {
    const call = { name: 'transferFunds', arguments: JSON.stringify(args) }
    const tool_calls = [{ index: 0, id: `call_${uuidv7()}`, type: 'function', function: call }]
    const step = streaming([{ role: 'assistant', content: null, tool_calls }], 'tool_calls')
    const later: typeof step = (response) =>
      void vi.waitUntil(isQuiet, { timeout: QUIET_MS_MAX, interval: 50 }).then(() => step(response))
    return later
  })
  model = await openAiDouble(steps)
  env().OPENAI_BASE_URL = model.url
  const stop = approvingAll()
  const statuses = statusesOf(resultsIn(await chunksOf(await sayRationed(uuidv7(), 'go'))))
  stop()
  expect(statuses.slice(0, 7)).toEqual([...Array(5).fill('pending'), 'too_many_in_turn', 'turn_stopped'])
})

test('twenty an hour, over all answers, and it is said from when on again', async () => {
  const { sql } = live.bank
  await calling(order('hour'))
  const [first] = await approvalsOf(live.bank.alice.id)
  await moveApproval(first?.id ?? '', 'cancelled')
  // Nineteen more in this hour, as if other answers had asked.
  await sql`
    INSERT INTO approvals (id, customer_id, debtor_account_id, creditor_account_id, amount_minor, currency, binding_message, details, status, reserved_on, expires_at, created_at)
    SELECT gen_random_uuid(), customer_id, debtor_account_id, creditor_account_id, amount_minor, currency, binding_message, details, 'expired', reserved_on, expires_at, now()
    FROM approvals, generate_series(1, 19) WHERE id = ${first?.id ?? ''}`
  const [result] = await calling(order('one more'))
  expect(result).toMatchObject({ status: 'refused', code: 'too_many_in_hour', until: expect.any(String) })
  expect(result?.message).toMatch(/20 times an hour.*again from \d\d:\d\d/)
  const minutes = (Date.parse(String(result?.until)) - Date.now()) / 60_000
  expect(minutes).toBeGreaterThan(55)
  expect(minutes).toBeLessThanOrEqual(60)
})

test('after a no the payee rests: a minute, then five, then half an hour; three noes in a row end the asking', async () => {
  const { sql } = live.bank
  const sayNo = async (memo: string) => {
    expect(statusesOf(await calling(order(memo, '2.00', 'Bob')))).toEqual(['pending'])
    await live.phone.deny((await live.phone.waitForRequest(memo)).id)
    await untilEnded(live.bank.alice.id, memo)
  }
  const restOf = async () => {
    const [result] = await calling(order('again', '3.00', 'Bob'))
    expect(result).toMatchObject({
      status: 'refused',
      code: 'refused_recently',
      message: expect.stringContaining('just said no'),
    })
    return Math.round((Date.parse(String(result?.until)) - Date.now()) / 60_000)
  }
  /** So many minutes pass. */
  const later = (minutes: number) => sql`
    UPDATE approvals SET updated_at = updated_at - make_interval(mins => ${minutes}), created_at = created_at - make_interval(mins => ${minutes})
    WHERE status = 'denied' AND updated_at > (SELECT asking_resumed_at FROM customers WHERE id = ${live.bank.alice.id})`
  await sql`UPDATE customers SET asking_resumed_at = now() - interval '3 hours' WHERE id = ${live.bank.alice.id}`
  await sql`UPDATE approvals SET updated_at = updated_at - interval '1 day', created_at = created_at - interval '1 day' WHERE status IN ('denied', 'posted', 'expired', 'cancelled')`
  await sayNo('first no')
  expect(await restOf()).toBe(1)
  expect(statusesOf(await calling(order('another payee')))).toEqual(['pending'])
  await moveApproval((await approvalsOf(live.bank.alice.id))[0]?.id ?? '', 'cancelled')
  await later(2)
  await sayNo('second no')
  expect(await restOf()).toBe(5)
  await later(6)
  await sayNo('third no')
  expect(statusesOf(await calling(...many('paused')))[0]).toBe('asking_paused')
  expect(await (await agents()).json()).toMatchObject({ askingPaused: true })

  const request = new Request('http://localhost/api/asking/resume', { method: 'POST' })
  expect(await (await resume(request)).json()).toMatchObject({ askingPaused: false })
  expect(statusesOf(await calling(order('after the button', '2.00', 'Bob')))).toEqual(['pending'])
})

test('what was paid just now is marked, on the phone too, and asked for once more in an answer', async () => {
  const paid = order('tea', '4.00')
  await calling(paid)
  await live.phone.approve((await live.phone.waitForRequest('tea')).id)
  await untilEnded(live.bank.alice.id, 'tea')

  expect(statusesOf(await calling(paid))).toEqual(['pending'])
  const again = (await approvalsOf(live.bank.alice.id))[0]
  expect(again).toMatchObject({ marks: [{ kind: 'repeat', at: expect.any(String) }] })
  expect(again?.bindingMessage).toBe('Paid just now: 4.00 USD from Checking 4321 to Savings 8765')
  const card = await live.phone.waitForRequest('tea')
  expect(card.text).toContain('Paid just now')
  const turn = (await live.bank.sql`SELECT turn_id FROM approvals WHERE id = ${again?.id ?? ''}`)[0]?.turn_id
  await live.phone.approve(card.id)
  await vi.waitUntil(async () => (await approvalsOf(live.bank.alice.id))[0]?.status === 'posted', {
    timeout: 10_000,
    interval: 50,
  })
  const third = openApproval({
    customerId: live.bank.alice.id,
    order: parseTransferOrder(paid),
    chatId: uuidv7(),
    toolCallId: 'c',
    turnId: turn,
  })
  await expect(third).rejects.toMatchObject({ code: 'repeated_order' })
})

test('nobody is rung twice by two replicas at once: the last prompt allowed is one', async () => {
  const turnId = uuidv7()
  const asked = await Promise.allSettled(
    many('at once').map((args) =>
      openApproval({
        customerId: live.bank.alice.id,
        order: parseTransferOrder(args),
        chatId: uuidv7(),
        toolCallId: 'c',
        turnId,
      }),
    ),
  )
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
})
