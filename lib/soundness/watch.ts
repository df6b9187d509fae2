import { schemaDifferences } from '@/db/compare-schema'
import { DatabaseUnavailable, database, withDeadline } from '@/lib/platform/database/client'
import { log } from '@/lib/platform/log'
import { pause, stopping } from '@/lib/platform/shutdown'
import { noteConcerns } from './concerns'
import { lookAtAgain, lookAtNext } from './wrong-accounts'
import { wrongTransfers } from './wrong-transfers'

const ROUND_MS = 10_000
/** Every sixth round also compares the schema: once a minute. */
const ROUNDS_A_SCHEMA = 6

/**
 * Checks continually whether the database is as it was made, whether balances match the entries, and whether transfers
 * sum to zero: some accounts in turn, and the newest transfers, every ten seconds. Every replica checks by itself, at a
 * cost of some milliseconds.
 */
export function startWatching(): void {
  const wrong = new Map<string, string>()
  let unbalanced: string[] = []
  let last: string | undefined
  const watch = async () => {
    for (let round = 0; !stopping().aborted; round++) {
      try {
        if (round % ROUNDS_A_SCHEMA === 0) await watchSchema()
        last = await watchAccounts(wrong, last)
        unbalanced = await watchTransfers(unbalanced)
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

/**
 * Checks the newest transfers, and again those that were wrong.
 * @returns the ids of the wrong ones
 */
async function watchTransfers(known: string[]): Promise<string[]> {
  const wrong = await wrongTransfers(known)
  noteConcerns(
    'transfers',
    wrong.map((id) => `transfer ${id}: its entries are not two that sum to zero`),
  )
  return wrong
}
