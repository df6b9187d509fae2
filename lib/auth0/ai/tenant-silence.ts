const FIRST_PAUSE_MS = 1_000
const PAUSE_MS_MAX = 30_000

// Each of the app's bundles keeps its own state: at worst the tenant gets one more request from each.
let pauseMs = 0
let silentUntil = 0

/** Whether the tenant has just failed to answer, so that asking it again has to wait. */
export function tenantIsSilent(): boolean {
  return performance.now() < silentUntil
}

/**
 * Notes whether the tenant answered. Each silence in a row makes the pause twice as long, up to half a minute, and a
 * little longer by chance, so that replicas do not come back all at once.
 * @returns how many seconds to leave it alone; 0 if it answered.
 */
export function heard(answered: boolean): number {
  if (answered) {
    pauseMs = 0
    silentUntil = 0
  } else if (!tenantIsSilent()) {
    pauseMs = Math.min(Math.max(pauseMs * 2, FIRST_PAUSE_MS), PAUSE_MS_MAX)
    silentUntil = performance.now() + pauseMs * (1 + Math.random() * 0.2)
  }
  return Math.max(0, silentUntil - performance.now()) / 1000
}
