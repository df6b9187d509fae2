import { setTimeout as sleep } from 'node:timers/promises'
import { stopped } from '@/lib/shutdown'
import { DatabaseUnavailable } from './client'

const PATIENCE_MS = 30_000
const PAUSE_MS = 500

/**
 * Does work that must not be lost, and again while the database is away, for half a minute.
 * @param work may have been done although its answer was lost: it is told that it comes again, and must bear that.
 * @throws DatabaseUnavailable if the database stays away, or this process has to stop meanwhile.
 */
export async function onceBack<T>(work: (again: boolean) => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS
  for (let again = false; ; again = true) {
    try {
      return await work(again)
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || stopped().aborted || performance.now() > deadline) throw error
      await sleep(PAUSE_MS)
    }
  }
}
