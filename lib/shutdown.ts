/** How long a transfer that is being made may take to end once the process was told to stop. */
export const FINISH_MS_MAX = 10_000

interface Shutdown {
  told: AbortController
  over: AbortController
  /** How many hold the doors open, and who is called when the last of them lets go. */
  holders: number
  lastLetGo: (() => void) | undefined
}

// Instrumentation and routes are bundled apart; both must find the same one.
const shared = globalThis as { bainkShutdown?: Shutdown }

function shutdown(): Shutdown {
  shared.bainkShutdown ??= {
    told: new AbortController(),
    over: new AbortController(),
    holders: 0,
    lastLetGo: undefined,
  }
  return shared.bainkShutdown
}

/** Aborted once this process has been told to stop: whoever waits for a person should wait no longer here. */
export function stopping(): AbortSignal {
  return shutdown().told.signal
}

/** Aborted once the time to finish after that is over: what still runs then is given up. */
export function stopped(): AbortSignal {
  return shutdown().over.signal
}

/** What `work` brings; null if the process was told to stop and its time to finish is over before that. */
export async function orStopped<T>(work: Promise<T>): Promise<T | null> {
  if (stopped().aborted) {
    work.catch(() => {})
    return null
  }
  let giveUp = () => {}
  const gaveUp = new Promise<null>((resolve) => {
    giveUp = () => resolve(null)
  })
  stopped().addEventListener('abort', giveUp)
  // Taken off again: what waited for a person would stay in memory until the process ends.
  return Promise.race([work, gaveUp]).finally(() => stopped().removeEventListener('abort', giveUp))
}

/**
 * Keeps this process's own address open, also once it was told to stop, until the returned function is called: for
 * whoever has a token in hand, or may have one in a moment, since the transfer is sent over HTTP and may come back here.
 */
export function holdDoorsOpen(): () => void {
  const state = shutdown()
  let held = true
  state.holders++
  return () => {
    if (!held) return
    held = false
    if (--state.holders === 0) state.lastLetGo?.()
  }
}

/** Resolves when nobody holds the doors open any more; after `FINISH_MS_MAX` in any case. */
export async function untilDoorsMayClose(): Promise<void> {
  const state = shutdown()
  if (state.holders === 0) return
  const free = new Promise<void>((resolve) => {
    state.lastLetGo = resolve
  })
  await orStopped(free)
}

/** Tells everybody in this process. */
export function beginShutdown(): void {
  const { told, over } = shutdown()
  told.abort()
  setTimeout(() => over.abort(), FINISH_MS_MAX).unref()
}
