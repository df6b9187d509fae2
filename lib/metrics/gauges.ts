import { OPEN_STATUSES } from '@/lib/approvals/approval-states'
import { database, poolUse, withDeadline } from '@/lib/platform/database/client'
import { countAllEars } from '@/lib/platform/events/hear-events'
import { clockOffsets, noteClock } from '@/lib/platform/telemetry/clocks'
import { AREAS, isSound } from '@/lib/soundness/concerns'
import { databaseIsWell, tenantIsWell } from '@/lib/soundness/health'
import type { Series } from './series'

/** A dead process's lease is taken over within a second or two of its end. */
const LAPSED_SECONDS = 10

/** Reads what is not counted but is: asked at each scrape. What the database cannot say now is left out of the answer. */
export async function readGauges(series: Series): Promise<void> {
  series.openStreams.set(countAllEars())
  const { inUse, waiting, connections } = poolUse()
  series.poolConnections.set(connections)
  series.poolInUse.set(inUse)
  series.poolWaiting.set(waiting)
  for (const area of AREAS) series.sound.set({ area }, isSound(area) ? 1 : 0)
  const [isThere, tenantAnswers] = await Promise.all([databaseIsWell(), tenantIsWell()])
  series.up.set({ part: 'database' }, isThere ? 1 : 0)
  series.up.set({ part: 'tenant' }, tenantAnswers ? 1 : 0)
  const { openApprovals, lapsedLeases, standbys, lagBytes, lagSeconds, clockOffset } = series
  for (const gauge of [lapsedLeases, standbys, lagBytes, lagSeconds]) gauge.remove()
  openApprovals.reset()
  if (!isThere) return
  const found = await readDatabase().catch(() => null)
  for (const [from, ms] of clockOffsets()) clockOffset.set({ from }, ms / 1_000)
  if (!found) return
  for (const status of OPEN_STATUSES) openApprovals.set({ status }, found.open[status] ?? 0)
  lapsedLeases.set(found.lapsed)
  standbys.set(found.standbys)
  if (found.bytes !== null) lagBytes.set(found.bytes)
  if (found.seconds !== null) lagSeconds.set(found.seconds)
}

interface Found {
  open: Record<string, number>
  lapsed: number
  standbys: number
  bytes: number | null
  seconds: number | null
  /** The database's clock, in milliseconds since 1970. */
  now: number
}

/** By the index of open approvals: few, however many have ended. */
async function readDatabase(): Promise<Found | undefined> {
  const askedAt = Date.now()
  const [found] = await withDeadline(database().sql<Found[]>`
    WITH open AS (SELECT status, lease_until < now() - make_interval(secs => ${LAPSED_SECONDS}) AS lapsed FROM approvals
      WHERE status IN ('requested', 'pending', 'approved'))
    SELECT (SELECT count(*)::int FROM open WHERE lapsed) AS lapsed,
      (SELECT coalesce(json_object_agg(status, number), '{}') FROM (SELECT status, count(*)::int AS number FROM open GROUP BY status) s) AS open,
      l.standbys, l.bytes, l.seconds, (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now
    FROM replication_lag() l`)
  if (found) noteClock('database', found.now, { askedAt })
  return found
}
