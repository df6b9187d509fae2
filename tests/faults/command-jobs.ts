import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CommandLine, commandLine } from '../agent/command-line'
import { allowCode } from '../tenant/agents'
import { PLANS, type Plan } from './chat-jobs'
import type { Cluster } from './cluster'
import type { EventLog } from './event-log'
import { type Customer, pause } from './orders'
import type { Random } from './random'
import type { Thumb } from './thumb'

/** The command line gives up by itself some time after the expiry; a run that is longer than this hangs. */
const RUN_MS_MAX = 180_000

/** One run of the command line that asks for a transfer, recognised by its memo. */
export interface CommandJob {
  memo: string
  plan: Plan
  /** The code that it ended with; null where it was killed on purpose. */
  exit: number | null | 'hangs'
  killed: boolean
  /** The approval that it named, if it named one. */
  approvalId: string | null
}

interface Party {
  cluster: Cluster
  customer: Customer
  /** The folder in which the customer's command line keeps its token. */
  state: string
  thumb: Thumb
  memo: string
}

/** Signs a customer's command line in, in a folder of its own. */
export async function signInCommandLine(cluster: Cluster, email: string): Promise<string> {
  const state = mkdtempSync(join(tmpdir(), 'baink-faults-agent-'))
  const login = commandLine(cluster.app, state, ['login'])
  const { signIn } = (await login.line('signIn')) as { signIn: { userCode: string } }
  await allowCode({ issuer: `${cluster.issuer}/` }, signIn.userCode, email, cluster.password)
  if ((await login.exit) !== 0) throw new Error('the command line could not sign in')
  return state
}

/** Runs the command line as a person does who sometimes presses Ctrl-C, and whose machine sometimes dies. */
export async function runCommandJob(
  { cluster, customer, state, thumb, memo }: Party,
  random: Random,
  log: EventLog,
): Promise<CommandJob> {
  const plan = random.pick(PLANS)
  const killed = random.chance(0.2)
  if (plan !== 'ignore' && plan !== 'cancel') thumb.plan(memo, plan === 'deny' ? 'deny' : 'approve')
  log.note('command', { memo, plan, killed })
  // The noes of the jobs before would keep every agent from asking; a bank that is away is none of this job's faults.
  const forgotten = { method: 'POST', signal: AbortSignal.timeout(5_000) }
  await customer.portal.fetch('/api/asking/resume', forgotten).catch(() => {})
  const amount = (random.between(1, 500) / 100).toFixed(2)
  const run = commandLine(cluster.app, state, [`transfer $${amount} from checking to savings for ${memo}`])
  const over = run.exit.then(() => true)
  if (killed) void pause(random.between(0, 4_000)).then(() => run.process.kill('SIGKILL'))
  else if (plan === 'cancel' || plan === 'race') void interrupt(run, over, random)
  const exit = await Promise.race([run.exit, pause(RUN_MS_MAX).then(() => 'hangs' as const)])
  if (exit === 'hangs') run.process.kill('SIGKILL')
  const named = run.lines.find((line) => 'approvalId' in line)?.approvalId
  const job = { memo, plan, killed, exit, approvalId: typeof named === 'string' ? named : null }
  log.note('command over', { ...job, said: run.lines.at(-1) })
  return job
}

/** Presses Ctrl-C once the phone has been asked, or soon where that never happens. */
async function interrupt(run: CommandLine, over: Promise<boolean>, random: Random): Promise<void> {
  const asked = run.line('state', 'pending').then(() => false)
  if (await Promise.race([asked, over, pause(random.between(4_000, 8_000)).then(() => false)])) return
  await pause(random.between(0, 500))
  run.process.kill('SIGINT')
}

/** Which states each exit code allows (contract, "The command-line agent"); null: nothing was asked. */
const ALLOWED: Record<number, (string | null)[]> = {
  0: ['posted'],
  // Refused, or failed; no money has moved.
  1: [null, 'denied', 'expired', 'cancelled', 'failed'],
  3: ['denied'],
  4: ['expired'],
  5: ['cancelled', null],
}
/** Promises nothing: the outcome is unknown. So does a run that was killed on purpose. */
const UNKNOWN = 6

/** What a run said of its approval, held against what is. */
export function checkCommand(job: CommandJob, rows: { id: string; status: string }[]): string[] {
  const { memo, plan, exit, killed, approvalId } = job
  const [row] = rows
  const status = row?.status ?? null
  const isTold = exit === null ? killed : exit === UNKNOWN || ALLOWED[exit as number]?.includes(status)
  const wrong = [
    !isTold && `is ${status ?? 'not there'}`,
    rows.length > 1 && `has ${rows.length} approvals`,
    approvalId && approvalId !== row?.id && `named the approval ${approvalId}, which is not its own`,
    status === 'posted' && plan !== 'approve' && plan !== 'race' && 'was posted without a yes',
  ]
  return wrong.flatMap((what) => (what ? [`command ${memo} (${plan}), which ended with ${exit}, ${what}`] : []))
}
