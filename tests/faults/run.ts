import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asOwner } from './as-owner'
import { type Cluster, startCluster } from './cluster'
import { EventLog } from './event-log'
import { FAULTS } from './faults'
import { allMoves, logMoves } from './move-log'
import { PLANTS, type Plant } from './plants'
import { seededRandom } from './random'
import { openPeople, type RoundPlan, type RoundResult, runRound } from './round'

export interface Options {
  seed: number
  /** No round begins after this. */
  minutes: number
  roundsMax?: number
  expirySeconds?: number
  /** Only these faults, in this order, for every round. */
  only?: string[]
  plant?: string
  say(line: string): void
}

export interface Report {
  seed: number
  rounds: number
  faults: number
  kills: number
  transfers: number
  acknowledgedOrders: number
  approvals: Record<string, number>
  reads: number
  violations: string[]
  /** Where to read what happened; only where something was wrong, or should have been. */
  logFile: string | null
}

const EXPIRY_SECONDS = 15
const WORK_MS = 9_000
const FAULTS_IN_ROUND_MAX = 3
/** By SIGKILL, from outside or at a crash point; one that was not passed kills nobody. */
const KILLED = /^(?!.*did not pass).*\bkilled\b/

/** Runs rounds until the time is over: first a calm one, then one after the other with faults chosen by the seed. */
export async function runFaults(options: Options): Promise<Report> {
  const { seed, minutes, roundsMax = Number.POSITIVE_INFINITY, say } = options
  const plant = plantOf(options.plant)
  const random = seededRandom(seed)
  const log = new EventLog()
  const deadline = performance.now() + minutes * 60_000
  if (plant?.tenantEntry) process.env.BAINK_TENANT_ENTRY = plant.tenantEntry
  const expirySeconds = plant?.expirySeconds ?? options.expirySeconds ?? EXPIRY_SECONDS
  const cluster = await startCluster({ expirySeconds })
  const report = emptyReport(seed)
  try {
    await logMoves(cluster.ownerUrl)
    const people = await openPeople(cluster, random.fork(), log)
    await plant?.apply?.(cluster.ownerUrl)
    while (report.rounds < roundsMax && (report.rounds === 0 || performance.now() < deadline)) {
      const plan = planRound(report.rounds, { ...options, expirySeconds }, plant, random)
      const round = runRound(cluster, people, plan, random.fork(), log)
      if (plant?.harm) setTimeout(() => void plant.harm?.(cluster.ownerUrl), 3_000)
      addRound(report, await round, say)
      if (report.violations.length > 0) break
    }
    for (const thumb of people.thumbs) thumb.close()
    Object.assign(report, await count(cluster.ownerUrl))
    for (const move of await allMoves(cluster.ownerUrl)) log.note('move', { ...move })
    if (report.violations.length > 0 || plant) report.logFile = keepLog(seed, log, cluster)
    return report
  } finally {
    await cluster.close()
  }
}

function addRound(report: Report, round: RoundResult, say: Options['say']): void {
  const { violations, faults, orders, chats, reads } = round
  report.rounds++
  report.faults += faults.length
  report.kills += faults.filter((name) => KILLED.test(name)).length
  report.reads += reads
  report.violations.push(...violations)
  say(`round ${report.rounds}: ${faults.join(', ') || 'calm'}; ${orders} orders, ${chats} chats`)
  for (const violation of violations) say(`  VIOLATION ${violation}`)
}

function emptyReport(seed: number): Report {
  const counts = { rounds: 0, faults: 0, kills: 0, transfers: 0, acknowledgedOrders: 0, reads: 0 }
  return { seed, ...counts, approvals: {}, violations: [], logFile: null }
}

function plantOf(name: string | undefined): Plant | null {
  if (name === undefined) return null
  const plant = PLANTS[name]
  if (!plant) throw new Error(`no such plant: ${name}; there are ${Object.keys(PLANTS).join(', ')}`)
  return plant
}

function planRound(
  round: number,
  { only, expirySeconds = EXPIRY_SECONDS }: Options,
  plant: Plant | null,
  random: ReturnType<typeof seededRandom>,
): RoundPlan {
  const name = `round ${round + 1}`
  const chosen = Array.from({ length: random.between(1, FAULTS_IN_ROUND_MAX) }, () => random.pick(Object.keys(FAULTS)))
  const faults = plant ? plant.faults : (only ?? (round === 0 ? [] : chosen))
  return { name, faults, expirySeconds, workMs: WORK_MS }
}

async function count(ownerUrl: string): Promise<Pick<Report, 'transfers' | 'acknowledgedOrders' | 'approvals'>> {
  return asOwner(ownerUrl, async (sql) => {
    const [totals] = await sql`SELECT count(*) FILTER (WHERE authority <> 'opening')::int AS transfers,
      count(*) FILTER (WHERE authority = 'session')::int AS portal FROM transfers`
    const states = await sql`SELECT status || coalesce(' ' || reason, '') AS status, count(*)::int AS count
      FROM approvals GROUP BY 1 ORDER BY 1`
    const approvals = Object.fromEntries(states.map((row) => [String(row.status), Number(row.count)]))
    return { transfers: Number(totals?.transfers), acknowledgedOrders: Number(totals?.portal), approvals }
  })
}

function keepLog(seed: number, log: EventLog, { replicas, tenant }: Cluster): string {
  const file = join(tmpdir(), `baink-faults-seed-${seed}.log`)
  const words = [...replicas, tenant].map((part) => `\n--- ${part.name} ---\n${part.words}`)
  writeFileSync(file, log.text + words.join('\n'))
  return file
}
