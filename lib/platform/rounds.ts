import { DatabaseUnavailable } from './database/client'
import { log } from './log'
import { pause, stopping } from './shutdown'

const ROUND_MS = 1_000

/**
 * Runs a round of work every second, in every replica, until the process is told to stop. A round shares its work out with
 * the other replicas' by what it locks in the database; one that fails is logged, and the next one begins anew.
 * @param what for the log: what was not done
 */
export function startRounds(what: string, round: () => Promise<void>): void {
  const turn = async () => {
    while (!stopping().aborted) {
      await round().catch((error: unknown) => {
        // Other code reports that the database is away.
        if (!(error instanceof DatabaseUnavailable)) log.error({ err: error }, what)
      })
      await pause(ROUND_MS)
    }
  }
  void turn()
}
