import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { listApprovals } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { startResuming } from '@/lib/approvals/resume'
import { env } from '@/lib/env'
import { beginShutdown } from '@/lib/shutdown'
import { type OpenAiDouble, openAiDouble, streaming } from '../ai/openai-double'
import { moneyOf } from '../support/agent-bank'
import { approvalsIn, chunksOf, resultsIn, say } from '../support/chat'
import { accountOf } from '../support/ledger'
import { type LiveBank, openLiveBank } from '../support/live-bank'
import { signInAs } from '../support/session-double'
import { ALICE } from '../support/tenant'

vi.mock('@/lib/auth0/session', () => import('../support/session-double'))

// A language model that does whatever it was talked into: the scripts below are its tool calls.
let live: LiveBank
let model: OpenAiDouble | undefined
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

const asked = async () => (await listApprovals(live.bank.alice.id)).length

test('two transfers in one step are asked for one after the other', async () => {
  const before = await asked()
  const response = run(calling(order('first wish'), order('second wish')))
  const first = await live.phone.waitForRequest('first wish')
  expect(await live.phone.pending()).toHaveLength(1)
  expect(await asked()).toBe(before + 1)
  await live.phone.approve(first.id)
  const second = await live.phone.waitForRequest('second wish')
  expect(await live.phone.pending()).toHaveLength(1)
  await live.phone.approve(second.id)
  const chunks = await chunksOf(await response)
  expect(resultsIn(chunks)).toMatchObject([{ status: 'posted' }, { status: 'posted' }])
  const half = ['requested', 'pending', 'approved', 'posted']
  expect(approvalsIn(chunks).map(({ status }) => status)).toEqual([...half, ...half])
})

test('after a no, the other transfers of the step are not attempted', async () => {
  const before = await asked()
  const response = run(calling(order('no wish'), order('never asked'), order('never either')))
  await live.phone.deny((await live.phone.waitForRequest('no wish')).id)
  expect(resultsIn(await chunksOf(await response))).toMatchObject([
    { status: 'denied' },
    { status: 'refused', code: 'turn_stopped' },
    { status: 'refused', code: 'turn_stopped' },
  ])
  expect(await asked()).toBe(before + 1)
})

test('after a no, a model that asks again in the next step is not heard', async () => {
  const before = await asked()
  const response = run(calling(order('no wish')), calling(order('no wish')), calling(order('no wish')))
  await live.phone.deny((await live.phone.waitForRequest('no wish')).id)
  const results = resultsIn(await chunksOf(await response))
  expect(results[0]).toMatchObject({ status: 'denied' })
  for (const result of results.slice(1)) expect(result).toMatchObject({ status: 'refused', code: 'turn_stopped' })
  expect(await asked()).toBe(before + 1)
  expect(await live.phone.pending()).toEqual([])
})

test.each<[string, 'expired' | 'cancelled', () => Promise<unknown> | undefined]>([
  ['nobody answered one', 'expired', () => undefined],
  [
    'one was withdrawn',
    'cancelled',
    async () => {
      await live.phone.waitForRequest('stopped wish')
      await moveApproval((await listApprovals(live.bank.alice.id))[0]?.id ?? '', 'cancelled')
    },
  ],
])('after %s, the others of the step and of the next are not attempted', async (_, status, act) => {
  env().APPROVAL_EXPIRY_SECONDS = status === 'expired' ? 1 : 300
  const before = await asked()
  const response = run(calling(order('stopped wish'), order('never asked')), calling(order('never asked either')))
  await act()
  const results = resultsIn(await chunksOf(await response))
  expect(results[0]).toMatchObject({ status })
  for (const result of results.slice(1)) expect(result).toMatchObject({ status: 'refused', code: 'turn_stopped' })
  expect(await asked()).toBe(before + 1)
  env().APPROVAL_EXPIRY_SECONDS = 300
  // What was withdrawn stays on the phone until somebody answers it there.
  for (const { id } of await live.phone.pending()) await live.phone.deny(id)
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

test('a payee is shown by the name that the ledger has, whatever the model says', async () => {
  const response = run(calling(order('to my own savings', { toAccountId: bobs('Checking') })))
  const card = await live.phone.waitForRequest('to my own savings')
  expect(card.text).toContain('Bob Example')
  await live.phone.deny(card.id)
  const [first] = approvalsIn(await chunksOf(await response))
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
