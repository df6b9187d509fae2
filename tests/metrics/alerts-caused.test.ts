import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startResuming } from '@/lib/auth0/ai/resume'
import { serveMetrics } from '@/lib/metrics/serve'
import { beginShutdown } from '@/lib/platform/shutdown'
import type { MetricsServer } from '@/lib/platform/telemetry/scrape-server'
import { startWatching } from '@/lib/soundness/watch'
import { openFor } from '../support/bank/approvals'
import { approvedToken, type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { askThenDie } from '../support/died'
import { accountOf, orderFor, post } from '../support/ledger/ledger'
import { HAS_PROMETHEUS, type Prometheus, startPrometheus } from './prometheus'

// Real faults of a real bank, as its metrics show them. Where Debian's package `prometheus` is installed, a Prometheus reads them
// every second by the rules themselves, without their patience (`for`), and must say so.

const SEEN = { timeout: 40_000, interval: 250 }

let live: LiveBank
let metrics: MetricsServer
let prometheus: Prometheus | undefined
beforeAll(async () => {
  live = await openLiveBank()
  metrics = await serveMetrics({ host: '127.0.0.1', port: 0 })
  await post(live.bank.alice, wish())
  if (HAS_PROMETHEUS) prometheus = await startPrometheus(metrics.port)
})
afterAll(async () => {
  beginShutdown()
  await prometheus?.stop()
  await metrics.close()
  await live.close()
})

function wish() {
  const { alice } = live.bank
  return orderFor(accountOf(alice, 'Checking'), accountOf(alice, 'Savings'), '1.00', { memo: randomUUID() })
}

/** The value of one series as it is served; 0 where it is not. */
async function value(series: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text()
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return Number(line?.slice(series.length + 1) ?? 0)
}

/** The alerts that Prometheus has raised now. */
const raised = async () => (await prometheus?.raised()) ?? []

/** Around the triggers, as an owner may. */
const unguarded = (text: string) =>
  live.bank.sql.begin(async (tx) => {
    await tx`SET LOCAL session_replication_role = replica`
    await tx.unsafe(text)
  })

/** Sets whether the database takes writes of the app, and ends the app's connections, which would not hear of it. */
async function readOnly(is: boolean): Promise<void> {
  const database = new URL(live.bank.ownerUrl).pathname.slice(1)
  const app = new URL(process.env.DATABASE_URL ?? '').username
  await live.bank.sql.unsafe(`ALTER ROLE ${app} IN DATABASE ${database} SET default_transaction_read_only = ${is}`)
  await live.bank.sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${app}`
}

/** Sends an order several times, with a token that is good for a hundredth of it. */
async function sendMoreThanApproved(): Promise<void> {
  const [from, to] = [accountOf(live.bank.alice, 'Checking'), accountOf(live.bank.alice, 'Savings')]
  const key = randomUUID()
  const order = { fromAccountId: from.id, toAccountId: to.id, amount: '2.00', currency: 'USD', memo: key }
  const headers = {
    'Content-Type': 'application/json',
    'Idempotency-Key': key,
    Authorization: `Bearer ${await approvedToken(live, order, key)}`,
  }
  const body = JSON.stringify({ ...order, amount: '200.00' })
  for (let time = 0; time < 4; time++)
    await fetch(`${live.app.origin}/api/agent/transfers`, { method: 'POST', headers, body })
}

async function askAndForget(): Promise<void> {
  const { id } = await openFor(live.bank.alice, wish())
  await live.bank.sql`UPDATE approvals SET lease_until = now() - interval '1 minute' WHERE id = ${id}`
}

/** The tenant is away while an approval waits for it. */
async function loseTenant(): Promise<void> {
  await askThenDie(live, await openFor(live.bank.alice, wish()))
  startResuming()
  live.tenantLink.become({ kind: 'refuse' })
  live.tenantLink.reset()
}

interface Fault {
  alerts: string[]
  /** The series that the alerts read, with their values once the fault is there. */
  shown: Record<string, (value: number) => boolean>
  make(): Promise<unknown>
  mend?(): Promise<unknown>
}

const no = (value: number) => value === 0
const newest = 'sequence = (SELECT max(sequence) FROM entries)'

const FAULTS: Fault[] = [
  {
    alerts: ['BookUnsound'],
    shown: { 'baink_sound{area="transfers"}': no, 'baink_sound{area="balances"}': no },
    make: () => unguarded(`UPDATE entries SET amount_minor = amount_minor + 1 WHERE ${newest}`).then(startWatching),
    mend: () => unguarded(`UPDATE entries SET amount_minor = amount_minor - 1 WHERE ${newest}`).then(startWatching),
  },
  {
    alerts: ['GuardsChanged'],
    shown: { 'baink_sound{area="schema"}': no },
    make: async () => {
      await live.bank.sql`ALTER TABLE entries DISABLE TRIGGER entries_append_only`
      startWatching()
    },
    mend: async () => {
      await live.bank.sql`ALTER TABLE entries ENABLE TRIGGER entries_append_only`
      startWatching()
    },
  },
  {
    alerts: ['ClockWrong'],
    shown: {
      'baink_clock_offset_seconds{from="database"}': (value) => value < -19 && value > -21,
      'baink_clock_offset_seconds{from="tenant"}': (value) => value < -19 && value > -21,
    },
    make: async () => {
      const now = Date.now
      vi.spyOn(Date, 'now').mockImplementation(() => now() - 20_000)
    },
    mend: async () => vi.restoreAllMocks(),
  },
  {
    alerts: ['LeasesLapsed'],
    shown: { baink_leases_lapsed: (value) => value === 1 },
    make: askAndForget,
    mend: () => live.bank.sql`UPDATE approvals SET lease_until = now() + interval '1 hour'`,
  },
  {
    alerts: ['OrdersNotAsApproved'],
    shown: { 'baink_refusals_total{code="approval_mismatch"}': (value) => value === 4 },
    make: sendMoreThanApproved,
  },
  {
    alerts: ['DatabaseAway', 'PostingsFail'],
    shown: {
      'baink_part_up{part="database"}': no,
      'baink_postings_total{authority="session",outcome="unavailable"}': (value) => value >= 5,
    },
    make: async () => {
      await readOnly(true)
      for (let time = 0; time < 5; time++) await post(live.bank.alice, wish()).catch(() => {})
    },
    mend: () => readOnly(false),
  },
  {
    alerts: ['TenantAway', 'PollsUnanswered'],
    shown: {
      'baink_part_up{part="tenant"}': no,
      'baink_tenant_polls_total{answer="no_answer"}': (value) => value > 0,
    },
    make: loseTenant,
    mend: async () => live.tenantLink.clear(),
  },
]

const withPrometheus = HAS_PROMETHEUS ? 'and Prometheus raises it' : '(no Prometheus here: apt-get install prometheus)'

/** Which of the fault's series show it now. */
async function showing({ shown }: Fault): Promise<string[]> {
  const values = await Promise.all(Object.keys(shown).map(async (series) => [series, await value(series)] as const))
  return values.filter(([series, is]) => shown[series]?.(is)).map(([series]) => series)
}

/** Which of these alerts Prometheus has raised; without one, `otherwise`. */
async function raisedOf(alerts: string[], otherwise: string[]): Promise<string[]> {
  if (!HAS_PROMETHEUS) return otherwise
  const all = await raised()
  return alerts.filter((alert) => all.includes(alert))
}

describe('a fault is seen,', () => {
  test.each(FAULTS.map((fault): [string, Fault] => [fault.alerts.join(' and '), fault]))(
    `%s: its series change, ${withPrometheus}`,
    async (_, fault) => {
      const { alerts, shown, make, mend } = fault
      expect([await showing(fault), await raisedOf(alerts, [])]).toEqual([[], []])
      await make()
      await expect.poll(() => showing(fault), SEEN).toEqual(Object.keys(shown))
      await expect.poll(() => raisedOf(alerts, alerts), SEEN).toEqual(alerts)
      await mend?.()
      // What was counted stays counted.
      const counted = Object.keys(shown).filter((series) => series.includes('_total'))
      if (mend) await expect.poll(() => showing(fault), SEEN).toEqual(counted)
    },
  )

  test.skipIf(!HAS_PROMETHEUS)('AppAway: the app is not there, and Prometheus raises it', async () => {
    expect(await raised()).not.toContain('AppAway')
    await metrics.close()
    await expect.poll(raised, SEEN).toContain('AppAway')
  })
})
