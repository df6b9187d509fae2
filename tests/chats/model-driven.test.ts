import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { moveApproval } from '@/lib/approvals/move-approval'
import { startResuming } from '@/lib/auth0/ai/resume'
import { startTellingOutcomes } from '@/lib/chats/tell-outcomes'
import { env } from '@/lib/platform/env'
import { beginShutdown } from '@/lib/platform/shutdown'
import { type OpenAiDouble, openAiDouble, streaming } from '../ai/openai-double'
import { moneyOf } from '../support/agent/agent-bank'
import { approvalsOf, untilEnded } from '../support/bank/approvals'
import { approvalsIn, chunksOf, resultsIn, say, toldIn } from '../support/bank/chat'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf } from '../support/ledger/ledger'
import { ALICE } from '../support/tenant/tenant'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// A language model that does whatever it was talked into: the scripts below are its tool calls.
let live: LiveBank
let model: OpenAiDouble | undefined
let chat: string
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
})
afterEach(async () => {
  env().OPENAI_BASE_URL = undefined
  await model?.close()
})

const BYE = streaming([{ role: 'assistant', content: 'Bye.' }], 'stop')
const ids = () => ({
  fromAccountId: accountOf(live.bank.alice, 'Checking').id,
  toAccountId: accountOf(live.bank.alice, 'Savings').id,
})
const order = (memo: string, changes: object = {}) => ({ ...ids(), amount: '5.00', currency: 'USD', memo, ...changes })

/** One completion that calls transferFunds, once for each of `orders`, in one step. */
function calling(...orders: object[]) {
  const calls = orders.map((args, index) => ({
    index,
    id: `call_${uuidv7()}`,
    type: 'function',
    function: { name: 'transferFunds', arguments: JSON.stringify(args) },
  }))
  return streaming([{ role: 'assistant', content: null, tool_calls: calls }], 'tool_calls')
}

async function run(...script: Parameters<typeof openAiDouble>[0]): Promise<Response> {
  model = await openAiDouble([...script, BYE])
  env().OPENAI_BASE_URL = model.url
  return say(chat, 'do it')
}

const newest = async () => (await approvalsOf(live.bank.alice.id))[0]
const asked = async () => (await approvalsOf(live.bank.alice.id)).length

test('two transfers in one step are asked for one after the other, and each is told by itself', async () => {
  const before = await asked()
  const chunks = await chunksOf(await run(calling(order('first wish'), order('second wish'))))
  expect(resultsIn(chunks)).toMatchObject([{ status: 'pending' }, { status: 'pending' }])
  expect(approvalsIn(chunks).map(({ status }) => status)).toEqual(['requested', 'pending', 'requested', 'pending'])
  expect(await asked()).toBe(before + 2)
  for (const memo of ['first wish', 'second wish']) {
    await live.phone.approve((await live.phone.waitForRequest(memo)).id)
    expect(await untilEnded(live.bank.alice.id, memo)).toMatchObject({ status: 'posted' })
  }
  await vi.waitUntil(async () => (await toldIn(chat)).length === 2, { timeout: 10_000, interval: 50 })
})

/** The same answer of the model, once `until` is over: what the customer does meanwhile comes first. */
function after(until: Promise<unknown>, answer: ReturnType<typeof calling>): ReturnType<typeof calling> {
  return (response) => void until.then(() => answer(response))
}

describe('when the customer says no while the answer still runs', () => {
  test.each<[string, 'denied' | 'cancelled', (memo: string) => Promise<unknown>]>([
    ['on the phone', 'denied', async (memo) => live.phone.deny((await live.phone.waitForRequest(memo)).id)],
    [
      'in the app',
      'cancelled',
      async (memo) => {
        await live.phone.waitForRequest(memo)
        await vi.waitUntil(async () => (await newest())?.status === 'pending', { timeout: 10_000, interval: 50 })
        await moveApproval((await newest())?.id ?? '', 'cancelled')
      },
    ],
  ])('%s, nothing more is asked for, and the model may only speak', async (_, status, sayNo) => {
    const before = await asked()
    const memo = `${status} wish`
    const no = sayNo(memo)
      .then(() => untilEnded(live.bank.alice.id, memo))
      // The process that drives it looks at its lease every second.
      .then(() => new Promise((resolve) => setTimeout(resolve, 2_000)))
    const chunks = await chunksOf(
      await run(calling(order(memo)), after(no, calling(order('never asked'), order('never either')))),
    )
    expect(resultsIn(chunks)).toMatchObject([
      { status: 'pending' },
      { status: 'refused', code: 'turn_stopped' },
      { status: 'refused', code: 'turn_stopped' },
    ])
    expect(model?.seen.at(-1)?.body.tool_choice).toBe('none')
    expect(approvalsIn(chunks).at(-1)).toMatchObject({ status })
    expect(await asked()).toBe(before + 1)
    for (const { id } of await live.phone.pending()) await live.phone.deny(id)
  })
})

test('after a refusal of the bank’s, nothing more is asked for, and the model may look things up', async () => {
  const before = await asked()
  const chunks = await chunksOf(await run(calling(order('too much', { amount: '9999.00' }), order('never asked'))))
  expect(resultsIn(chunks)).toMatchObject([
    { status: 'refused', code: 'insufficient_funds' },
    { status: 'refused', code: 'turn_stopped' },
  ])
  expect(model?.seen.at(-1)?.body.tool_choice).toBe('auto')
  expect(await asked()).toBe(before)
})

test.each<[string, string, () => object]>([
  ["from another customer's account", 'account_not_found', () => ({ fromAccountId: bobs('Checking') })],
  ['to an account that is no payee', 'account_not_found', () => ({ toAccountId: bobs('Savings') })],
  [
    'between accounts of somebody else',
    'account_not_found',
    () => ({ fromAccountId: bobs('Checking'), toAccountId: bobs('Savings') }),
  ],
  ['to an account that does not exist', 'account_not_found', () => ({ toAccountId: uuidv7() })],
  ['of more than there is', 'insufficient_funds', () => ({ amount: '9999.00' })],
  ['of more than the limit', 'limit_exceeded', () => ({ amount: '10000.01' })],
  ['of a negative amount', 'invalid_request', () => ({ amount: '-5.00' })],
  ['of an amount in words', 'invalid_request', () => ({ amount: 'all of it' })],
  ['with a memo that turns the line around', 'invalid_request', () => ({ memo: 'x\u202ey' })],
])('a transfer %s is refused, and the phone is left in peace', async (_, code, changes) => {
  const [before, approvals] = [await moneyOf(live.bank), await asked()]
  const chunks = await chunksOf(await run(calling(order('wish', changes()))))
  expect(resultsIn(chunks)).toMatchObject([{ status: 'refused', code }])
  expect(approvalsIn(chunks)).toEqual([])
  expect(await asked()).toBe(approvals)
  expect(await live.phone.pending()).toEqual([])
  expect(await moneyOf(live.bank)).toEqual(before)
})

test('over a limit, the model learns which limit, what is left of it, and that it does not renew', async () => {
  const chunks = await chunksOf(await run(calling(order('wish', { amount: '10000.01' }))))
  expect(resultsIn(chunks)).toMatchObject([
    {
      message: 'One transfer can be at most $10,000.00. Nothing has moved.',
      limit: { limit: '10000.00', left: '10000.00', renewsAt: null },
    },
  ])
})

test('a payee is shown by the name that the ledger has, whatever the model says', async () => {
  const chunks = await chunksOf(await run(calling(order('to my own savings', { toAccountId: bobs('Checking') }))))
  const card = await live.phone.waitForRequest('to my own savings')
  expect(card.text).toContain('Bob Example')
  await live.phone.deny(card.id)
  await untilEnded(live.bank.alice.id, 'to my own savings')
  const [first] = approvalsIn(chunks)
  expect(first).toMatchObject({
    bindingMessage: 'New payee: 5.00 USD from Checking 4321 to Bob Example 5566',
    marks: [{ kind: 'new_payee' }],
    details: { creditorName: 'Bob Example', creditorAccount: { name: 'Bob Example', mask: '••5566' } },
  })
})

test('a tool that does not exist, to approve or to add a payee, does nothing', async () => {
  const before = await moneyOf(live.bank)
  const call = (name: string) => ({ index: 0, id: 'c', type: 'function', function: { name, arguments: '{}' } })
  const step = (name: string) =>
    streaming([{ role: 'assistant', content: null, tool_calls: [call(name)] }], 'tool_calls')
  const chunks = await chunksOf(await run(step('approveTransfer'), step('addPayee')))
  expect(resultsIn(chunks)).toEqual([])
  expect(await moneyOf(live.bank)).toEqual(before)
})

function bobs(name: string): string {
  return accountOf(live.bank.bob, name).id
}
