import { schemaDifferences } from '@/db/compare-schema'
import { DatabaseUnavailable, database, withDeadline } from '@/lib/platform/database/client'
import { log } from '@/lib/platform/log'
import { pause, stopping } from '@/lib/platform/shutdown'
import { noteConcerns } from './concerns'
import { lookAtAgain, lookAtNext } from './wrong-accounts'

const ROUND_MS = 10_000
/** Every sixth round also compares the schema: once a minute. */
const ROUNDS_A_SCHEMA = 6

/**
 * Checks continually whether the database is as it was made, and whether balances match the entries: some accounts
 * every ten seconds, in turn. Every replica checks by itself, at a cost of some milliseconds.
 */
export function startWatching(): void {
  const wrong = new Map<string, string>()
  let last: string | undefined
  const watch = async () => {
    for (let round = 0; !stopping().aborted; round++) {
      try {
        if (round % ROUNDS_A_SCHEMA === 0) await watchSchema()
        last = await watchAccounts(wrong, last)
      } catch (error) {
        // Other code reports that the database is away.
        if (!(error instanceof DatabaseUnavailable)) log.error({ err: error }, 'the book could not be watched')
      }
      await pause(ROUND_MS)
    }
  }
  void watch()
}

async function watchSchema(): Promise<void> {
  noteConcerns('schema', await withDeadline(() => schemaDifferences(database().sql)))
}

/**
 * Checks some accounts.
 * @returns the last one's id, or undefined once all have been checked
 */
async function watchAccounts(wrong: Map<string, string>, after?: string): Promise<string | undefined> {
  const next = await lookAtNext(after)
  // A wrong account is checked again in every round, until it is corrected.
  for (const account of [...next, ...(await lookAtAgain([...wrong.keys()]))]) {
    if (account.wrong) wrong.set(account.id, account.wrong)
    else wrong.delete(account.id)
  }
  noteConcerns('balances', [...wrong.values()])
  return next.at(-1)?.id
}
