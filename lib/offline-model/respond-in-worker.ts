import { AnswerThread } from './answer-thread'
import { openWorker } from './open-worker'
import type { Ask, Response } from './respond'
import { ANSWERS } from './topics'

const LIMITS = { answerMsMax: 10_000, startMsMax: 60_000, openMax: 200 }

// Next bundles each route apart: the one thread that answers for all of them stands on globalThis.
const shared = globalThis as { bainkAnswerThread?: AnswerThread<Ask, Response> }

/** Answers in a thread of its own, so that no customer's text holds up the loop that serves everybody. Never throws. */
export async function respondInWorker(ask: Ask): Promise<Response> {
  shared.bainkAnswerThread ??= new AnswerThread(openWorker, LIMITS)
  const response = await shared.bainkAnswerThread.answer(ask)
  if (response === 'busy') return { kind: 'say', text: ANSWERS.busy }
  return response === 'gave up' ? { kind: 'say', text: ANSWERS['too-long'] } : response
}

/** Starts the thread before anybody asks, so that the first customer does not wait for it. Never throws. */
export async function warmUp(): Promise<void> {
  const nobody = { today: '2026-01-01', numbers: 'en-US' }
  await respondInWorker({ message: 'hello', lastAnswer: null, tools: [], uses: [], ...nobody })
}
