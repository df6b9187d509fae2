import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withConnection } from '@/db/connect'
import { requirePrograms } from '@/scripts/debian-packages'
import { type DrillBook, makeBook, openBook, setEnvironment } from '@/scripts/drill/book'
import type { Report } from '@/scripts/drill/report'
import { practiseRestore, type Restored } from '@/scripts/drill/restore'
import { type DrillServer, openDrillServer } from '@/scripts/drill/server'

// `npm run drill` in its shortest form: an encrypted backup, a lost disk, and a restore to a moment before (docs/runbook.md,
// "Backups"). What a restored bank then allows is tested in full, and without a backup's tools, in restore.test.ts.

const TRANSFERS = 20
const LOST = 2
const QUIET: Report = { step: (_, work) => work(), took: () => {}, say: () => {} }
const PROGRAMS = { pgbackrest: 'pgbackrest', setpriv: 'util-linux' }

const binaries = postgresFolder()
const why = binaries ? 'by pgBackRest' : '(skipped: apt-get install pgbackrest postgresql-15)'

function postgresFolder(): string | null {
  try {
    return requirePrograms(PROGRAMS)
  } catch {
    return null
  }
}

describe.skipIf(!binaries)(`a lost database is put back to a moment, ${why}:`, () => {
  let server: DrillServer
  let book: DrillBook
  let found: Restored
  beforeAll(async () => {
    server = await openDrillServer(binaries ?? '')
    setEnvironment(server.url)
    await makeBook(server.url)
    book = await openBook()
    found = await practiseRestore(server, book, TRANSFERS, QUIET)
  }, 120_000)
  afterAll(async () => {
    await book?.close()
    await server?.close()
  })

  test('what was committed before the moment is there, and what came after it is not', async () => {
    const { kept, before, after } = found.transfers
    expect(kept.length).toBeGreaterThanOrEqual(TRANSFERS)
    expect(before).toHaveLength(kept.length + LOST + 2)
    expect(after).toEqual(kept)
    const timeline = await withConnection(
      server.url,
      (sql) => sql`SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)::int AS number`,
    )
    expect(timeline[0]?.number).toBe(2)
  })

  test('nothing in the repository can be read without its passphrase', () => {
    expect(found.readable).toEqual([])
  })

  test('the bank did not open on it before it was settled', () => {
    expect(found.openedUnsettled).toBe(false)
  })

  test('an approval that was used moves nothing again, whether it waits anew or has vanished', async () => {
    const { waiting, vanished } = found.used
    expect([await book.stateOf(waiting), await book.stateOf(vanished)]).toEqual(['failed (restored)', null])
    // Not by the freeze alone, which the customer's next sign-in ends.
    await book.thaw()
    for (const approval of [waiting, vanished]) expect(await book.refusalOf(approval)).toBe('agent_transfers_frozen')
    expect(await book.transfers()).toEqual(found.transfers.kept)
  })

  test('the bank posts again', async () => {
    await book.post(1)
    expect(await book.transfers()).toHaveLength(found.transfers.kept.length + 1)
  })
})
