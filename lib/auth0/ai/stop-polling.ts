import { AsyncLocalStorage } from 'node:async_hooks'
import { holdDoorsOpen } from '@/lib/platform/shutdown'
import { type Signals, signal } from '@/lib/platform/telemetry/signals'

/** Long, because hanging up on a slow answer would lose the token in it, which the tenant gives only once. */
export const POLL_MS_MAX = 30_000

/** Thrown into the SDK's poll in place of an answer; like every network error it leaves the approval open. */
class PollingStopped extends Error {
  override name = 'PollingStopped'
}

/** One `pollWhile`. `over` holds callbacks for its end, and is null after it. */
interface Polling {
  mayPoll: () => boolean
  over: (() => void)[] | null
  underWay: Promise<unknown> | null
}

/** The polls that the SDK makes inside one `pollWhile`. */
export interface Polls {
  /** Resolves once no poll is under way: to true if the tenant has given a token or a denial. */
  untilIdle(): Promise<boolean>
}

// Instrumentation and routes are bundled apart; both must find the same one.
const shared = globalThis as { bainkPolls?: AsyncLocalStorage<Polling> }

function polls(): AsyncLocalStorage<Polling> {
  shared.bainkPolls ??= new AsyncLocalStorage()
  return shared.bainkPolls
}

/**
 * Runs `work`, and blocks each poll of the SDK inside it unless `mayPoll()`. The SDK takes no signal to stop polling:
 * without this, the old owner of an approval that was taken over could collect a token that it must not use. A poll
 * under way is awaited, for its token would be lost. After a token or a denial, the process keeps listening to the end
 * of `work`, so that the transfer can be posted.
 */
export async function pollWhile<T>(mayPoll: () => boolean, work: (polls: Polls) => Promise<T>): Promise<T> {
  const polling: Polling = { mayPoll, over: [], underWay: null }
  const untilIdle = async () => {
    await polling.underWay?.catch(() => {})
    return (polling.over?.length ?? 0) > 0
  }
  try {
    return await polls().run(polling, work, { untilIdle })
  } finally {
    for (const letGo of polling.over ?? []) letGo()
    polling.over = null
  }
}

/** Prepares this process for `pollWhile`, once, before any client of the tenant at `host` is built. */
export function guardPollsOf(host: string): void {
  const tokenEndpoints = [`https://${host}/oauth/token`, `http://${host}/oauth/token`]
  const original = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    const polling = tokenEndpoints.includes(url) ? polls().getStore() : undefined
    if (!polling) return original(input, init)
    // The SDK's own signal, which cannot be set, hangs up after ten seconds.
    const asked = poll(polling, () => original(input, { ...init, signal: AbortSignal.timeout(POLL_MS_MAX) }))
    polling.underWay = asked
    return asked
  }
}

async function poll(polling: Polling, ask: () => Promise<Response>): Promise<Response> {
  if (!polling.mayPoll()) throw new PollingStopped()
  const letGo = holdDoorsOpen()
  const begun = performance.now()
  let answer: PollAnswer = 'no_answer'
  try {
    const response = await ask()
    answer = await answerIn(response.clone())
    return response
  } finally {
    signal('poll', { answer, seconds: (performance.now() - begun) / 1_000 })
    // A token or a denial: the tenant gives it once, so this process must act on it.
    if ((answer === 'token' || answer === 'ended') && polling.over) polling.over.push(letGo)
    else letGo()
  }
}

type PollAnswer = Signals['poll']['answer']

async function answerIn(response: Response): Promise<PollAnswer> {
  if (response.ok) return 'token'
  const { error } = (await response.json().catch(() => ({}))) as { error?: unknown }
  if (typeof error !== 'string') return 'no_answer'
  if (error === 'authorization_pending') return 'pending'
  return error === 'slow_down' ? 'slow_down' : 'ended'
}
