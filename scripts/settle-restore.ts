import { withConnection } from '@/db/connect'
import { endWhatWasOpen } from '@/tenant/store/after-restore'

/** How the driver names a connection itself. */
const UNNAMED = 'postgres.js'

/** What a restore has ended, by number of rows. */
export interface Settled {
  approvals: number
  mandates: number
  /** Those whose agents are frozen now. */
  customers: number
  sessions: number
  schedules: number
}

/**
 * Settles a book that was restored from a backup, in one transaction, for its owner: what may have been used, ended or
 * taken back after the restored moment is ended (docs/decisions/058). Bank and tenant must not be open.
 * @throws Error in one line if one of them is
 */
export async function settleRestore(ownerUrl: string): Promise<Settled> {
  return withConnection(ownerUrl, (sql) =>
    sql.begin(async (tx) => {
      // A bank that is open would go on beside this with what it has read before. An address may give it another name.
      const open = await tx`
        SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND application_name IN ('baink', 'baink-tenant', nullif(current_setting('application_name'), ${UNNAMED}))`
      if (open.length > 0) throw new Error('The bank is open on this database: stop it first.')
      await endWhatWasOpen(tx)
      const [settled] = await tx<[Settled]>`
        SELECT approvals::int, mandates::int, customers::int, sessions::int, schedules::int FROM settle_restore()`
      return settled
    }),
  )
}
