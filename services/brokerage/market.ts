import { toDecimal } from '@/lib/ledger/amounts/money'
import { Problem } from '@/lib/platform/http/problem'
import type { Route } from '../door/server'
import { CURRENCY, priceAt, TICKERS, type Ticker } from './price'

/** What the prices come from. Tests have their own. */
export interface Market {
  seed: string
  /** Milliseconds since 1970. */
  now: () => number
}

/** `GET /api/quotes/{ticker}`: the price of now, which stays firm for six minutes. */
export const quotesRoute = ({ seed, now }: Market): Route => ({
  method: 'GET',
  path: /^\/api\/quotes\/([^/]+)$/,
  async handle(_, { parameter }) {
    const ticker = requireTicker(parameter)
    const at = now()
    const price = toDecimal(priceAt(seed, ticker, at), CURRENCY)
    return Response.json({ quote: { ticker, price, currency: CURRENCY, at: new Date(at).toISOString() } })
  },
})

/** @throws Problem `not_found` for a ticker that is not listed */
export function requireTicker(text: string): Ticker {
  const ticker = TICKERS.find((one) => one === text)
  if (!ticker) throw new Problem('not_found', { detail: `Listed are ${TICKERS.join(', ')}.` })
  return ticker
}
