import { once } from 'node:events'

const shared = globalThis as { bainkShutdown?: AbortController }

function controller(): AbortController {
  shared.bainkShutdown ??= new AbortController()
  return shared.bainkShutdown
}

/** Aborted once this process has been told to stop: whoever waits for a person should wait no longer here. */
export function stopping(): AbortSignal {
  return controller().signal
}

/** Resolves when the process is told to stop. */
export async function untilStopping(): Promise<void> {
  if (!stopping().aborted) await once(stopping(), 'abort')
}

/** Tells everybody in this process. */
export function beginShutdown(): void {
  controller().abort()
}
