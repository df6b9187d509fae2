import { z } from 'zod'
import { formatMoney, parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import { currencyCode, decimalAmount } from '@/lib/ledger/amounts/shown-amount'
import { businesses } from '@/lib/platform/businesses'
import { env } from '@/lib/platform/env'
import { cursorAt, listCursor, listLimit } from '@/lib/platform/http/list-page'
import { Problem } from '@/lib/platform/http/problem'
import { instant } from '@/lib/platform/time/instant'

const ANSWER_MS_MAX = 4_000
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:'
/** The scope that reads them, at the brokerage and at the MCP endpoint. */
export const READING_SHARES = 'portfolio:read'
const TRADES = 20

/** What a customer holds of one share, at the price of now. */
export const holding = z.object({
  ticker: z.string(),
  qty: z.int(),
  price: decimalAmount,
  value: decimalAmount,
  currency: currencyCode,
})

/** An order of shares that the brokerage has made. */
export const trade = z.object({
  id: z.string(),
  ticker: z.string(),
  side: z.enum(['buy', 'sell']),
  qty: z.int(),
  price: decimalAmount,
  total: decimalAmount,
  currency: currencyCode,
  transferId: z.string().nullable(),
  createdAt: instant,
})

export type Holding = z.output<typeof holding>
export type Trade = z.output<typeof trade>

const given = z.object({ access_token: z.string() })
const held = z.object({ holdings: z.array(holding) })
const traded = z.object({ orders: z.array(trade), nextCursor: z.string().nullable() })

/**
 * What lets the bank read for a customer (docs/decisions/052): the ID token of the session's sign-in, or the access token with
 * which an agent from outside came.
 */
export type Right = string | { ofAgent: string } | null

/**
 * The customer's shares, as the brokerage keeps them.
 * @throws Problem `unavailable`, also where there is no brokerage
 */
export async function readHoldings(right: Right): Promise<Holding[]> {
  return (await readAsCustomer(right, 'portfolio', held)).holdings
}

/** The parameters of a page of orders of shares. */
export const tradesPage = z.object({ cursor: listCursor, limit: listLimit(TRADES) })

/** Reads `cursor` and `limit` (1 to 100, 20 by default) from an address. @throws ZodError naming the bad one. */
export function parseTradesPage(query: URLSearchParams): z.output<typeof tradesPage> {
  return tradesPage.parse({ cursor: query.get('cursor') ?? '', limit: query.get('limit') ?? '' })
}

/** A page of the customer's orders of shares, newest first. @throws Problem as `readHoldings` */
export async function readTrades(right: Right, { cursor, limit }: z.output<typeof tradesPage>) {
  const query = new URLSearchParams({ limit: `${limit}`, ...(cursor && { cursor: cursorAt(cursor) }) })
  const { orders, nextCursor } = await readAsCustomer(right, `orders?${query}`, traded)
  return { trades: orders, nextCursor }
}

/** The worth of all shares together, as people write it. They are all quoted in one currency. */
export function worthOf(holdings: Holding[]): string {
  const currency = holdings[0]?.currency ?? 'USD'
  const sum = holdings.reduce((total, { value }) => total + (parseAmount(value, currency) ?? 0n), 0n)
  return formatMoney(toDecimal(sum, currency), currency)
}

async function readAsCustomer<Shape extends z.ZodType>(
  right: Right,
  path: string,
  shape: Shape,
): Promise<z.output<Shape>> {
  const brokerage = businesses().find(({ kind }) => kind === 'brokerage')
  if (!brokerage) throw unavailable('there is none')
  if (!right) throw unavailable('the session has no ID token')
  try {
    const token = await readingToken(right, brokerage.audience)
    const response = await fetch(`${brokerage.url}/api/${path}`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      redirect: 'error',
    })
    if (!response.ok) throw new Error(`the brokerage answered ${response.status}`)
    return shape.parse(await response.json())
  } catch (cause) {
    throw unavailable(cause)
  }
}

/** A token that reads there and does nothing else, for a minute (RFC 8693). */
async function readingToken(right: NonNullable<Right>, audience: string): Promise<string> {
  const { AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET } = env()
  const [subject, type] = typeof right === 'string' ? [right, 'id_token'] : [right.ofAgent, 'access_token']
  const body = new URLSearchParams({
    ...{ grant_type: EXCHANGE, client_id: AUTH0_CLIENT_ID, client_secret: AUTH0_CLIENT_SECRET },
    ...{ subject_token: subject, subject_token_type: `${TOKEN_TYPE}${type}`, audience, scope: READING_SHARES },
  })
  const signal = AbortSignal.timeout(ANSWER_MS_MAX)
  const response = await fetch(`${AUTH0_DOMAIN}/oauth/token`, { method: 'POST', body, signal, redirect: 'error' })
  if (!response.ok) throw new Error(`the tenant answered ${response.status}`)
  return given.parse(await response.json()).access_token
}

/** Trap: a ZodError of the brokerage's answer is no fault of the caller's, so it must not surface as a 400. */
function unavailable(cause: unknown): Problem {
  return new Problem('unavailable', {
    detail: 'The brokerage cannot be asked now.',
    headers: { 'Retry-After': '5' },
    cause,
  })
}
