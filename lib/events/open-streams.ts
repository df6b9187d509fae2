const shared = globalThis as { bainkStreams?: Set<() => void> }

/**
 * How to close each stream that is open in this process. A server that is told to stop waits for open answers, and
 * these would never end, so the signal closes them.
 */
export function openStreams(): Set<() => void> {
  if (shared.bainkStreams) return shared.bainkStreams
  const streams = new Set<() => void>()
  const closeAll = () => {
    for (const close of streams) close()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, closeAll)
  shared.bainkStreams = streams
  return streams
}
