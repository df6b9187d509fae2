import { parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import { attempt, type Conversation, LastWords, said } from './conversation'
import { either, money, plain } from './markdown'
import type { Trade, TradeLimit } from './message'
import { minorOf } from './resolve-order'
import { fold } from './spelling'
import { became, type Product, type ToolResult } from './tool-results'
import { NOTHING } from './topics'

const RISK = 'Trading carries risk: a price can fall as well as rise. I give no advice.'
const TICKER = /^[a-z]{2,6}$/i

/** Asks the phone for a purchase, or an order of shares, once it is clear what is meant and that its limit allows it. */
export function* serveTrade(trade: Trade): Conversation<string> {
  const { side, qty, thing, limit } = trade
  if (qty === undefined) throw none(`How many? Say it whole, such as "${side} 2 ${plain(thing)}".`)
  if (!Number.isSafeInteger(qty) || qty < 1) throw none("I can't read that number for certain.")
  const isForShop = side === 'buy' && !trade.areShares && !isTicker(thing)
  const found = isForShop ? yield* findProducts(thing) : []
  if (found.length > 1) throw none(`Which one do you mean: ${either(found.map(({ name }) => plain(name)))}?`)
  if (found[0] && limit?.when) throw none('I wait for the price of a share alone.')
  if (found[0]) return yield* buyProduct(found[0], qty, limit)
  return `${yield* said(placeOrder(trade, qty, yield* quoteOf(thing)))} ${RISK}`
}

/** What a share, or a product, costs now. The card beside the words tells the price. */
export function* servePrice(thing: string): Conversation<string> {
  const found = isTicker(thing) ? [] : yield* findProducts(thing)
  if (found.length > 0) return 'This is what the shop asks for it now.'
  yield* quoteOf(thing)
  return `This is what a share costs now. ${RISK}`
}

/** Says why nothing is asked for. */
const none = (why: string) => new LastWords(`${why} ${NOTHING}`)
/** Capital letters alone are a ticker. */
const isTicker = (thing: string) => TICKER.test(thing) && thing === thing.toUpperCase()
const wordsOf = (text: string) => (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.replace(/s$/, ''))

/** The products whose names hold every word that was said; the one that was named whole, where there is one. */
function* findProducts(thing: string): Conversation<Product[]> {
  const read = yield* attempt('listProducts', { named: thing })
  if (!read.ok) return []
  const said = wordsOf(thing)
  const fitting = read.value.products.filter(({ name }) => said.every((word) => wordsOf(name).includes(word)))
  const whole = fitting.filter(({ name }) => wordsOf(name).length === said.length)
  return whole.length > 0 ? whole : fitting
}

function* quoteOf(thing: string): Conversation<ToolResult<'getQuote'>['quote']> {
  const unknown = `I can't find "${plain(thing)}" in the shop or among the listed shares. ${NOTHING} Ask "what can I buy?".`
  if (!TICKER.test(thing)) throw new LastWords(unknown)
  const read = yield* attempt('getQuote', { ticker: thing.toUpperCase() })
  if (read.ok) return read.value.quote
  throw read.why === 'refused'
    ? new LastWords(`${unknown} ${plain(read.message)}`)
    : none("I can't get at that just now.")
}

function* buyProduct({ id, name, price, currency }: Product, qty: number, limit?: TradeLimit): Conversation<string> {
  const total = priceOf(price, currency) * BigInt(qty)
  const most = limitOf(limit, currency)
  const allowed = most !== undefined && limit?.isEach ? most * BigInt(qty) : (most ?? total)
  const what = `${qty} × ${plain(name)}`
  if (allowed < total)
    throw none(`${what} cost **${money(total, currency)}**, more than your limit of ${money(allowed, currency)}.`)
  const input = { product: id, qty, priceLimit: toDecimal(allowed, currency) }
  return became(yield* attempt('buyProduct', input), what)
}

function* placeOrder(
  { side, limit }: Trade,
  qty: number,
  { ticker, currency, ...quote }: ToolResult<'getQuote'>['quote'],
): Conversation<string> {
  const bound = limitOf(limit, currency)
  const [order, what] = [{ ticker, qty, side }, `your order of ${qty} ${ticker}`]
  if (limit?.when && bound !== undefined)
    return became(yield* attempt('orderWhen', { ...order, when: limit.when, price: toDecimal(bound, currency) }), what)
  const each = bound === undefined || limit?.isEach ? bound : perShare(bound, BigInt(qty), side)
  if (each === undefined) return became(yield* attempt('placeOrder', order), what)
  const price = priceOf(quote.price, currency)
  if (side === 'buy' ? each < price : each > price) {
    const than = `${side === 'buy' ? 'more' : 'less'} than your limit of ${money(each, currency)}`
    throw none(`A share of ${ticker} costs **${money(price, currency)}** now, ${than}.`)
  }
  return became(yield* attempt('placeOrder', { ...order, limitPrice: toDecimal(each, currency) }), what)
}

/** A limit for all shares together, for one of them: rounded so that all together still keep it. */
function perShare(together: bigint, qty: bigint, side: Trade['side']): bigint {
  return side === 'buy' ? together / qty : (together + qty - 1n) / qty
}

function limitOf(limit: TradeLimit | undefined, currency: string): bigint | undefined {
  if (!limit) return undefined
  const minor = minorOf(limit.amount, currency)
  if (typeof minor === 'string') throw none(minor)
  return limit.isBelow ? minor - 1n : minor
}

const priceOf = (decimal: string, currency: string) => parseAmount(decimal, currency) ?? 0n
