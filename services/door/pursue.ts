import { setTimeout as sleep } from 'node:timers/promises'
import { crashPoint } from '@/lib/platform/crash-point'
import { Problem } from '@/lib/platform/http/problem'
import { type Paid, paidUnder, pay } from './bank'
import type { ServiceConfig } from './config'
import type { Order, Orders } from './orders'
import { seal, unseal } from './seal'
import type { BankToken } from './tenant'

/** The bank takes a token 30 s after its end, by its clock, and may be at work on a payment for some seconds more. */
const AFTER_EXPIRY_MS = 45_000
/** How long to leave an order alone whose token still lives. */
const AGAIN_SECONDS = 2
const RETRY_MS = 500

export interface Business<Item> {
  config: ServiceConfig
  orders: Orders<Item>
}

/** Gets a new token that pays for an order. */
export type Fresh<Item> = (order: Order<Item>) => Promise<BankToken>

/** A pending order as it now stands, and why, where it was voided. */
export interface Pursued<Item> {
  order: Order<Item>
  why: Problem | null
}

/**
 * Drives a pending order towards its end, which is the bank's answer: paid, then confirmed; refused, then voided, with
 * what it had reserved given back. While a payment that was sent may still be made, no refusal of a later one ends the
 * order: it stays pending, until the bank tells by its key whether it has paid.
 * @param fresh gets a token that pays; null where there is none to be had any more
 */
export async function pursue<Item>(
  business: Business<Item>,
  order: Order<Item>,
  fresh: Fresh<Item> | null,
): Promise<Pursued<Item>> {
  const { config, orders } = business
  const isSent = order.unansweredUntil !== null
  crashPoint('order_reserved')
  let token: BankToken | null
  try {
    token = await tokenFor(config, order, fresh)
  } catch (why) {
    if (!(why instanceof Problem)) throw why
    // Where nothing was sent, or nothing that was sent can pay any more and the bank refuses the payment, it is not paid.
    if (!isSent || (!isDoubted(order) && why.status < 500)) return { order: await orders.end(order, null), why }
    await orders.handBack(order, AGAIN_SECONDS)
    return { order, why: null }
  }
  if (token) return sendPayment(business, order, token)
  return isSent ? findOut(business, order) : { order: await orders.end(order, null), why: null }
}

/** The token that was kept with the order, or a new one. A customer's payment that was sent is sent with no other. */
async function tokenFor<Item>(
  { clientSecret }: ServiceConfig,
  order: Order<Item>,
  fresh: Fresh<Item> | null,
): Promise<BankToken | null> {
  const { sealedToken, unansweredUntil, key, paymentKey } = order
  const kept = sealedToken ? await unseal(clientSecret, sealedToken) : null
  const isOwnMoney = paymentKey !== key
  if (kept || !fresh || (unansweredUntil && !isOwnMoney)) return kept
  return fresh(order)
}

async function sendPayment<Item>(
  { config, orders }: Business<Item>,
  order: Order<Item>,
  token: BankToken,
): Promise<Pursued<Item>> {
  crashPoint('token_exchanged')
  const mayBeMadeUntil = new Date(token.expiresAt.getTime() + AFTER_EXPIRY_MS)
  const isMine = await orders.noteAsked(order, await seal(config.clientSecret, token), mayBeMadeUntil)
  if (!isMine) return { order: (await orders.find(order.subject, order.key)) ?? order, why: null }
  crashPoint('payment_noted')
  const { paid, tries } = await payPatiently(config, token.token, order)
  crashPoint('payment_answered')
  if (paid && 'transferId' in paid) return { order: await orders.end(order, paid.transferId), why: null }
  const isClear = paid !== null && tries === 1
  if (isClear && !isDoubted(order)) return { order: await orders.end(order, null), why: paid.refused }
  // A payment that was answered leaves the doubt about an earlier one as it was.
  await orders.handBack(isClear ? order : { ...order, unansweredUntil: mayBeMadeUntil }, AGAIN_SECONDS)
  return { order, why: null }
}

/** Whether a payment that was sent, and not answered, may still be made. */
function isDoubted<Item>({ unansweredUntil }: Order<Item>): boolean {
  return unansweredUntil !== null && unansweredUntil.getTime() > Date.now()
}

/** Sends the payment, and once more where no clear answer came. */
async function payPatiently<Item>(
  config: ServiceConfig,
  token: string,
  { paymentKey, payment }: Order<Item>,
): Promise<{ paid: Paid | null; tries: number }> {
  const attempt = () =>
    pay(config, token, paymentKey, payment).catch((error: unknown) => {
      if (error instanceof Problem) return null
      throw error
    })
  const first = await attempt()
  if (first) return { paid: first, tries: 1 }
  await sleep(RETRY_MS)
  return { paid: await attempt(), tries: 2 }
}

/** Asks the bank whether the order's key has paid, once nothing that was sent can pay any more. */
async function findOut<Item>({ config, orders }: Business<Item>, order: Order<Item>): Promise<Pursued<Item>> {
  const leftMs = (order.unansweredUntil?.getTime() ?? 0) - Date.now()
  if (leftMs > 0) {
    await orders.handBack(order, Math.ceil(leftMs / 1_000))
    return { order, why: null }
  }
  return { order: await orders.end(order, await paidUnder(config, order.subject, order.key)), why: null }
}
