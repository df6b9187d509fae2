import { parseArgs } from 'node:util'
import { type CheckedTo, whereItStands } from '@/db/checked-to'
import { withConnection } from '@/db/connect'
import { freePort } from '@/tenant/postgres/free-port'
import { openBenchApp } from './open-app'
import { BUSY, type Since, STEADY, startLoad } from './soak-load'
import { type Judged, judgeSoak, type Look, lookAt } from './soak-looks'

// npm run soak [-- --minutes 20] [-- --transfers N] [-- --json]: a whole bank under load, and what of it grows. With a number of
// transfers the load knows no pause, and is over when they are made or the minutes are, whichever is first.

const MINUTES_DEFAULT = 20
const WARM_UP_MS = 30_000
const LOOK_MS = 1_000

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, transfers: { type: 'string' }, json: { type: 'boolean' } },
})
const minutes = Number(values.minutes ?? MINUTES_DEFAULT)
if (!Number.isFinite(minutes) || minutes < 0.5 || minutes > 10_000) {
  console.error('--minutes: a number from 0.5 to 10000')
  process.exit(1)
}
const transfers = values.transfers === undefined ? null : Number(values.transfers)
if (transfers !== null && !(Number.isInteger(transfers) && transfers > 0 && transfers <= 100_000_000)) {
  console.error('--transfers: a whole number from 1 to 100000000')
  process.exit(1)
}
const say = (line: string) => console.error(line)

try {
  const { looks, judged } = await soak()
  if (values.json) console.log(JSON.stringify({ minutes, looks, ...judged }, null, 2))
  else print(looks, judged)
  process.exit(judged.faults.length > 0 ? 1 : 0)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

/** Looks before the load, near its beginning, in its middle and at its end, and once more when it has been over for a while. */
async function soak(): Promise<{ looks: Look[]; judged: Judged }> {
  const metricsPort = await freePort()
  const app = await openBenchApp(say, {
    METRICS_PORT: String(metricsPort),
    RATE_LIMIT_PER_MINUTE: '1000000',
    DAILY_LIMIT: '99999999.00',
  })
  const stop = () => void app.close()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const load = await startLoad(app, transfers === null ? STEADY : BUSY)
    const looks: Look[] = []
    let checked: CheckedTo | undefined
    const look = async (name: string, since: Since | null = null) => {
      const stands = await withConnection(app.ownerUrl, whereItStands)
      const found = await lookAt(name, { metricsPort, ownerUrl: app.ownerUrl }, since, checked)
      checked = stands
      say(`${name}: ${found.residentMb} MB, ${found.descriptors} descriptors, p99 ${found.p99Ms ?? '–'} ms`)
      looks.push(found)
    }
    const ends = performance.now() + minutes * 60_000
    await pause(WARM_UP_MS)
    load.since()
    const QUARTERS = ['first quarter', 'second quarter', 'third quarter', 'last quarter']
    for (const [place, name] of QUARTERS.entries()) {
      if (transfers === null) await pause((minutes * 60_000 - WARM_UP_MS) / QUARTERS.length)
      else {
        const enough = () => load.acknowledged() >= (transfers * (place + 1)) / QUARTERS.length
        while (!enough() && performance.now() < ends) await pause(LOOK_MS)
      }
      await look(name, load.since())
    }
    const outcome = await load.end()
    await look('after the load')
    return { looks, judged: await judgeSoak(looks, outcome, app.ownerUrl) }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    await app.close()
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function print(looks: Look[], { outcome, faults, growth }: Judged): void {
  const rows = Object.keys(looks[0] ?? {}) as (keyof Look)[]
  for (const row of rows) console.log(`| ${[row, ...looks.map((look) => look[row] ?? '–')].join(' | ')} |`)
  console.log(`\n${JSON.stringify(outcome)}`)
  for (const line of growth) console.log(`grew: ${line}`)
  for (const line of faults) console.log(`FAULT: ${line}`)
  console.log(faults.length > 0 ? 'The soak has failed.' : 'The soak has passed.')
}
