import { verifyLedger } from '@/db/verify'
import type { BenchBank } from './bench-bank'
import { type Comparison, type Contender, type Race, race, ratioOf, summary } from './compare'
import type { Extent } from './extent'
import { type Cent, interactive, oneStatement, type Poster, theBank, throughDrizzle } from './posters'
import type { Pgbench } from './tpcb'

const POSTERS = [theBank, oneStatement, interactive, throughDrizzle]
/** Which ratios the table shows. */
const PAIRS = [
  ['one by one', 'TPC-B'],
  ['the bank', 'TPC-B'],
  ['the bank', 'one statement'],
  ['the bank', 'postgres.js transaction'],
  ['one statement', 'postgres.js transaction'],
  ['one statement', 'drizzle transaction'],
] as const

/** The next transfer to post; `spread` meets another customer each time, `hot` pays the same account always. */
const SOURCES = {
  spread({ customers }: BenchBank) {
    let next = 0
    return () => {
      const place = next++
      const customer = customers[place % customers.length] ?? raise()
      const [one, other] = customer.accounts
      const forth = Math.floor(place / customers.length) % 2 === 0
      return { customer: customer.id, from: forth ? one : other, to: forth ? other : one }
    }
  },
  hot({ customers, hotAccount }: BenchBank) {
    let next = 0
    return () => {
      const customer = customers[next++ % customers.length] ?? raise()
      return { customer: customer.id, from: customer.accounts[0], to: hotAccount }
    }
  },
}
type Accounts = keyof typeof SOURCES

function raise(): never {
  throw new Error('there are no customers')
}

/**
 * The bank's posting against interactive transactions, and against TPC-B where pgbench is installed.
 * @throws Error if the book is not sound afterwards: a benchmark of something broken says nothing.
 */
export async function benchLedger(
  bank: BenchBank,
  pgbench: Pgbench | null,
  extent: Extent,
  say: (line: string) => void,
) {
  const comparisons: Comparison[] = []
  const races = new Map<string, Race>()
  const settings = (['spread', 'hot'] as const).flatMap((accounts) =>
    extent.clients.map((clients) => ({ accounts, clients })),
  )
  for (const { accounts, clients } of settings) {
    say(`posting: ${accounts} accounts, ${clients} clients …`)
    const turns = await runAll(bank, pgbench, { ...extent, accounts, clients })
    races.set(`${accounts} ${clients}`, turns)
    for (const [first, second] of PAIRS) {
      const ratio = ratioOf(turns, first, second)
      if (ratio) comparisons.push({ what: 'posting a transfer', setting: { accounts, clients }, first, second, ratio })
    }
  }
  const { differences } = await verifyLedger(bank.url)
  if (differences.length > 0) throw new Error(`the book is not sound: ${differences.join('; ')}`)
  return { comparisons, ledger: numbers(races, extent.clients, pgbench !== null) }
}

/** What is aimed at: one by one at eight clients, batched at the most. */
function numbers(races: Map<string, Race>, clients: number[], hasPgbench: boolean) {
  const most = clients.at(-1) ?? 1
  const eight = clients.includes(8) ? 8 : most
  const at = (accounts: Accounts, count: number): Race => races.get(`${accounts} ${count}`) ?? new Map()
  const many = at('spread', most)
  const { perSecond, ...each } = summary(many.get('the bank'))
  const perTransfer = (race: Race) => Object.fromEntries([...race].map(([name, turns]) => [name, summary(turns)]))
  return {
    transfersPerSecond: perSecond,
    ...each,
    tpcbRatio: ratioOf(at('spread', eight), 'one by one', 'TPC-B')?.median ?? null,
    batchedTpcbRatio: ratioOf(many, 'the bank', 'TPC-B')?.median ?? null,
    hotAccountRatio: ratioOf(at('hot', most), 'the bank', 'postgres.js transaction')?.median ?? null,
    ...(!hasPgbench && { reason: 'pgbench is not installed, so there is no TPC-B to compare with' }),
    clients: { tpcbRatio: eight, batchedTpcbRatio: most, hotAccountRatio: most },
    contenders: Object.fromEntries([...races].map(([setting, race]) => [`${setting} clients`, perTransfer(race)])),
  }
}

async function runAll(
  bank: BenchBank,
  pgbench: Pgbench | null,
  { accounts, clients, rounds, ms }: Pick<Extent, 'rounds' | 'ms'> & { accounts: Accounts; clients: number },
): Promise<Race> {
  const posters = POSTERS.map((open) => open(bank.url, clients))
  const next = SOURCES[accounts](bank)
  const contenders = posters.map((poster) => contender(bank, poster, clients, next))
  const native = pgbench ? [pgbench.tpcb(clients), pgbench.posting(clients, accounts === 'hot' ? 'hot' : 'two')] : []
  try {
    return await race([...native, ...contenders], { rounds, ms })
  } finally {
    for (const poster of posters) await poster.end()
  }
}

function contender(bank: BenchBank, poster: Poster, clients: number, next: () => Cent): Contender {
  return { name: poster.name, run: postingTurns(poster, clients, next, () => bank.postgresMicroseconds()) }
}

/** Turns in which so many clients post one transfer after the other. `microseconds` tells Postgres' processor time so far. */
export function postingTurns(
  { post }: Poster,
  clients: number,
  next: () => Cent,
  microseconds: () => number | null,
): Contender['run'] {
  return async (ms) => {
    const begun = performance.now()
    const [node, postgres] = [process.cpuUsage(), microseconds()]
    const each: number[] = []
    const client = async () => {
      while (performance.now() < begun + ms) {
        const sent = performance.now()
        await post(next())
        each.push(performance.now() - sent)
      }
    }
    await Promise.all(Array.from({ length: clients }, client))
    const took = performance.now() - begun
    const { user, system } = process.cpuUsage(node)
    const used = microseconds()
    return {
      done: each.length,
      ms: took,
      each,
      nodeMicroseconds: user + system,
      ...(used !== null && postgres !== null && { postgresMicroseconds: used - postgres }),
    }
  }
}
