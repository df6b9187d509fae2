import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { DELETE, PUT } from '@/app/api/chat/[chatId]/ratings/[messageId]/route'
import { DELETE as DELETE_CHAT } from '@/app/api/chat/[chatId]/route'
import { GET as EXPORT } from '@/app/api/export/route'
import { openChat, saveMessage } from '@/lib/chats/chat'
import { env } from '@/lib/platform/env'
import { onSignal, type Signals } from '@/lib/platform/telemetry/signals'
import { openAiDouble, streaming } from '../ai/openai-double'
import { chunksOf, historyOf, say, userMessage } from '../support/bank/chat'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

let bank: SeededBank
let chatId: string
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())
beforeEach(async () => {
  chatId = uuidv7()
  signInAs(bank.alice.id)
  await openChat(bank.alice.id, chatId, 'hello')
  await saveMessage(chatId, userMessage('hello', 'question') as Parameters<typeof saveMessage>[1])
  await saveMessage(chatId, { id: 'answer', role: 'assistant', parts: [{ type: 'text', text: 'Yes?' }] })
})

const rate = async (rating: unknown, messageId = 'answer'): Promise<number> => {
  const headers = { 'Content-Type': 'application/json' }
  const method = rating === null ? 'DELETE' : 'PUT'
  const request = new Request('http://localhost/x', {
    method,
    headers,
    ...(rating !== null && { body: JSON.stringify({ rating }) }),
  })
  return (
    (await (rating === null ? DELETE : PUT)(request, { params: Promise.resolve({ chatId, messageId }) })) as Response
  ).status
}
const ratings = async () =>
  (await historyOf(chatId)).map(({ id, ...message }) => [id, 'rating' in message ? message.rating : null])
const rows = async () => (await bank.sql`SELECT rating FROM answer_ratings WHERE chat_id = ${chatId}`).length

test('a rating is kept once for an answer, changed, taken back, exported, and counted without a word of it', async () => {
  const told: Signals['rating'][] = []
  const hush = onSignal('rating', (said) => told.push(said))
  expect(await Promise.all([rate('up'), rate('up'), rate('up')])).toEqual([204, 204, 204])
  expect([await ratings(), await rows()]).toEqual([
    [
      ['question', null],
      ['answer', 'up'],
    ],
    1,
  ])
  expect(await rate('down')).toBe(204)
  const exported = JSON.parse(await (await EXPORT(new Request('http://localhost/api/export'))).text())
  const { messages } = exported.chats.find(({ id }: { id: string }) => id === chatId)
  expect(messages.map(({ rating }: { rating?: string }) => rating)).toEqual([undefined, 'down'])
  expect([await rate(null), await rate(null), await rows()]).toEqual([204, 204, 0])
  hush()
  expect(told).toEqual([{ rating: 'up' }, { rating: 'down' }, { rating: 'removed' }])
  await rate('up')
  await DELETE_CHAT(new Request('http://localhost/x', { method: 'DELETE' }), { params: Promise.resolve({ chatId }) })
  expect(await rows()).toBe(0)
})

test('only an answer is rated, by whom it was given to, with a thumb', async () => {
  expect(await rate('up', 'question')).toBe(404)
  for (const nothing of ['nothing', '', '\0', '\ud800']) expect(await rate('up', nothing)).toBe(404)
  expect(await rate('sideways')).toBe(400)
  signInAs(bank.bob.id)
  expect([await rate('up'), await rate(null)]).toEqual([404, 404])
  signInAs(null)
  expect(await rate('up')).toBe(401)
  expect(await rows()).toBe(0)
})

test('no model is told of it', async () => {
  await rate('down')
  const model = await openAiDouble([streaming([{ role: 'assistant', content: 'Well.' }], 'stop')])
  env().OPENAI_BASE_URL = model.url
  try {
    await chunksOf(await say(chatId, 'and now?'))
  } finally {
    env().OPENAI_BASE_URL = undefined
    await model.close()
  }
  const told = JSON.stringify(model.seen[0]?.body)
  expect(told).toContain('Yes?')
  expect(told).not.toMatch(/\brating\b|\bdown\b/i)
})
