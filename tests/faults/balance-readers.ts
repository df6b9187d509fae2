import postgres from 'postgres'
import { pause } from './orders'

const LOOK_MS = 40

/** Sums of all balances that differed from the total at the start: money that was, for a moment, nowhere or twice. */
export interface BalanceReaders {
  reads: number
  wrong: string[]
  stop(): Promise<void>
}

/**
 * Jepsen's bank test: readers that sum every balance in one statement, again and again, while money moves. What the
 * customers own in each currency never changes, since no transfer of the workload leaves them.
 */
export async function startBalanceReaders(ownerUrl: string, count: number): Promise<BalanceReaders> {
  const sql = postgres(ownerUrl, { max: count, onnotice: () => {}, connect_timeout: 3, fetch_types: false })
  const sums = async () => {
    const rows = await sql<{ currency: string; sum: string }[]>`
      SELECT currency, sum(balance_minor)::text AS sum FROM accounts WHERE type <> 'system' GROUP BY currency ORDER BY currency`
    return JSON.stringify(rows.map(({ currency, sum }) => [currency, sum]))
  }
  const total = await sums()
  const readers: BalanceReaders = { reads: 0, wrong: [], stop: async () => {} }
  let over = false
  const read = async () => {
    while (!over) {
      const seen = await sums().catch(() => null)
      if (seen) readers.reads++
      if (seen && seen !== total && readers.wrong.length < 5) readers.wrong.push(`${seen} instead of ${total}`)
      await pause(LOOK_MS)
    }
  }
  const loops = Array.from({ length: count }, read)
  readers.stop = async () => {
    over = true
    await Promise.race([Promise.all(loops), pause(3_000)])
    await sql.end({ timeout: 1 })
  }
  return readers
}
