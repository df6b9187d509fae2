import { verifyLedger } from '@/db/verify'
import { type BenchBank, openBenchBank } from './bench-bank'
import { type Comparison, type Contender, compare } from './compare'
import { type Cent, interactive, oneStatement, type Poster, throughDrizzle } from './posters'

const CLIENTS = [1, 8, 32]
const ROUNDS = 5
const POSTERS = [oneStatement, interactive, throughDrizzle]

/** The next transfer to post; `spread` meets another customer each time, `hot` pays the same account always. */
type Source = (bank: BenchBank) => () => Cent

const SOURCES: Record<string, Source> = {
  spread({ customers }) {
    let next = 0
    return () => {
      const place = next++
      const customer = customers[place % customers.length] ?? raise()
      const [one, other] = customer.accounts
      const forth = Math.floor(place / customers.length) % 2 === 0
      return { customer: customer.id, from: forth ? one : other, to: forth ? other : one }
    }
  },
  hot({ customers, hotAccount }) {
    let next = 0
    return () => {
      const customer = customers[next++ % customers.length] ?? raise()
      return { customer: customer.id, from: customer.accounts[0], to: hotAccount }
    }
  },
}

function raise(): never {
  throw new Error('there are no customers')
}

/**
 * One statement against interactive transactions, on a bank of its own, for about `seconds` in all.
 * @throws Error if the book is not sound afterwards: a benchmark of something broken says nothing.
 */
export async function benchLedger(seconds: number, say: (line: string) => void): Promise<Comparison[]> {
  const bank = await openBenchBank()
  const stop = () => bank.close().finally(() => process.exit(130))
  process.once('SIGINT', stop).once('SIGTERM', stop)
  // Each round has its share, the warm-up a half one.
  const ms = (seconds * 1000) / (Object.keys(SOURCES).length * CLIENTS.length * POSTERS.length * (ROUNDS + 0.5))
  try {
    const comparisons: Comparison[] = []
    for (const [accounts, source] of Object.entries(SOURCES)) {
      for (const clients of CLIENTS) {
        say(`posting: ${accounts} accounts, ${clients} clients …`)
        comparisons.push(...(await race(bank, source, { accounts, clients, ms })))
      }
    }
    const { differences } = await verifyLedger(bank.url)
    if (differences.length > 0) throw new Error(`the book is not sound: ${differences.join('; ')}`)
    return comparisons
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    await bank.close()
  }
}

async function race(bank: BenchBank, source: Source, run: { accounts: string; clients: number; ms: number }) {
  const { accounts, clients, ms } = run
  const posters = POSTERS.map((open) => open(bank.url, clients))
  const [first, ...others] = posters.map((poster) => contender(poster, clients, source(bank)))
  try {
    if (!first) return []
    return await compare('posting a transfer', { accounts, clients }, [first, ...others], { rounds: ROUNDS, ms })
  } finally {
    for (const poster of posters) await poster.end()
  }
}

function contender({ name, post }: Poster, clients: number, next: () => Cent): Contender {
  return {
    name,
    async run(ms) {
      const until = performance.now() + ms
      let done = 0
      const client = async () => {
        while (performance.now() < until) {
          await post(next())
          done++
        }
      }
      await Promise.all(Array.from({ length: clients }, client))
      return done
    },
  }
}
