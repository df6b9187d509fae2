import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import { z } from 'zod'
import { withConnection } from '@/db/connect'
import { writeWhole } from './secrets'

// The data folder's memory of the book, outside the database: a book that lacks an event which was seen here has gone back.

const LOOK_MS = 5_000

const stored = z.object({
  epoch: z.uuid(),
  /** The newest link of the audit log (SHA-256, hex); null while the log was empty. */
  link: z.string().nullable(),
  /** That link's event, by which it is found; null while the log was empty, absent from a mark of an earlier version. */
  event: z.string().nullish(),
  /** When that was read, by the database's clock, in milliseconds since 1970. */
  at: z.number(),
})

type Mark = z.output<typeof stored>

/** Thrown for a book that has gone back to before what was seen of it. The message is for the operator. */
export class BookWentBack extends Error {
  override name = 'BookWentBack'
  constructor() {
    super(
      'This database lacks what this data folder has seen in it: it was restored from a backup, or lost commits. The bank ' +
        'stays closed, because what was used or revoked since might count again. `npm run db:restored` settles that; see ' +
        'docs/runbook.md, "After a restore".',
    )
  }
}

/** Thrown for a mark that nobody can read. The message is for the operator. */
export class MarkUnreadable extends Error {
  override name = 'MarkUnreadable'
  constructor(file: string) {
    super(
      `${file} cannot be read, and with it what this data folder has seen of the book. If the database was not restored from a ` +
        'backup since then, remove the file; else see docs/runbook.md, "After a restore".',
    )
  }
}

/**
 * Compares the book with what the data folder has seen of it, and notes where it stands now. A failover changes nothing
 * of this, as long as it loses no commit. A restore that was settled since then is believed.
 * @throws BookWentBack
 * @throws MarkUnreadable
 */
export async function requireSameBook(dataDir: string, ownerUrl: string): Promise<void> {
  await withConnection(ownerUrl, async (sql) => {
    const { book, began, ...mark } = await readBook(sql)
    const file = markFile(dataDir, book)
    const seen = existsSync(file) ? readMark(file) : null
    const wasSettled = seen && seen.epoch !== mark.epoch && began > seen.at
    if (seen && !wasSettled && !(seen.epoch === mark.epoch && (await hasLink(sql, seen)))) throw new BookWentBack()
    write(file, mark)
  })
}

function readMark(file: string): Mark {
  try {
    return stored.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new MarkUnreadable(file)
  }
}

/** Notes where the book stands now, whatever was seen before: for a restore that was just settled. */
export async function noteBook(dataDir: string, ownerUrl: string): Promise<void> {
  await withConnection(ownerUrl, async (sql) => {
    const { book, began: _, ...mark } = await readBook(sql)
    write(markFile(dataDir, book), mark)
  })
}

async function readBook(sql: postgres.Sql): Promise<Mark & { book: string; began: number }> {
  const [now] = await sql<[Mark & { book: string; began: number }]>`
    SELECT (SELECT id FROM book_epochs ORDER BY number LIMIT 1) AS book, e.id AS epoch,
      (extract(epoch FROM e.began_at) * 1000)::float8 AS began, (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at,
      last.hash AS link, last.event
    FROM book_epochs e LEFT JOIN (
      SELECT hash, event_sequence::text AS event FROM audit_chain ORDER BY event_sequence DESC LIMIT 1) last ON true
    ORDER BY e.number DESC LIMIT 1`
  return now
}

async function hasLink(sql: postgres.Sql, { link, event }: Mark): Promise<boolean> {
  if (link === null) return true
  const there = event == null ? sql`hash = ${link}` : sql`event_sequence = ${event}::bigint AND hash = ${link}`
  return (await sql`SELECT FROM audit_chain WHERE ${there}`).length > 0
}

/** Each book has a file of its own, because one data folder may serve several databases. */
const markFile = (dataDir: string, book: string) => join(dataDir, 'book-marks', `${book}.json`)

function write(file: string, mark: Mark): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeWhole(file, JSON.stringify(mark))
}

/**
 * Looks again every five seconds, for a book that goes back while the bank is open.
 * @returns a part of the bank, which ends by itself when that has happened
 */
export function watchBook(
  dataDir: string,
  ownerUrl: string,
  say: (line: string) => void,
  lookMs = LOOK_MS,
): { exited: Promise<unknown>; stop(): Promise<void> } {
  const stopped = new AbortController()
  const watch = async () => {
    let told = ''
    for (;;) {
      await sleep(lookMs, undefined, { signal: stopped.signal, ref: false })
      try {
        await requireSameBook(dataDir, ownerUrl)
      } catch (error) {
        // A database that is away has not gone back; others say that it is away.
        if (error instanceof BookWentBack) return say(error.message)
        if (error instanceof MarkUnreadable && error.message !== told) {
          told = error.message
          say(told)
        }
      }
    }
  }
  const watching = watch().catch(() => {})
  return {
    exited: watching,
    // A look under way may wait long for a database that is away.
    stop: async () => stopped.abort(),
  }
}
