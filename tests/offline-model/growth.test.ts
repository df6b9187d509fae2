import { Worker } from 'node:worker_threads'
import { beforeAll, describe, expect, test } from 'vitest'
import { AnswerThread } from '@/lib/offline-model/answer-thread'
import { openWorker } from '@/lib/offline-model/open-worker'
import { CHARACTERS_MAX } from '@/lib/offline-model/read-message'
import { type Ask, type Response, respond } from '@/lib/offline-model/respond'
import { respondInWorker } from '@/lib/offline-model/respond-in-worker'
import { aliceBank, chatWith } from '../ai/bank-double'

const PIECES = [
  'from ,',
  'move ',
  'for ',
  '$1 and ',
  'memo: x ',
  '"',
  '“a” ',
  'a hundred ',
  '1,',
  '1 ',
  'from to ',
  '    ',
  ', then ',
  'please ',
  'send bob 20 and ',
  'bob 20, ',
  'and bob 20 ',
  'and and ',
  'twenty ',
  'no ',
  'between 1 and ',
  'how much ',
  '; ',
  'x',
  '•',
  '$',
  'in october ',
  'to bob from savings for rent ',
  '(',
  '\n',
]

const asked = (message: string, more: Partial<Ask> = {}): Ask => ({
  ...{ message, lastAnswer: null, today: '2026-11-21', numbers: 'de-DE', tools: [], uses: [] },
  ...more,
})
const repeated = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

/** The least of several runs: what the work itself takes on a busy machine. */
function milliseconds(work: () => unknown): number {
  const runs = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage()
    work()
    return process.cpuUsage(before).user / 1_000
  })
  return Math.min(...runs)
}

describe('twice the text takes at most two and a half times as long', () => {
  // Below half of the most that is read, a text may end before the costly part of the grammar begins.
  const lengths = [CHARACTERS_MAX / 2, CHARACTERS_MAX]
  // Several readings at once are far above the clock's grain; the constant allows for the garbage of one run.
  const time = (message: string, more?: Partial<Ask>) =>
    milliseconds(() => {
      for (let run = 0; run < 3; run++) respond(asked(message, more))
    })

  // Once over all of it first: what is compiled on the way is no growth.
  beforeAll(() => {
    for (const piece of PIECES) for (const length of lengths) respond(asked(repeated(piece, length - 1)))
  })

  // A busy machine may disturb one measurement; a text that grows too fast does so each time.
  test.each(PIECES)('%j', { timeout: 60_000, retry: 2 }, (piece) => {
    const [half = 0, whole = 0] = lengths.map((length) => time(repeated(piece, length - 1)))
    expect(whole).toBeLessThan(half * 2.5 + 15)
  })

  test('and past the most that is read it takes no longer at all', () => {
    const worst = Math.max(...PIECES.map((piece) => time(repeated(piece, 4_000))))
    expect(worst).toBeLessThan(100)
  })

  test('her own last words are read in no more time', () => {
    const times = [1_000, 2_000, 4_000, 8_000].map((length) =>
      time('yes', { lastAnswer: `So far: ${repeated('from ,', length)}.` }),
    )
    expect(Math.max(...times)).toBeLessThan(100)
  })
})

test('a long history is not read anew', async () => {
  const chat = chatWith(aliceBank())
  for (let turn = 0; turn < 20; turn++)
    chat.messages.push(
      { role: 'user', content: repeated('from ,', 4_000) },
      { role: 'assistant', content: 'I did nothing.' },
    )
  expect((await chat.say('pay Bob $10')).text).toContain('I have asked your phone')
})

/** A thread that answers at once, but for what never ends. */
const TEMPERED = `const { parentPort } = require('node:worker_threads')
  parentPort.on('message', (text) => { while (text === 'endless') {} ; parentPort.postMessage('to ' + text) })
  parentPort.postMessage('ready')`

test('what never ends is given up with its thread, holds up no loop, and the next customer is answered', async () => {
  let [opened, ticks] = [0, 0]
  const open = () => {
    opened++
    return new Worker(TEMPERED, { eval: true })
  }
  const thread = new AnswerThread<string, string>(open, { answerMsMax: 500, startMsMax: 20_000, openMax: 3 })
  const watch = setInterval(() => ticks++, 10)
  const answers = ['endless', 'hello', 'endless', 'too many'].map((text) => thread.answer(text))
  const another = thread.answer('reads')
  expect(await Promise.all([...answers, another])).toEqual(['gave up', 'to hello', 'gave up', 'busy', 'busy'])
  clearInterval(watch)
  expect(opened).toBe(2)
  // On the loop itself the first alone would have let none pass.
  expect(ticks).toBeGreaterThan(20)
  expect(await thread.answer('again')).toBe('to again')
})

test('the thread opens on its own sources too', async () => {
  const thread = new AnswerThread<Ask, Response>(openWorker, { answerMsMax: 30_000, startMsMax: 50_000, openMax: 1 })
  expect(await thread.answer(asked('are you an AI?'))).toMatchObject({ text: expect.stringContaining('rules') })
})

test('one customer’s hostile messages do not keep another from an answer', async () => {
  const hostile = Array.from({ length: 60 }, (_, at) =>
    respondInWorker(asked(repeated(PIECES[at % PIECES.length] ?? '', 490))),
  )
  expect(await respondInWorker(asked('are you an AI?'))).toMatchObject({ text: expect.stringContaining('rules') })
  await Promise.all(hostile)
})
