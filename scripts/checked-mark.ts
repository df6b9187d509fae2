import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type postgres from 'postgres'
import { z } from 'zod'
import { type CheckedTo, whereItStands } from '@/db/checked-to'
import { withConnection } from '@/db/connect'
import { writeWhole } from './secrets'

// How far a book and its audit log have been checked, in the data folder, so that `-- --new` can go on from there.

const digits = z.string().regex(/^\d{1,19}$/)
const stored = z.object({ epoch: z.uuid(), entry: digits, event: digits, at: z.iso.datetime() })

/**
 * Checks what came since the last check that found nothing; the whole, if none is known of this book. A check that finds nothing
 * is noted, unless writes of more than ten seconds kept it from knowing how far it came.
 * @param kind `book` or `audit-log`: each is checked by its own command
 * @param check what checks, and returns the differences
 * @returns since when was checked; undefined for the whole
 */
export async function checkNew(
  { dataDir, url, kind }: { dataDir: string; url: string; kind: 'book' | 'audit-log' },
  check: (since?: CheckedTo) => Promise<string[]>,
): Promise<CheckedTo | undefined> {
  const { stands, book, epoch } = await withConnection(url, async (sql) => ({
    ...(await nameOf(sql)),
    stands: await whereItStands(sql),
  }))
  const file = join(dataDir, 'checked', `${kind}-${book}.json`)
  const since = readMark(file, epoch)
  const differences = await check(since)
  if (differences.length === 0 && stands) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeWhole(file, JSON.stringify({ epoch, ...stands }))
  }
  return since
}

/** The book's lasting name, and its epoch, which a restore changes: what was checked before one says nothing after it. */
async function nameOf(sql: postgres.Sql): Promise<{ book: string; epoch: string }> {
  const [named] = await sql<[{ book: string; epoch: string }]>`
    SELECT (SELECT id FROM book_epochs ORDER BY number LIMIT 1) AS book, (SELECT id FROM book_epochs ORDER BY number DESC LIMIT 1) AS epoch`
  return named
}

/** A mark that nobody can read, or of another epoch, is none: then the whole is checked. */
function readMark(file: string, epoch: string): CheckedTo | undefined {
  try {
    const { epoch: of, ...mark } = stored.parse(JSON.parse(readFileSync(file, 'utf8')))
    return of === epoch ? mark : undefined
  } catch {
    return undefined
  }
}
