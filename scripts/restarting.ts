import { setTimeout as sleep } from 'node:timers/promises'
import type { Supervised } from '@/tenant/postgres/supervise'

const PAUSE_MS = 500
/** A process that ends so soon was never well: starting it again and again would only hide that. */
const WELL_MS_MIN = 5_000

/**
 * Keeps a process running: one that ends by itself is started again, since what it left half done is for its next life
 * to end. One that ends in its first five seconds stays ended.
 */
export function restarting(
  start: () => Supervised,
  { pauseMs, wellMsMin } = { pauseMs: PAUSE_MS, wellMsMin: WELL_MS_MIN },
): Pick<Supervised, 'exited' | 'stop'> {
  let stopping = false
  let current = start()
  const keep = async (): Promise<number | null> => {
    for (;;) {
      const startedAt = performance.now()
      const code = await current.exited
      if (stopping || performance.now() - startedAt < wellMsMin) return code
      await sleep(pauseMs)
      if (stopping) return code
      current = start()
    }
  }
  return {
    exited: keep(),
    async stop() {
      stopping = true
      await current.stop()
    },
  }
}
