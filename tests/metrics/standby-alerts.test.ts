import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveMetrics } from '@/lib/metrics/serve'
import type { MetricsServer } from '@/lib/platform/telemetry/scrape-server'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, orderFor, post } from '../support/ledger/ledger'
import { HAS_PROMETHEUS, type Prometheus, startPrometheus } from './prometheus'
import { openStreaming, postgresFolder } from './streaming'

// A primary with two standbys that stream from it, of Debian's Postgres: the embedded one has no pg_basebackup.

const BINARIES = postgresFolder()
const SEEN = { timeout: 40_000, interval: 250 }
/** The rule waits for ten seconds of lag; what it says of them is tested in operations/alerts.test.yml. */
const LAG_SECONDS = 2
const soon = (rules: string) =>
  rules.replace('max(baink_replication_lag_seconds) > 10', `max(baink_replication_lag_seconds) > ${LAG_SECONDS}`)

const why = BINARIES
  ? HAS_PROMETHEUS
    ? 'and Prometheus raises it'
    : '(no Prometheus here: apt-get install prometheus)'
  : '(skipped: no Postgres of Debian here: apt-get install postgresql-15)'

let servers: Awaited<ReturnType<typeof openStreaming>>
let bank: SeededBank
let metrics: MetricsServer
let prometheus: Prometheus | undefined

describe.skipIf(!BINARIES)(`a real standby, ${why}:`, () => {
  beforeAll(async () => {
    servers = await openStreaming(BINARIES ?? '', 2)
    bank = await openSeededBank(servers.primary.url)
    metrics = await serveMetrics({ host: '127.0.0.1', port: 0 })
    if (HAS_PROMETHEUS) prometheus = await startPrometheus(metrics.port, soon)
  }, 120_000)
  afterAll(async () => {
    await prometheus?.stop()
    await metrics?.close()
    await bank?.close()
    await servers?.close()
  })

  test('while both stream and follow, nothing is raised', async () => {
    await expect.poll(standbys, SEEN).toBe(2)
    await pay()
    if (HAS_PROMETHEUS) await expect.poll(() => prometheus?.ask('max_over_time(baink_standbys[1d])'), SEEN).toBe(2)
    await expectRaised()
    expect(await value('baink_replication_lag_seconds')).toBeLessThan(LAG_SECONDS)
  })

  test('ReplicationLag: a standby gets the log and does not replay it', async () => {
    const [first] = servers.standbys
    await first?.ask('SELECT pg_wal_replay_pause()')
    const lag = async () => {
      await pay()
      return value('baink_replication_lag_seconds')
    }
    await expect.poll(lag, SEEN).toBeGreaterThan(LAG_SECONDS)
    expect(await value('baink_replication_lag_bytes')).toBeGreaterThan(0)
    expect(await standbys()).toBe(2)
    await expectRaised('ReplicationLag')
    await first?.ask('SELECT pg_wal_replay_resume()')
    await expect.poll(lag, SEEN).toBeLessThan(LAG_SECONDS)
    await expectRaised()
  })

  test('StandbyLost: one of two crashes, and comes back', async () => {
    const [first] = servers.standbys
    await first?.crash()
    await expect.poll(standbys, SEEN).toBe(1)
    await expectRaised('StandbyLost')
    await first?.start()
    await expect.poll(standbys, SEEN).toBe(2)
    await expectRaised()
  })

  test('NoStandby: both crash; with one back, one is still lost', async () => {
    for (const one of servers.standbys) await one.crash()
    await expect.poll(standbys, SEEN).toBe(0)
    expect(await value('baink_replication_lag_seconds')).toBeNull()
    await expectRaised('NoStandby')
    await servers.standbys[0]?.start()
    await expect.poll(standbys, SEEN).toBe(1)
    await expectRaised('StandbyLost')
  })
})

const pay = () =>
  post(bank.alice, orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), '0.01'))
const standbys = () => value('baink_standbys')

/** The value of one series as it is served; null where it is not. */
async function value(series: string): Promise<number | null> {
  const text = await (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text()
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return line ? Number(line.slice(series.length + 1)) : null
}

async function raisedOf(...alerts: string[]): Promise<string[]> {
  const all = (await prometheus?.raised()) ?? []
  return alerts.filter((alert) => all.includes(alert))
}

/** Waits until of the alerts about standbys exactly these are raised. Without a Prometheus the series alone are judged. */
async function expectRaised(...alerts: string[]): Promise<void> {
  if (!HAS_PROMETHEUS) return
  await expect.poll(() => raisedOf('NoStandby', 'StandbyLost', 'ReplicationLag'), SEEN).toEqual(alerts)
}
