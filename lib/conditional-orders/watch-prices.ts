import { protectedTools } from '@/lib/ai/protected/protected-tools'
import { AIYA_AGENT } from '@/lib/approvals/agent'
import { isFinal } from '@/lib/approvals/approval-states'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { driveApproval } from '@/lib/auth0/ai/approval-drive'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { businesses } from '@/lib/platform/businesses'
import { DatabaseUnavailable } from '@/lib/platform/database/client'
import { asProblem } from '@/lib/platform/http/as-problem'
import { log } from '@/lib/platform/log'
import { startRounds } from '@/lib/platform/rounds'
import { claimDue, type Due, giveUp, lookAgain, noteAsked } from './claim-due'
import { quotedPrice } from './quoted-price'

/** Prices change every ten seconds. */
const NEXT_LOOK_SECONDS = 5
/** How long to wait after the bank or the brokerage has refused what the price allowed: money may come, a freeze may end. */
const REFUSED_SECONDS = 60

/**
 * Looks at the prices that conditional orders wait for, and asks the phone for one whose price is there. Runs in every
 * replica until the process is told to stop; the leases share the orders out (docs/decisions/047). Nothing runs where there
 * is no brokerage.
 */
export function startWatchingPrices(): void {
  if (!businesses().some(({ kind }) => kind === 'brokerage')) return
  startRounds('conditional orders were not looked at', lookOnce)
}

/** One round over the orders that are due: each ticker is quoted once. */
export async function lookOnce(): Promise<void> {
  const due = await claimDue()
  for (const ticker of new Set(due.map((order) => order.ticker))) {
    const orders = due.filter((order) => order.ticker === ticker)
    const price = await quotedPrice(ticker).catch((error: unknown) => {
      log.warn({ code: asProblem(error).code, ticker }, 'no quote')
      return null
    })
    const there = orders.filter((order) => price !== null && isThere(order, price))
    await lookAgain(
      orders.filter((order) => !there.includes(order)).map(({ id }) => id),
      NEXT_LOOK_SECONDS,
    )
    for (const order of there) await askFor(order)
  }
}

const isThere = ({ when, priceMinor }: Due, price: bigint) =>
  when === 'below' ? price < priceMinor : price > priceMinor

/**
 * Asks the phone, once: the order's id is the request's, so that a process which takes over after a crash finds the approval
 * that there is. What is refused now is tried again later.
 */
async function askFor(order: Due): Promise<void> {
  try {
    const opened = await openApproval({
      customerId: order.customer.id,
      prepare: placing(order),
      outside: { agent: AIYA_AGENT, requestId: order.id },
      ...(order.chatId !== null && { chatId: order.chatId }),
    })
    const isWanted = await noteAsked(order.id, opened.id)
    if (!isWanted && !isFinal(opened.status)) await moveApproval(opened.id, 'cancelled')
    // Driving goes on after the round, for as long as the phone takes.
    if (isWanted && !opened.joined) await driveApproval({ context: { customer: order.customer }, approval: opened })
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error
    const { code } = asProblem(error)
    if (code === 'not_found') return giveUp(order.id, code)
    await lookAgain([order.id], REFUSED_SECONDS)
  }
}

/** The order as Aiya's tool places it. A limit that the price is on the right side of stays its limit. */
function placing({ ticker, qty, side, when, priceMinor, currency }: Due) {
  const tool = protectedTools.find(({ type }) => type === 'stock_order')
  if (!tool) throw new Error('no tool places orders of shares')
  const isLimit = (side === 'buy') === (when === 'below')
  return tool.prepare({ ticker, qty, side, ...(isLimit && { limitPrice: toDecimal(priceMinor, currency) }) })
}
