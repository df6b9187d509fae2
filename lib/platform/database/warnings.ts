import type { Notice } from 'postgres'
import { log } from '@/lib/platform/log'

// The app's bundles run in one process and share its connections.
const shared = globalThis as { bainkUnconfirmed?: number }

/**
 * Postgres sends this warning on every new connection after an upgrade of the system. It concerns sorting, not a
 * commit.
 */
const AT_SIGN_IN = 'CheckMyDatabase'

/**
 * Reads what a server says beside its answers. Warnings are logged, and counted as unconfirmed commits: when a server's
 * wait for a standby is broken off, it calls the commit a success and adds a warning that it may be lost.
 */
export function readNotice({ severity, code, routine, message, detail }: Notice): void {
  if (severity !== 'WARNING') return
  log.warn({ code, warning: message, detail }, 'the database warns')
  if (routine !== AT_SIGN_IN) shared.bainkUnconfirmed = unconfirmedCommits() + 1
}

/**
 * The number of such warnings so far. The driver does not tell which query one belongs to, so every query under way is
 * in doubt.
 */
export function unconfirmedCommits(): number {
  return shared.bainkUnconfirmed ?? 0
}
