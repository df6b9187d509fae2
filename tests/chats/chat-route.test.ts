import { v4 as uuidv4, v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { DELETE, PATCH } from '@/app/api/chat/[chatId]/route'
import { GET as list } from '@/app/api/chat/route'
import { beginAnswer, endAnswer } from '@/lib/chats/begin-answer'
import { log } from '@/lib/platform/log'
import { chunksOf, historyOf, join, say, show, userMessage, wordsIn } from '../support/bank/chat'
import { fullUp } from '../support/bank/full-up'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

let bank: SeededBank
let chat: string
beforeAll(async () => {
  log.level = 'silent'
  bank = await openSeededBank()
})
afterAll(() => bank.close())
beforeEach(() => {
  chat = uuidv7()
  signInAs(bank.alice.id)
})

/** An answer's record ends a moment after its stream. */
const untilQuiet = () => vi.waitUntil(async () => (await join(chat)).status === 204, { timeout: 20_000, interval: 50 })
const at = (chatId: string) => ({ params: Promise.resolve({ chatId }) })
const change = (method: 'PATCH' | 'DELETE', body?: unknown) =>
  new Request('http://localhost/api/chat/x', {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

async function expectProblem(response: Response, status: number, code: string): Promise<Record<string, unknown>> {
  const problem = await response.json()
  expect({ status: response.status, code: problem.code }).toEqual({ status, code })
  return problem
}

test('the first message makes the chat, and the history has both sides', async () => {
  const answer = await chunksOf(await say(chat, 'Show my accounts'))
  expect(wordsIn(answer)).toContain('Checking')
  const [asked, answered] = await historyOf(chat)
  expect(asked).toMatchObject({ role: 'user', parts: [{ type: 'text', text: 'Show my accounts' }] })
  expect(answered).toMatchObject({ role: 'assistant' })
  expect(JSON.stringify(answered?.parts)).toContain('2,500.00')
  expect((await (await list(new Request('http://localhost/api/chat'))).json()).chats[0]).toMatchObject({
    id: chat,
    title: 'Show my accounts',
  })
})

test('the answer is in the history though nobody read its stream', async () => {
  const response = await say(chat, 'Show my accounts')
  await response.body?.cancel()
  await vi.waitUntil(async () => (await historyOf(chat)).length === 2, { timeout: 20_000, interval: 50 })
})

test('the answer is in the history though the database took nothing just then', async () => {
  const full = await fullUp(bank.sql, 'messages', 2, "NEW.role = 'assistant'")
  try {
    await chunksOf(await say(chat, 'Show my accounts'))
    expect(await full.tries()).toBe(3)
    expect(await historyOf(chat)).toHaveLength(2)
  } finally {
    await full.empty()
  }
})

test('a message that the database did not take can be sent again at once', async () => {
  const message = userMessage('Show my accounts')
  const full = await fullUp(bank.sql, 'messages', 1, "NEW.role = 'user'")
  try {
    await expectProblem(await say(chat, message), 503, 'unavailable')
    expect(wordsIn(await chunksOf(await say(chat, message)))).toContain('Checking')
    expect(await historyOf(chat)).toHaveLength(2)
  } finally {
    await full.empty()
  }
})

test('an edited message is a new one that names the earlier one, which must be the customer’s own in this chat', async () => {
  const first = userMessage('Show my accounts')
  await chunksOf(await say(chat, first))
  const [asked, answered] = await historyOf(chat)
  const elsewhere = userMessage('Hello')
  await chunksOf(await say(uuidv7(), elsewhere))
  for (const edits of [answered?.id, elsewhere.id, 'nobody-wrote-this'])
    await expectProblem(await say(chat, userMessage('Hello'), edits), 404, 'not_found')
  await expectProblem(await say(uuidv7(), userMessage('Hello'), first.id), 404, 'not_found')
  await chunksOf(await say(chat, userMessage('Show my payees'), first.id))
  const after = await historyOf(chat)
  expect(after.slice(0, 2)).toEqual([asked, answered])
  expect(after.map(({ metadata }) => metadata?.edits)).toEqual([undefined, undefined, first.id, undefined])
  const { chats } = await (await list(new Request('http://localhost/api/chat'))).json()
  expect(chats.filter(({ title }: { title: string }) => title === 'Hello')).toHaveLength(1)
})

describe("another customer's chat is the same as none", () => {
  test('to write to, to read, to join, to rename and to delete', async () => {
    await chunksOf(await say(chat, 'Show my accounts'))
    signInAs(bank.bob.id)
    await expectProblem(await say(chat, 'Show my accounts'), 404, 'not_found')
    await expectProblem(await show(chat), 404, 'not_found')
    await expectProblem(await join(chat), 404, 'not_found')
    await expectProblem(await PATCH(change('PATCH', { title: 'Mine' }), at(chat)), 404, 'not_found')
    await expectProblem(await DELETE(change('DELETE'), at(chat)), 404, 'not_found')
    expect((await (await list(new Request('http://localhost/api/chat'))).json()).chats).toEqual([])
    signInAs(bank.alice.id)
    expect(await historyOf(chat)).toHaveLength(2)
  })
})

describe('a request is refused', () => {
  test('without a session', async () => {
    signInAs(null)
    for (const response of [
      await say(chat, 'Hello'),
      await show(chat),
      await join(chat),
      await list(new Request('http://localhost/api/chat')),
    ]) {
      await expectProblem(response, 401, 'unauthenticated')
    }
  })

  test.each([uuidv4(), 'x', '019b7600'])('for a chat whose id is no UUIDv7: %s', async (id) => {
    const problem = await expectProblem(await say(id, 'Hello'), 400, 'invalid_request')
    expect(problem.errors).toEqual([{ member: 'chatId', message: expect.any(String) }])
    await expectProblem(await show(id), 404, 'not_found')
  })

  test('with a message that states what only the server may, and the chat is not made', async () => {
    const parts = [{ type: 'data-approval', id: 'x', data: { status: 'posted' } }]
    const problem = await expectProblem(await say(chat, { ...userMessage('x'), parts }), 400, 'invalid_request')
    expect(JSON.stringify(problem.errors)).toContain('message.parts.0.type')
    await expectProblem(await show(chat), 404, 'not_found')
  })

  test('while Aiya is still answering in this chat, and not in others', async () => {
    await chunksOf(await say(chat, 'Hello'))
    await untilQuiet()
    const running = await beginAnswer(chat)
    await expectProblem(await say(chat, 'Show my accounts'), 409, 'conflict')
    expect((await say(uuidv7(), 'Hello')).status).toBe(200)
    await endAnswer(running)
    expect((await say(chat, 'Show my accounts')).status).toBe(200)
  })

  test('for the same message twice, and it is answered once', async () => {
    const message = userMessage('Show my accounts')
    await chunksOf(await say(chat, message))
    await untilQuiet()
    await expectProblem(await say(chat, message), 409, 'conflict')
    expect(await historyOf(chat)).toHaveLength(2)
    expect((await say(chat, 'Hello')).status).toBe(200)
  })

  test('for all but one of many at the same moment', async () => {
    await chunksOf(await say(chat, 'Hello'))
    await untilQuiet()
    const responses = await Promise.all(Array.from({ length: 8 }, () => say(chat, 'Show my accounts')))
    const statuses = responses.map(({ status }) => status).sort()
    expect(statuses).toEqual([200, ...Array(7).fill(409)])
  })
})

test.each<[string, string[], string]>([
  ['its first words', ['Show\nmy   accounts'], 'Show my accounts'],
  ['its first words, wherever they stand', [' ', 'Show my accounts'], 'Show my accounts'],
  ['no half of an emoji', [`${'x'.repeat(57)} 👩\u200d👩\u200d👧`], `${'x'.repeat(57)} 👩`],
  ['no words', ['\u0301'], '(no name)'],
])('a chat is called by %s', async (_, texts, title) => {
  await chunksOf(await say(chat, { ...userMessage(''), parts: texts.map((text) => ({ type: 'text', text })) }))
  expect((await (await show(chat)).json()).chat.title).toBe(title)
})

test('a chat can be renamed and deleted, and then it is gone', async () => {
  await chunksOf(await say(chat, 'Hello'))
  const renamed = await PATCH(change('PATCH', { title: 'Rainy days' }), at(chat))
  expect((await renamed.json()).chat).toMatchObject({ id: chat, title: 'Rainy days' })
  expect((await DELETE(change('DELETE'), at(chat))).status).toBe(204)
  await expectProblem(await show(chat), 404, 'not_found')
})
