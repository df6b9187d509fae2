import { type AgentJob, runAgentJob } from './agent-jobs'
import { type Answer, wrongAmong } from './answers'
import { asOwner } from './as-owner'
import { startBalanceReaders } from './balance-readers'
import { type ChatJob, runChatJob } from './chat-jobs'
import { type Done, violationsAfter } from './checks'
import type { Cluster } from './cluster'
import { type CommandJob, runCommandJob, signInCommandLine } from './command-jobs'
import type { EventLog } from './event-log'
import { FAULTS, GENTLE, NOBODY_THERE } from './faults'
import { HA_FAULTS } from './ha-faults'
import { untoldChats, wrongHistories } from './histories'
import { type MandateJob, mandatesWithoutReceipts, runMandateJob } from './mandate-jobs'
import { McpAccess } from './mcp-access'
import { type McpJob, runMcpJob } from './mcp-jobs'
import { type Customer, openCustomer, pause, type SentOrder, sendOrder } from './orders'
import { readPage } from './page-reader'
import type { Random } from './random'
import type { Join } from './rejoin'
import { Thumb } from './thumb'

const WELL_AGAIN_MS_MAX = 30_000
const QUIET_AFTER_EXPIRY_MS = 60_000
const TOLD_MS_MAX = 45_000
const LOOK_MS = 250

export interface RoundPlan {
  name: string
  /** Names of faults, one after the other; none for a calm round. */
  faults: string[]
  expirySeconds: number
  /** How long customers go on at least. */
  workMs: number
}

export interface RoundResult {
  violations: string[]
  orders: number
  chats: number
  mcp: { jobs: number; repeated: number; lost: number }
  commands: number
  mandates: number
  reads: number
  joins: Join[]
  faults: string[]
  /** The longest time between two transfers that the portal acknowledged. */
  gapMs: number
}

/** Both customers with their browsers and phones, who stay over all rounds. */
export interface People {
  customers: Customer[]
  thumbs: Thumb[]
  /** The agent from outside that each of them has let in. */
  accesses: McpAccess[]
  /** Where each customer's command line keeps its token. */
  states: string[]
  jobs: number
  /** Orders of shares, which are counted apart: their limits are a scarce thing. */
  shares: number
  /** Only a replica that does not know the time may end a session of these people, who never rest. */
  clockWasOff: boolean
}

export async function openPeople(cluster: Cluster, random: Random, log: EventLog): Promise<People> {
  const emails = ['alice@example.com', 'bob@example.com']
  const customers = await Promise.all(emails.map((email) => openCustomer(cluster, email, log)))
  const thumbs = await Promise.all(emails.map((email) => Thumb.open(cluster, email, random.fork(), log)))
  const accesses = await Promise.all(emails.map((email) => McpAccess.open(cluster, email)))
  const states = await Promise.all(emails.map((email) => signInCommandLine(cluster, email)))
  return { customers, thumbs, accesses, states, jobs: 0, shares: 0, clockWasOff: false }
}

/** Lets customers work while things break, waits until all is quiet, and says what is not as it must be. */
export async function runRound(
  cluster: Cluster,
  people: People,
  plan: RoundPlan,
  random: Random,
  log: EventLog,
): Promise<RoundResult> {
  log.note('round', { ...plan })
  const readers = await startBalanceReaders(cluster.ownerUrl, 2)
  const work = new Work(cluster, people, plan, random, log)
  const phones = {
    hold: () => {
      for (const thumb of people.thumbs) thumb.hold()
    },
    release: () => {
      for (const thumb of people.thumbs) thumb.release()
    },
  }
  const begun = performance.now()
  const faults: string[] = []
  for (const name of plan.faults) {
    await pause(random.between(500, 2_500))
    log.note('fault', { name })
    const what = await (FAULTS[name] ?? HA_FAULTS[name])?.(cluster, random, phones)
    faults.push(`${name} ${what ?? ''}`.trim())
    log.note('fault over', { name, what })
  }
  const faultsOver = performance.now()
  const violations = await untilWell(cluster)
  log.note('well again', { afterMs: Math.round(performance.now() - faultsOver) })
  await pause(Math.max(1_000, plan.workMs - (performance.now() - begun)))
  const done = await work.finish()
  await readers.stop()
  violations.push(...readers.wrong.map((wrong) => `balances: ${wrong}`))
  violations.push(...(await untilQuiet(cluster, plan.expirySeconds)))
  const calm = plan.faults.every((name) => GENTLE.has(name))
  const mayExpire = plan.faults.some((name) => NOBODY_THERE.has(name))
  const answerTo = (memo: string) => people.thumbs.map((thumb) => thumb.answerTo(memo)).find(Boolean) ?? null
  violations.push(...(await violationsAfter(cluster, { ...done, calm, mayExpire, answerTo })))
  violations.push(
    ...wrongAmong([
      ...done.pages.flat(),
      ...[...done.chats, ...done.agents, ...done.mcp].flatMap((job) => job.answers),
    ]),
  )
  violations.push(...(await mandatesWithoutReceipts(cluster, people.customers, done.mandates)))
  const untold = await untilTold(cluster, done.chats)
  violations.push(...(untold.length > 0 ? untold : await wrongHistories(cluster, done.chats)))
  violations.push(...endedSessions(people, plan))
  for (const violation of violations) log.note('VIOLATION', { violation })
  const counts = {
    orders: done.orders.length,
    chats: done.chats.length,
    mcp: countedOf(done.mcp),
    commands: done.commands.length,
    mandates: done.mandates.length,
    reads: readers.reads,
  }
  return {
    violations,
    ...counts,
    joins: done.chats.flatMap(({ joins }) => joins),
    faults,
    gapMs: longestGap(done.orders),
  }
}

/** The longest time between two acknowledged transfers. */
function longestGap(orders: SentOrder[]): number {
  const acknowledged = orders
    .filter((order) => order.acknowledged)
    .map(({ attempts }) => attempts.at(-1)?.endedAt ?? 0)
    .sort((a, b) => a - b)
  return Math.max(0, ...acknowledged.slice(1).map((at, n) => at - (acknowledged[n] ?? at)))
}

function countedOf(jobs: McpJob[]): RoundResult['mcp'] {
  const lost = jobs.reduce((sum, job) => sum + job.lost, 0)
  return { jobs: jobs.length, repeated: jobs.filter((job) => job.sent > 1).length, lost }
}

function endedSessions(people: People, { faults }: RoundPlan): string[] {
  people.clockWasOff ||= faults.some((name) => name.startsWith('app clock'))
  const ended = people.customers.filter((customer) => customer.signedInAgain() > 0)
  return people.clockWasOff ? [] : ended.map(({ email }) => `sessions: ${email} had to sign in again`)
}

type WorkDone = Pick<Done, 'orders' | 'chats' | 'agents' | 'mcp' | 'commands' | 'mandates'> & { pages: Answer[][] }

/** The customers' work of one round: portal, chats and agents, until told to finish. */
class Work {
  readonly #done: WorkDone = { orders: [], chats: [], agents: [], mcp: [], commands: [], mandates: [], pages: [] }
  readonly #loops: Promise<void>[]
  #over = false

  constructor(cluster: Cluster, people: People, { expirySeconds }: RoundPlan, random: Random, log: EventLog) {
    const { orders, chats, agents, mcp, commands, mandates, pages } = this.#done
    this.#loops = people.customers.flatMap((customer, n) => {
      const thumb = people.thumbs[n] as Thumb
      const access = people.accesses[n] as McpAccess
      const state = people.states[n] as string
      const job = () => ({ cluster, customer, access, state, thumb, memo: `wl${++people.jobs}` })
      return [
        this.#repeat<SentOrder>(orders, random.fork(), 120, (own) => sendOrder(customer, own, log)),
        this.#repeat<SentOrder>(orders, random.fork(), 120, (own) => sendOrder(customer, own, log)),
        this.#repeat<ChatJob>(chats, random.fork(), 300, (own) => runChatJob(job(), own, log, expirySeconds)),
        this.#repeat<ChatJob>(chats, random.fork(), 300, (own) => runChatJob(job(), own, log, expirySeconds)),
        this.#repeat<AgentJob>(agents, random.fork(), 1_000, (own) => runAgentJob(job(), own, log, expirySeconds)),
        this.#repeat<McpJob>(mcp, random.fork(), 600, (own) => runMcpJob(job(), own, log, expirySeconds)),
        this.#repeat<McpJob>(mcp, random.fork(), 600, (own) =>
          runMcpJob({ ...job(), asks: 'purchase' }, own, log, expirySeconds),
        ),
        this.#repeat<McpJob>(mcp, random.fork(), 600, (own) =>
          runMcpJob({ ...job(), memo: `sh${++people.shares}`, asks: 'shares' }, own, log, expirySeconds),
        ),
        this.#repeat<CommandJob>(commands, random.fork(), 3_000, (own) => runCommandJob(job(), own, log)),
        this.#repeat<MandateJob>(mandates, random.fork(), 3_000, (own) =>
          runMandateJob(job(), own, log, expirySeconds),
        ),
        this.#repeat<Answer[]>(pages, random.fork(), 400, (own) => readPage(customer, own)),
      ]
    })
  }

  async finish(): Promise<WorkDone> {
    this.#over = true
    await Promise.all(this.#loops)
    return this.#done
  }

  async #repeat<T>(into: T[], own: Random, restMs: number, work: (own: Random) => Promise<T>): Promise<void> {
    while (!this.#over) {
      into.push(await work(own))
      await pause(own.between(0, 2 * restMs))
    }
  }
}

/** Every replica says that all is well within 30 s of the last fault's end, without anybody's help. */
async function untilWell({ replicas, unwellMs }: Cluster): Promise<string[]> {
  const ended = performance.now()
  const isWell = () => replicas.every((part) => part.isRunning && unwellMs(part) < performance.now() - ended)
  while (!isWell()) {
    if (performance.now() - ended > WELL_AGAIN_MS_MAX) {
      const ill = replicas.filter((part) => unwellMs(part) > performance.now() - ended).map((part) => part.name)
      return [`health: ${ill} was not well 30 s after the faults' end`]
    }
    await pause(LOOK_MS)
  }
  return []
}

/** Waits until no approval is open: at most until the last one's expiry and a minute. */
async function untilQuiet({ ownerUrl }: Cluster, expirySeconds: number): Promise<string[]> {
  const deadline = performance.now() + expirySeconds * 1000 + QUIET_AFTER_EXPIRY_MS
  for (;;) {
    const open = await asOwner(
      ownerUrl,
      (sql) => sql`SELECT id, status FROM approvals WHERE status IN ('requested', 'pending', 'approved')`,
    )
    if (open.length === 0) return []
    if (performance.now() > deadline) return [`quiet: ${open.length} approvals stay open`]
    await pause(LOOK_MS)
  }
}

/** Every chat's history says in the end how its approval ended, though its page was closed or its process died. */
async function untilTold(cluster: Cluster, chats: ChatJob[]): Promise<string[]> {
  const deadline = performance.now() + TOLD_MS_MAX
  for (;;) {
    const untold = await untoldChats(cluster.ownerUrl, chats)
    if (untold.length === 0) return []
    if (performance.now() > deadline) return untold.map((chat) => `history: ${chat}`)
    await pause(4 * LOOK_MS)
  }
}
