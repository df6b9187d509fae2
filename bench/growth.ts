import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { whereItStands } from '@/db/checked-to'
import { withConnection } from '@/db/connect'
import { migrateDatabase } from '@/db/migrate'
import { verifyLedger } from '@/db/verify'
import { listApprovals } from '@/lib/approvals/list-approvals'
import { NOTHING_KEPT } from '@/lib/evidence/audit/earlier'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { findTransactions } from '@/lib/ledger/accounts/find-transactions'
import { sumTransactions } from '@/lib/ledger/accounts/sum-transactions'
import { listPayees } from '@/lib/ledger/payees/list-payees'
import { database } from '@/lib/platform/database/client'
import { startEmbeddedPostgres } from '@/tenant/postgres/embedded'
import { race, ratioOf, summary } from './compare'
import { setEnvironment } from './environment'
import { type Book, fillHistory } from './history'
import { postingTurns } from './ledger'
import { theBank } from './posters'
import { processorMicroseconds } from './processor-time'

/** How much larger the large book is. */
const TIMES = 1_000
const CLIENTS = [8, 32]
const ROUNDS = 5
const READS = 300
/**
 * A server of its own for a large book (docs/scale.md, "Settings"): a third of the machine's memory, and a log so long that pages
 * are not written whole again every few seconds.
 */
const OF_A_LARGE_BOOK = {
  shared_buffers: `${Math.round(totalmem() / 3 / 2 ** 20)}MB`,
  max_wal_size: '8GB',
  checkpoint_timeout: '15min',
}

/**
 * Posts in turns on two books of one server, of which the large one has so many transfers and the small one a thousandth, each
 * transfer of another customer; then reads the large book as pages and questions do.
 * @throws Error if the large book is not sound afterwards
 */
export async function benchGrowth(transfers: number, msPerTurn: number, say: (line: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'baink-growth-'))
  const server = await startEmbeddedPostgres(join(folder, 'postgres'), 'bench-only', { settings: OF_A_LARGE_BOOK })
  try {
    const postmaster = Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
    const small = await openBook(server.adminUrl, 'small', Math.max(1_000, Math.round(transfers / TIMES)), say)
    const large = await openBook(server.adminUrl, 'large', transfers, say)
    setEnvironment(large.url, { origin: 'http://localhost:9', client: 'nobody' })
    const before = await sizes(large.url)
    const checked = await withConnection(large.url, whereItStands)
    const posting = []
    for (const clients of CLIENTS) {
      say(`posting, ${clients} clients …`)
      const turns = await postOn(small, large, clients, msPerTurn, () => processorMicroseconds(postmaster))
      posting.push({ clients, ...turns })
      say(`large : small ${turns.ratio?.median} (${turns.ratio?.min} – ${turns.ratio?.max})`)
    }
    say('reading …')
    const reads = await readOn(large)
    await withConnection(large.url, (sql) => sql`VACUUM (ANALYZE)`)
    const after = await sizes(large.url)
    say('verifying …')
    const verifySeconds = {
      book: await secondsOf(() => verifyLedger(large.url)),
      newInBook: await secondsOf(() => verifyLedger(large.url, checked)),
      // The links of the filled book have made-up hashes.
      newInAuditLog: await secondsOf(() => verifyAudit(large.url, NOTHING_KEPT, checked)),
    }
    return { transfers, posting, reads, verifySeconds, tables: { before, after } }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @throws Error if what was checked is not sound */
async function secondsOf(check: () => Promise<{ differences: string[] }>): Promise<number> {
  const begun = performance.now()
  const { differences } = await check()
  if (differences.length > 0) throw new Error(`not sound: ${differences.join('; ')}`)
  return Math.round((performance.now() - begun) / 100) / 10
}

async function openBook(adminUrl: string, name: string, transfers: number, say: (line: string) => void) {
  say(`filling the ${name} book with ${transfers.toLocaleString('en')} transfers …`)
  await withConnection(adminUrl, (sql) => sql.unsafe(`CREATE DATABASE ${name}`))
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href
  await migrateDatabase(url)
  return { url, ...(await fillHistory(url, transfers)) }
}

type OpenBook = Book & { url: string }

async function postOn(
  small: OpenBook,
  large: OpenBook,
  clients: number,
  ms: number,
  microseconds: () => number | null,
) {
  const onSmall = theBank(small.url)
  const onLarge = theBank(large.url)
  const contenders = [
    { name: 'small', run: postingTurns(onSmall, clients, oneAfterTheOther(small), microseconds) },
    { name: 'large', run: postingTurns(onLarge, clients, oneAfterTheOther(large), microseconds) },
  ]
  try {
    const turns = await race(contenders, { rounds: ROUNDS, ms })
    return {
      ratio: ratioOf(turns, 'large', 'small'),
      small: summary(turns.get('small')),
      large: summary(turns.get('large')),
    }
  } finally {
    await Promise.all([onSmall.end(), onLarge.end()])
  }
}

/** Strides through all customers, so that each transfer touches pages which nobody has touched lately. */
function oneAfterTheOther({ customers }: Book) {
  let next = 0
  return () => {
    next = (next + 7_919) % customers.length
    return payerIn(customers[next])
  }
}

function payerIn(customer: Book['heavy'] | undefined) {
  if (!customer) throw new Error('there are no customers')
  const { id, accounts } = customer
  return { customer: id, from: accounts[0], to: accounts[1] }
}

/** Milliseconds of what pages and questions read, for customers with a usual history and for the one with the longest. */
async function readOn({ customers, heavy }: Book) {
  const next = oneAfterTheOther({ customers, heavy })
  const longest = () => payerIn(heavy)
  const page = { before: null, limit: 20 }
  const scope = ({ customer, from }: ReturnType<typeof payerIn>, all = false) => ({
    customerId: customer,
    accountId: all ? null : from,
    timeZone: 'Europe/Berlin',
  })
  const reads = {
    statement: (of) => findTransactions(scope(of), { ...page, filter: {} }),
    search: (of) => findTransactions(scope(of, true), { ...page, filter: { q: 'rent' } }),
    sums: (of) => sumTransactions(scope(of, true), { from: '2026-11-01' }),
    payees: (of) => listPayees(of.customer),
    approvals: (of) => listApprovals(of.customer, { cursor: null, limit: 100, status: [] }),
  } satisfies Record<string, (of: ReturnType<typeof payerIn>) => Promise<unknown>>
  try {
    const measured: Record<string, { p50: number; p95: number; longestP95: number }> = {}
    for (const [name, read] of Object.entries(reads)) {
      const often = await timesOf(() => read(next()), READS)
      const long = await timesOf(() => read(longest()), READS / 10)
      measured[name] = { p50: share(often, 0.5), p95: share(often, 0.95), longestP95: share(long, 0.95) }
    }
    return measured
  } finally {
    await database().sql.end()
  }
}

async function timesOf(work: () => Promise<unknown>, count: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < count; round++) {
    const begun = performance.now()
    await work()
    times.push(performance.now() - begun)
  }
  return times.sort((a, b) => a - b)
}

const share = (sorted: number[], part: number) =>
  Math.round((sorted[Math.floor(sorted.length * part)] ?? Number.NaN) * 10) / 10

/** Rows, and bytes with indexes, of the tables that a transfer grows; rows that are dead and not yet cleared away. */
async function sizes(url: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const rows = await sql<{ name: string; rows: number; bytes: number; dead: number }[]>`
    SELECT relname AS name, n_live_tup::float8 AS rows, pg_total_relation_size(relid)::float8 AS bytes, n_dead_tup::float8 AS dead
    FROM pg_stat_user_tables WHERE relname IN ('transfers', 'entries', 'audit_events', 'audit_chain', 'audit_heads', 'accounts', 'daily_totals')
    ORDER BY bytes DESC`
  await sql.end()
  return Object.fromEntries(rows.map(({ name, ...numbers }) => [name, numbers]))
}
