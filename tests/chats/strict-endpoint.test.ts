import type { Tool } from 'ai'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { toolRegistry } from '@/lib/ai/tool-registry'
import { saveMessage } from '@/lib/chats/chat'
import { env } from '@/lib/platform/env'
import { log } from '@/lib/platform/log'
import { type OpenAiDouble, openAiDouble, streaming } from '../ai/openai-double'
import { chunksOf, historyOf, resultsIn, say, wordsIn } from '../support/bank/chat'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf } from '../support/ledger/ledger'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

let bank: SeededBank
let model: OpenAiDouble
beforeAll(async () => {
  log.level = 'silent'
  bank = await openSeededBank()
  signInAs(bank.alice.id)
})
afterAll(async () => {
  env().OPENAI_BASE_URL = undefined
  await model?.close()
  await bank.close()
})

const said = (words: string) => streaming([{ role: 'assistant', content: words }], 'stop')
const calling = (name: string, args: string) => {
  const tool_calls = [{ index: 0, id: `call_${uuidv7()}`, type: 'function', function: { name, arguments: args } }]
  return streaming([{ role: 'assistant', content: null, tool_calls }], 'tool_calls')
}
async function modelThat(...scripts: Parameters<typeof openAiDouble>[0]): Promise<void> {
  await model?.close()
  model = await openAiDouble(scripts)
  env().OPENAI_BASE_URL = model.url
}

/** What the strictest endpoints ask of the messages after the system's. */
function complaintAbout(messages: { role: string; content: unknown; tool_calls?: unknown[] }[]): string | null {
  const roles = messages.slice(1).filter(({ role }) => role !== 'tool')
  if (roles[0]?.role !== 'user') return 'does not begin with the user'
  for (const [index, { role, content, tool_calls }] of roles.entries()) {
    const before = roles[index - 1]
    if (before?.role === role && !before.tool_calls) return `two of ${role}`
    if (!content && !tool_calls) return `an empty ${role}`
  }
  return null
}

test('a chat can be gone on with for ever: past turn 22, after empty answers, and with what the bank told in between', async () => {
  const chat = uuidv7()
  const scripts = Array.from({ length: 30 }, (_, n) => said(n % 5 === 3 ? '' : `answer ${n}`))
  await modelThat(...scripts)
  for (let n = 0; n < 30; n++) {
    expect((await chunksOf(await say(chat, `question ${n}`))).at(-1)?.type).toBe('finish')
    if (n % 7 === 2) {
      const parts = [{ type: 'text', text: `The request number ${n} has expired.` }]
      await saveMessage(chat, { id: `approval-${uuidv7()}`, role: 'assistant', parts })
    }
  }
  expect(model.seen).toHaveLength(30)
  for (const { body } of model.seen) expect(complaintAbout(body.messages)).toBeNull()
  const last = model.seen.at(-1)?.body.messages
  expect(last.at(-1)).toMatchObject({ role: 'user', content: expect.stringContaining('question 29') })
  expect(last.filter(({ role }: { role: string }) => role === 'user')).toHaveLength(20)
})

test.each<[string, () => ReturnType<typeof calling>]>([
  ['an amount that is a number', () => calling('transferFunds', JSON.stringify({ ...order(), amount: 25 }))],
  ['an amount with a sign', () => calling('transferFunds', JSON.stringify({ ...order(), amount: '$1.00' }))],
  ['an account by its name', () => calling('transferFunds', JSON.stringify({ ...order(), toAccountId: 'Savings' }))],
  ['an account that nobody has', () => calling('transferFunds', JSON.stringify({ ...order(), toAccountId: uuidv7() }))],
  ['JSON that is cut off', () => calling('transferFunds', '{"fromAccountId": "')],
  ['a tool that does not exist', () => calling('transfer_funds', JSON.stringify(order()))],
])('a call with %s is given back to the model, which tries again with what is right', async (_, wrong) => {
  await modelThat(wrong(), calling('transferFunds', JSON.stringify(order({ amount: '9999.00' }))), said('I see.'))
  const chat = uuidv7()
  const chunks = await chunksOf(await say(chat, 'move it'))
  expect(wordsIn(chunks)).toBe('I see.')
  // It is heard the second time: the bank's own rule refuses this one, and nothing moves by mistake.
  expect(resultsIn(chunks).at(-1)).toMatchObject({ status: 'refused', code: 'insufficient_funds' })
  const [, second, third] = model.seen
  const given = second?.body.messages.at(-1)
  expect(given).toMatchObject({ role: 'tool', content: expect.stringMatching(/invalid|not|available|unavailable/i) })
  expect(second?.body.tool_choice).toBe('auto')
  expect(third?.body.tool_choice).toBe('auto')
  expect(JSON.stringify(await historyOf(chat))).not.toMatch(/"state":"input-/)
  expect(await bank.sql`SELECT FROM approvals`).toHaveLength(0)
})

test('a model is told that a tool has failed, and nothing of the database', async () => {
  const nobody = { id: 'no uuid', subject: 'auth0|nobody', name: 'Nobody' }
  const { listAccounts, listTransactions, listPayees } = toolRegistry({ customer: nobody, chatId: uuidv7() })
  const options = { toolCallId: 'c', messages: [] }
  for (const { execute } of [listAccounts, listTransactions, listPayees] as Tool[]) {
    const failure = await execute?.({}, options).catch((error: unknown) => error)
    expect(failure).toEqual(new Error('internal_error: Something went wrong on our side'))
    expect(failure).not.toHaveProperty('cause')
  }
})

test('a search by the days of all times is no failure', async () => {
  await modelThat(calling('listTransactions', '{"from":"0000-01-01","to":"9999-12-31"}'), said('I see.'))
  expect(resultsIn(await chunksOf(await say(uuidv7(), 'all of it')))).toMatchObject([{ hasMore: false }])
})

const order = (changes: object = {}) => ({
  fromAccountId: accountOf(bank.alice, 'Checking').id,
  toAccountId: accountOf(bank.alice, 'Savings').id,
  amount: '1.00',
  currency: 'USD',
  ...changes,
})
