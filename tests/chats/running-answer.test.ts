import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { startFinishingAnswers } from '@/lib/ai/finish-answers'
import { moveApproval } from '@/lib/approvals/move-approval'
import { beginAnswer, endAnswer } from '@/lib/chats/begin-answer'
import { openChat, saveMessage } from '@/lib/chats/chat'
import { joinAnswer } from '@/lib/chats/join-answer'
import { loadMessages } from '@/lib/chats/message-page'
import { recordAnswer } from '@/lib/chats/record-answer'
import { startTellingOutcomes } from '@/lib/chats/tell-outcomes'
import { Problem } from '@/lib/platform/http/problem'
import { log } from '@/lib/platform/log'
import { beginShutdown } from '@/lib/platform/shutdown'
import { openFor } from '../support/bank/approvals'
import { fullUp } from '../support/bank/full-up'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, orderFor } from '../support/ledger/ledger'

let bank: SeededBank
let chat: string
beforeAll(async () => {
  log.level = 'silent'
  bank = await openSeededBank()
})
afterAll(() => bank.close())
beforeEach(async () => {
  chat = uuidv7()
  await openChat(bank.alice.id, chat, 'Hello')
})

/** A stream that a test feeds by hand. */
function handFed() {
  let controller: ReadableStreamDefaultController<string> | undefined
  const stream = new ReadableStream<string>({
    start(given) {
      controller = given
    },
  })
  return { stream, say: (words: string) => controller?.enqueue(words), end: () => controller?.close() }
}

const readAll = async (stream: ReadableStream<string> | null) =>
  new Response(stream?.pipeThrough(new TextEncoderStream())).text()
const written = async (id: string) =>
  (
    await bank.sql`SELECT coalesce(string_agg(chunk, '' ORDER BY position), '') AS text FROM answer_chunks
    WHERE answer_id = ${id}`
  )[0]?.text

test('where nothing runs there is nothing to join', async () => {
  expect(await joinAnswer(chat)).toBeNull()
})

test('who joins late gets the answer from its beginning to its end', async () => {
  const id = await beginAnswer(chat)
  const { stream, say, end } = handFed()
  const recorded = recordAnswer(id, stream)
  say('You have ')
  await vi.waitUntil(async () => (await written(id)) === 'You have ', 20_000)
  const late = readAll(await joinAnswer(chat))
  say('six ')
  await vi.waitUntil(async () => (await written(id)) === 'You have six ', 20_000)
  const later = readAll(await joinAnswer(chat))
  say('accounts.')
  end()
  expect(await late).toBe('You have six accounts.')
  expect(await later).toBe('You have six accounts.')
  await recorded
  expect(await joinAnswer(chat)).toBeNull()
})

test('who leaves disturbs nobody', async () => {
  const id = await beginAnswer(chat)
  const { stream, say, end } = handFed()
  const recorded = recordAnswer(id, stream)
  say('You have ')
  const leaving = (await joinAnswer(chat))?.getReader()
  await leaving?.read()
  await leaving?.cancel()
  const staying = readAll(await joinAnswer(chat))
  say('six accounts.')
  end()
  expect(await staying).toBe('You have six accounts.')
  await recorded
})

test('a chat has one answer at a time', async () => {
  const id = await beginAnswer(chat)
  await expect(beginAnswer(chat)).rejects.toThrow(Problem)
  await endAnswer(id)
  expect(await beginAnswer(chat)).not.toBe(id)
})

test('of many that begin at once, one does', async () => {
  const begun = await Promise.allSettled(Array.from({ length: 10 }, () => beginAnswer(chat)))
  expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('an answer that died with its process ends for who follows it, and does not block the chat', async () => {
  const id = await beginAnswer(chat)
  const following = readAll(await joinAnswer(chat))
  await bank.sql`UPDATE answers SET alive_until = now() - interval '1 s' WHERE id = ${id}`
  expect(await following).toBe('')
  expect(await joinAnswer(chat)).toBeNull()
  expect(await beginAnswer(chat)).not.toBe(id)
})

test('a stream that breaks is recorded as far as it came', async () => {
  const id = await beginAnswer(chat)
  let broken = false
  const stream = new ReadableStream<string>({
    pull(controller) {
      if (broken) controller.error(new Error('gone'))
      else controller.enqueue('You have ')
      broken = true
    },
  })
  await recordAnswer(id, stream)
  expect(await written(id)).toBe('You have ')
  expect(await joinAnswer(chat)).toBeNull()
})

test('what the database did not take at once is written where it belongs: nobody joins in the middle', async () => {
  const id = await beginAnswer(chat)
  const full = await fullUp(bank.sql, 'answer_chunks', 3)
  try {
    const { stream, say, end } = handFed()
    const recorded = recordAnswer(id, stream)
    say('first ')
    await vi.waitUntil(async () => (await full.tries()) >= 2, 20_000)
    say('second ')
    await vi.waitUntil(async () => (await written(id)) === 'first second ', 20_000)
    const joined = readAll(await joinAnswer(chat))
    say('third')
    end()
    expect(await joined).toBe('first second third')
    await recorded
  } finally {
    await full.empty()
  }
})

test('the last words are kept, too, though the database takes nothing just then', async () => {
  const id = await beginAnswer(chat)
  const full = await fullUp(bank.sql, 'answer_chunks', 3)
  try {
    const { stream, say, end } = handFed()
    say('You have six accounts.')
    end()
    await recordAnswer(id, stream)
    expect(await full.tries()).toBe(4)
    expect(await written(id)).toBe('You have six accounts.')
    const [answer] = await bank.sql`SELECT finished_at FROM answers WHERE id = ${id}`
    expect(answer?.finished_at).not.toBeNull()
  } finally {
    await full.empty()
  }
})

test('a message is kept whatever its characters are', async () => {
  const parts = [{ type: 'text', text: `half \ud83d nothing \0 whole 🎉` }]
  expect(await saveMessage(chat, { id: 'odd', role: 'assistant', parts })).toBe(true)
  expect((await loadMessages(chat)).messages).toMatchObject([
    { parts: [{ text: 'half \ufffd nothing \ufffd whole 🎉' }] },
  ])
})

test('an answer that died with its process is finished: the chat is told how its approval ended', async () => {
  const order = orderFor(accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking'), '1.00')
  const answer = await beginAnswer(chat)
  const { id } = await openFor(bank.alice, order, chat)
  await bank.sql`UPDATE answers SET alive_until = now() - interval '1 s' WHERE id = ${answer}`
  startFinishingAnswers()
  startTellingOutcomes()
  await moveApproval(id, 'expired')
  const told = async () => (await loadMessages(chat)).messages
  await vi.waitUntil(async () => (await told()).length > 0, { timeout: 20_000, interval: 50 })
  expect(await told()).toMatchObject([{ parts: [{ type: 'data-approval', id, data: { status: 'expired' } }, {}] }])
  expect(await bank.sql`SELECT FROM answers WHERE id = ${answer} AND finished_at IS NOT NULL`).toHaveLength(1)
})

// The last one: this process has stopped from here on.
test('who follows an answer elsewhere does not keep this process from stopping', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  beginShutdown()
  await vi.advanceTimersByTimeAsync(10_000)
  vi.useRealTimers()
  await beginAnswer(chat)
  const soon = new Promise((resolve) => setTimeout(resolve, 3_000, 'still following'))
  expect(await Promise.race([readAll(await joinAnswer(chat)), soon])).toBe('')
})
