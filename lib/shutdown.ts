import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long a transfer that is being made may take to end once the process was told to stop. */
export const FINISH_MS_MAX = 10_000

const shared = globalThis as { bainkShutdown?: AbortController }

function controller(): AbortController {
  shared.bainkShutdown ??= new AbortController()
  return shared.bainkShutdown
}

/** Aborted once this process has been told to stop: whoever waits for a person should wait no longer here. */
export function stopping(): AbortSignal {
  return controller().signal
}

let stopped: Promise<void> | undefined

/** Resolves when the process was told to stop and its time to finish is over. One promise for all who wait. */
export function untilStopped(): Promise<void> {
  stopped ??= (async () => {
    if (!stopping().aborted) await once(stopping(), 'abort')
    await sleep(FINISH_MS_MAX, undefined, { ref: false })
  })()
  return stopped
}

/** Tells everybody in this process. */
export function beginShutdown(): void {
  controller().abort()
}
