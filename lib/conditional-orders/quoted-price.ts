import { z } from 'zod'
import { parseAmount } from '@/lib/ledger/amounts/money'
import { businesses } from '@/lib/platform/businesses'
import { Problem } from '@/lib/platform/http/problem'

const ANSWER_MS_MAX = 3_000

const quoted = z.object({ quote: z.object({ ticker: z.string(), price: z.string(), currency: z.string() }) })

/**
 * The brokerage's price of one share now, in minor units of its currency.
 * @throws Problem `not_found` for a ticker that is not listed, or without a brokerage; `unavailable` where it does not answer
 */
export async function quotedPrice(ticker: string): Promise<bigint> {
  const brokerage = businesses().find(({ kind }) => kind === 'brokerage')
  if (!brokerage) throw new Problem('not_found', { detail: 'There is no brokerage here.' })
  const response = await fetch(`${brokerage.url}/api/quotes/${encodeURIComponent(ticker)}`, {
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw new Problem('unavailable', { detail: 'The brokerage cannot be reached.', cause })
  })
  if (response.status === 404) throw new Problem('not_found', { detail: `${ticker} is not listed.` })
  const answer = quoted.safeParse(await response.json().catch(() => null))
  const price = response.ok && answer.success ? parseAmount(answer.data.quote.price, answer.data.quote.currency) : null
  if (price === null) throw new Problem('unavailable', { detail: 'The brokerage gives no quote.' })
  return price
}
