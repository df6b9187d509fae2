const PARENT_CHECK_MS = 300

/**
 * Calls `stop` at Ctrl-C, SIGTERM, a closed terminal, and when npm is killed, which shows only as a new parent process.
 */
export function onStopRequest(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop()
  }, PARENT_CHECK_MS).unref()
}
