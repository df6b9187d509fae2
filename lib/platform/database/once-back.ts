import { pause, stopped } from '@/lib/platform/shutdown'
import { DatabaseUnavailable } from './client'

/** A standby replaces a dead host within 20 to 30 seconds, and clients need some more to find it. */
const PATIENCE_MS = 45_000
const PAUSE_MS = 500

/**
 * Does work that must not be lost, again and again for 45 seconds while the database is away.
 * @param work is told whether it is a repetition; an earlier run may have succeeded although its answer was lost
 * @throws DatabaseUnavailable if the database stays away, or this process has to stop
 */
export async function onceBack<T>(work: (again: boolean) => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS
  for (let again = false; ; again = true) {
    try {
      return await work(again)
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || stopped().aborted || performance.now() > deadline) throw error
      await pause(PAUSE_MS, stopped())
    }
  }
}
