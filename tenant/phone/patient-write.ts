import type { Writable } from 'node:stream'

/** Long enough for a phone that changes cells; a page that stops reading soon costs no more memory. */
const PATIENCE_MS = 10_000

/**
 * Writes to a client that may have stopped reading. Resolves once there is room for more, and cuts the stream where
 * there is none in time. A caller that awaits each write keeps at most one chunk in memory for each client.
 */
export async function patientWrite(stream: Writable, chunk: string, patienceMs = PATIENCE_MS): Promise<void> {
  if (stream.destroyed || stream.write(chunk)) return
  await new Promise<void>((resolve) => {
    const over = () => {
      clearTimeout(timer)
      stream.off('drain', over)
      stream.off('close', over)
      resolve()
    }
    const timer = setTimeout(() => {
      stream.destroy()
      over()
    }, patienceMs)
    stream.once('drain', over)
    stream.once('close', over)
  })
}
