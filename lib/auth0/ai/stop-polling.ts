import { AsyncLocalStorage } from 'node:async_hooks'

/** Thrown into the SDK's poll in place of an answer; like every network error it leaves the approval open. */
class PollingStopped extends Error {
  override name = 'PollingStopped'
}

// Instrumentation and routes are bundled apart; both must find the same one.
const shared = globalThis as { bainkPolls?: AsyncLocalStorage<AbortSignal> }

function polls(): AsyncLocalStorage<AbortSignal> {
  shared.bainkPolls ??= new AsyncLocalStorage()
  return shared.bainkPolls
}

/**
 * Runs `work`, and lets no poll that the SDK makes inside it begin once `signal` is aborted. The SDK polls until its
 * end and takes no signal; without this, two processes would poll for an approval that was taken over, and one of
 * them might collect the token that it must not use. A poll under way is awaited: its token would be lost.
 */
export function pollUntil<T>(signal: AbortSignal, work: () => T): T {
  return polls().run(signal, work)
}

/** Prepares this process for `pollUntil`, once, before any client of the tenant at `host` is built. */
export function guardPollsOf(host: string): void {
  const tokenEndpoints = [`https://${host}/oauth/token`, `http://${host}/oauth/token`]
  const original = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (polls().getStore()?.aborted && tokenEndpoints.includes(url)) return Promise.reject(new PollingStopped())
    return original(input, init)
  }
}
