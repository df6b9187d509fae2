import { AsyncLocalStorage } from 'node:async_hooks'
import { holdDoorsOpen } from '@/lib/shutdown'

/** A poll's answer may hold the token, and is the only one that ever will: hanging up on a slow tenant would lose it. */
export const POLL_MS_MAX = 30_000

/** Thrown into the SDK's poll in place of an answer; like every network error it leaves the approval open. */
class PollingStopped extends Error {
  override name = 'PollingStopped'
}

/** One call of the SDK, and what to call when it is over; null once it is. */
interface Polling {
  mayPoll: () => boolean
  over: (() => void)[] | null
}

// Instrumentation and routes are bundled apart; both must find the same one.
const shared = globalThis as { bainkPolls?: AsyncLocalStorage<Polling> }

function polls(): AsyncLocalStorage<Polling> {
  shared.bainkPolls ??= new AsyncLocalStorage()
  return shared.bainkPolls
}

/**
 * Runs `work`, and lets no poll that the SDK makes inside it begin unless `mayPoll`. The SDK polls until its end and
 * takes no signal; without this, two processes would poll for an approval that was taken over, and one of them might
 * collect the token that it must not use. A poll under way is awaited: its token would be lost. From there to the end
 * of `work` this process keeps its address open, so that what was approved can be posted.
 */
export async function pollWhile<T>(mayPoll: () => boolean, work: () => Promise<T>): Promise<T> {
  const polling: Polling = { mayPoll, over: [] }
  try {
    return await polls().run(polling, work)
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
    return poll(polling, () => original(input, { ...init, signal: AbortSignal.timeout(POLL_MS_MAX) }))
  }
}

async function poll(polling: Polling, ask: () => Promise<Response>): Promise<Response> {
  if (!polling.mayPoll()) throw new PollingStopped()
  const letGo = holdDoorsOpen()
  let final = false
  try {
    const response = await ask()
    final = await isFinal(response.clone())
    return response
  } finally {
    if (final && polling.over) polling.over.push(letGo)
    else letGo()
  }
}

/** A token, or a no: said once, it has to be acted on before this process goes. */
async function isFinal(answer: Response): Promise<boolean> {
  if (answer.ok) return true
  const { error } = (await answer.json().catch(() => ({}))) as { error?: unknown }
  return typeof error === 'string' && error !== 'authorization_pending' && error !== 'slow_down'
}
