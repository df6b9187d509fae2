import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundlePrograms } from '../support/programs/bundle'
import { asOwner } from './as-owner'
import { type Cluster, startCluster } from './cluster'
import { Deck } from './deck'
import { EventLog } from './event-log'
import { FAULTS } from './faults'
import { HA_FAULTS } from './ha-faults'
import { allMoves, logMoves } from './move-log'
import { pause } from './orders'
import { PLANTS, type Plant } from './plants'
import { type Random, seededRandom } from './random'
import { openPeople, type RoundResult, runRound } from './round'

export interface Options {
  seed: number
  /** No round begins after this. */
  minutes: number
  roundsMax?: number
  expirySeconds?: number
  /** Only these faults, in this order, for every round. */
  only?: string[]
  plant?: string
  /** Runs on the practice cluster (npm run ha), with its faults. */
  ha: boolean
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
  /** Requests over MCP: those that were sent again, and connections that were cut before their answer. */
  mcp: { jobs: number; repeated: number; lost: number }
  /** Orders that the shop was paid for. */
  purchases: number
  /** Orders of shares that were paid. */
  shareOrders: number
  /** Runs of the command line. */
  commands: number
  /** Standing mandates that were asked for, and transfers that were posted on them. */
  mandates: number
  mandateUses: number
  reads: number
  /** For each round, the longest time in milliseconds between two transfers that the portal acknowledged. */
  gapsMs: number[]
  /** Streams of running answers that were joined on the other replica; and of them, after the first one had broken off. */
  joined: number
  joinedAfterBreak: number
  /** What became of the harm that a plant does, where it does any. */
  harm: string | null
  violations: string[]
  /** Where to read what happened; only where something was wrong, or should have been. */
  logFile: string | null
}

const EXPIRY_SECONDS = 15
const WORK_MS = 9_000
const FAULTS_IN_ROUND_MAX = 3
/** By SIGKILL, from outside or at a crash point; one that was not passed kills nobody. */
const KILLED = /^(?!.*did not pass).*\bkilled\b/

/** What a deploy does must do no harm, and that is seen only where nothing else does: so it is always tried first. */
const DEPLOY = ['stopped with the token in hand', 'replica restarted']

/**
 * Runs rounds until the time is over: a calm one, one that is a deploy, and then one after the other with faults chosen
 * by the seed, each before any comes again.
 */
export async function runFaults(options: Options): Promise<Report> {
  const { seed, minutes, roundsMax = Number.POSITIVE_INFINITY, say } = options
  const plant = plantOf(options.plant)
  const random = seededRandom(seed)
  const log = new EventLog()
  const deadline = performance.now() + minutes * 60_000
  if (plant?.tenantEntry) process.env.BAINK_TENANT_ENTRY = plant.tenantEntry
  const expirySeconds = plant?.expirySeconds ?? options.expirySeconds ?? EXPIRY_SECONDS
  const deletePrograms = await bundlePrograms()
  const cluster = await startCluster({ expirySeconds, ha: options.ha })
  const report = emptyReport(seed)
  const choice = choiceOf(options, random)
  try {
    await logMoves(cluster.ownerUrl)
    const people = await openPeople(cluster, random.fork(), log)
    await plant?.apply?.(cluster.ownerUrl)
    const given = plant?.faults ?? options.only
    while (report.rounds < roundsMax && (report.rounds === 0 || performance.now() < deadline)) {
      const faults = given ?? choice(report.rounds)
      const plan = { name: `round ${report.rounds + 1}`, faults, expirySeconds, workMs: WORK_MS }
      const harm = doHarm(plant, cluster.ownerUrl)
      addRound(report, await runRound(cluster, people, plan, random.fork(), log), say)
      noteHarm(report, plant, await harm)
      if (report.violations.length > 0) break
    }
    for (const thumb of people.thumbs) thumb.close()
    Object.assign(report, await count(cluster.ownerUrl))
    if (report.violations.length > 0 || plant) report.logFile = await keepLog(seed, log, cluster)
    return report
  } finally {
    await cluster.close()
    deletePrograms()
  }
}

function addRound(report: Report, round: RoundResult, say: Options['say']): void {
  const { violations, faults, orders, chats, mcp, commands, mandates, reads, joins, gapMs } = round
  report.gapsMs.push(gapMs)
  report.rounds++
  report.faults += faults.length
  report.kills += faults.filter((name) => KILLED.test(name)).length
  report.reads += reads
  report.commands += commands
  report.mandates += mandates
  for (const member of ['jobs', 'repeated', 'lost'] as const) report.mcp[member] += mcp[member]
  report.joined += joins.length
  report.joinedAfterBreak += joins.filter(({ afterBreak }) => afterBreak).length
  report.violations.push(...violations)
  say(
    `round ${report.rounds}: ${faults.join(', ') || 'calm'}; ${orders} orders, ${chats} chats, ${mcp.jobs} over MCP, ${commands} commands, ${mandates} mandates, ${(gapMs / 1_000).toFixed(1)} s at most without a transfer`,
  )
  for (const violation of violations) say(`  VIOLATION ${violation}`)
}

function emptyReport(seed: number): Report {
  const counts = {
    rounds: 0,
    faults: 0,
    kills: 0,
    transfers: 0,
    acknowledgedOrders: 0,
    purchases: 0,
    shareOrders: 0,
    commands: 0,
    mandates: 0,
    mandateUses: 0,
    reads: 0,
    joined: 0,
    joinedAfterBreak: 0,
  }
  return {
    seed,
    ...counts,
    mcp: { jobs: 0, repeated: 0, lost: 0 },
    approvals: {},
    harm: null,
    violations: [],
    gapsMs: [],
    logFile: null,
  }
}

function plantOf(name: string | undefined): Plant | null {
  if (name === undefined) return null
  const plant = PLANTS[name]
  if (!plant) throw new Error(`no such plant: ${name}; there are ${Object.keys(PLANTS).join(', ')}`)
  return plant
}

/** Which faults a round has. A cluster is mended between two of them, so that it never has two at once. */
function choiceOf({ ha }: Options, random: Random): (round: number) => string[] {
  const deck = new Deck(Object.keys(ha ? HA_FAULTS : FAULTS), random.fork())
  return (round) => {
    if (round === 0) return []
    if (round === 1) return DEPLOY
    return Array.from({ length: ha ? 1 : random.between(1, FAULTS_IN_ROUND_MAX) }, () => deck.draw())
  }
}

/** Never throws: that it was refused is what is wanted to know. */
async function doHarm(plant: Plant | null, ownerUrl: string): Promise<string | null> {
  if (!plant?.harm) return null
  await pause(3_000)
  return plant.harm(ownerUrl).then(
    () => 'done',
    (error: unknown) => `refused: ${error instanceof Error ? error.message : error}`,
  )
}

function noteHarm(report: Report, plant: Plant | null, harm: string | null): void {
  report.harm = harm
  if (plant?.refused && harm === 'done') report.violations.push(`nothing refused this: ${plant.what}`)
}

async function count(
  ownerUrl: string,
): Promise<
  Pick<Report, 'transfers' | 'acknowledgedOrders' | 'mandateUses' | 'purchases' | 'shareOrders' | 'approvals'>
> {
  return asOwner(ownerUrl, async (sql) => {
    const [totals] = await sql`SELECT count(*) FILTER (WHERE authority <> 'opening')::int AS transfers,
      count(*) FILTER (WHERE authority = 'session')::int AS portal, (SELECT count(*)::int FROM mandate_uses) AS uses,
        (SELECT count(*)::int FROM shop.orders WHERE status = 'confirmed') AS purchases,
        (SELECT count(*)::int FROM brokerage.orders WHERE status = 'confirmed') AS shares
      FROM transfers`
    const states = await sql`SELECT status || coalesce(' ' || reason, '') AS status, count(*)::int AS count
      FROM approvals GROUP BY 1 ORDER BY 1`
    const approvals = Object.fromEntries(states.map((row) => [String(row.status), Number(row.count)]))
    const { transfers, portal, uses, purchases, shares } = totals ?? {}
    const counts = { transfers: Number(transfers), acknowledgedOrders: Number(portal), mandateUses: Number(uses) }
    return { ...counts, purchases: Number(purchases), shareOrders: Number(shares), approvals }
  })
}

async function keepLog(
  seed: number,
  log: EventLog,
  { replicas, tenant, shop, brokerage, ownerUrl }: Cluster,
): Promise<string> {
  for (const move of await allMoves(ownerUrl)) log.note('move', { ...move })
  const file = join(tmpdir(), `baink-faults-seed-${seed}.log`)
  const words = [...replicas, tenant, shop, brokerage].map((part) => `\n--- ${part.name} ---\n${part.words}`)
  writeFileSync(file, log.text + words.join('\n'))
  return file
}
