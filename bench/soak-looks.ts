import type { CheckedTo } from '@/db/checked-to'
import { withConnection } from '@/db/connect'
import { verifyLedger } from '@/db/verify'
import { NOTHING_KEPT } from '@/lib/evidence/audit/earlier'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import type { LoadOutcome, Since } from './soak-load'

/** What a process that leaks nothing may still gain, once it is warm, in parts of the first look's value. */
const GROWTH_MAX = 0.25

/** The bank at one moment, and what it did since the look before. */
export interface Look {
  name: string
  transfersPerSecond: number | null
  p50Ms: number | null
  p99Ms: number | null
  chats: number | null
  events: number | null
  residentMb: number
  heapMb: number
  descriptors: number
  /** What keeps Node's loop going: sockets, timers, threads. */
  handles: number
  eventLoopP99Ms: number
  databaseMb: number
  /** Row versions that nobody sees any more and nothing has removed yet. */
  deadRows: number
  transfers: number
  verifyLedgerMs: number
  verifyAuditMs: number
  /** The same for what came since the look before. */
  verifyNewInLedgerMs: number | null
  verifyNewInAuditMs: number | null
}

export interface Judged {
  outcome: Omit<LoadOutcome, 'transferIds'>
  /** What must not happen. */
  faults: string[]
  /** What grew by more than a quarter between the first look under load and the last. */
  growth: string[]
}

/**
 * Looks at the app by its metrics, and at the database as its owner.
 * @param checked where the book stood at the look before
 */
export async function lookAt(
  name: string,
  { metricsPort, ownerUrl }: { metricsPort: number; ownerUrl: string },
  since: Since | null,
  checked: CheckedTo | undefined,
): Promise<Look> {
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  const megabytes = (series: string) => Math.round(valueIn(metrics, series) / 1e6)
  const times = [...(since?.transfers ?? [])].sort((one, other) => one - other)
  const database = await withConnection(ownerUrl, async (sql) => {
    const [row] = await sql<[{ mb: number; dead: number; transfers: number }]>`
      SELECT round(pg_database_size(current_database()) / 1e6)::int AS mb,
        (SELECT coalesce(sum(n_dead_tup), 0)::int FROM pg_stat_user_tables) AS dead,
        (SELECT count(*)::int FROM transfers) AS transfers`
    return row
  })
  return {
    name,
    transfersPerSecond: since && round(times.length / since.seconds),
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    chats: since?.chats ?? null,
    events: since?.events ?? null,
    residentMb: megabytes('process_resident_memory_bytes'),
    heapMb: megabytes('nodejs_heap_size_used_bytes'),
    descriptors: valueIn(metrics, 'process_open_fds'),
    handles: valueIn(metrics, 'nodejs_active_resources_total'),
    eventLoopP99Ms: round(valueIn(metrics, 'nodejs_eventloop_lag_p99_seconds') * 1_000),
    databaseMb: database.mb,
    deadRows: database.dead,
    transfers: database.transfers,
    verifyLedgerMs: await timed(() => verifyLedger(ownerUrl)),
    verifyAuditMs: await timed(() => verifyAudit(ownerUrl)),
    verifyNewInLedgerMs: checked ? await timed(() => verifyLedger(ownerUrl, checked)) : null,
    verifyNewInAuditMs: checked ? await timed(() => verifyAudit(ownerUrl, NOTHING_KEPT, checked)) : null,
  }
}

/** Compares the first look under load with the last, and all that was acknowledged with the book. */
export async function judgeSoak(
  looks: Look[],
  { transferIds, ...outcome }: LoadOutcome,
  ownerUrl: string,
): Promise<Judged> {
  const found = await withConnection(ownerUrl, async (sql) => {
    const rows = await sql<{ id: string }[]>`SELECT id FROM transfers`
    return new Set(rows.map(({ id }) => id))
  })
  const lost = transferIds.filter((id) => !found.has(id))
  const differences = [await verifyLedger(ownerUrl), await verifyAudit(ownerUrl)].flatMap((one) => one.differences)
  return {
    outcome,
    faults: [
      ...outcome.troubles,
      ...lost.map((id) => `transfer ${id} was acknowledged and is not in the book`),
      ...(new Set(transferIds).size === transferIds.length ? [] : ['two keys were answered with one transfer']),
      ...differences,
    ],
    growth: grown(looks),
  }
}

/** Of what a process holds, the members that the last look under load shows more of, by more than a quarter. */
export function grown(looks: Look[]): string[] {
  const underLoad = looks.filter(({ transfersPerSecond }) => transfersPerSecond)
  const [first, last] = [underLoad[0], underLoad.at(-1)]
  if (!first || !last) return []
  return (['residentMb', 'heapMb', 'descriptors', 'handles', 'p99Ms'] as const)
    .filter((member) => (last[member] ?? 0) > (first[member] ?? 0) * (1 + GROWTH_MAX))
    .map((member) => `${member}: ${first[member]} at the beginning, ${last[member]} at the end`)
}

/** The value of a series in Prometheus's text; NaN where it is not there. */
export function valueIn(metrics: string, series: string): number {
  const line = metrics.split('\n').find((one) => one.startsWith(`${series} `))
  return Number(line?.slice(series.length + 1) ?? Number.NaN)
}

function quantile(sorted: number[], part: number): number | null {
  return sorted.length === 0 ? null : round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0)
}

const round = (value: number) => Math.round(value * 10) / 10

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return Math.round(performance.now() - begun)
}
