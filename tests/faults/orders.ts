import type { Cluster } from './cluster'
import type { EventLog } from './event-log'
import type { Random } from './random'
import { type SignedIn, staySignedIn } from './signed-in'

/** No answer in this time is one too late: two statements' deadlines and the balancer's patience are well below it. */
export const ANSWER_MS_MAX = 30_000
const ATTEMPTS_MAX = 8
/** About the transfer itself, and final: whoever hears one of these believes that no money moved. */
const REFUSALS = new Set([400, 403, 404, 409, 413, 415, 422])

export interface ApiAccount {
  id: string
  name: string
  currency: string
  status: string
}

/** A customer with a browser and the accounts that money is moved between. */
export interface Customer extends SignedIn {
  email: string
  accounts: ApiAccount[]
  payee: string
}

/** What became of one order that was sent, as often as needed, under one key. */
export interface SentOrder {
  key: string
  customer: string
  amount: string
  /** The transfer that an answer of 201 has named. */
  acknowledged: string | null
  /** A refusal that was answered. */
  refused: string | null
  attempts: { startedAt: number; endedAt: number; outcome: string }[]
}

export async function openCustomer(cluster: Cluster, email: string, log: EventLog): Promise<Customer> {
  const signedIn = await staySignedIn(cluster, email, log)
  const { portal } = signedIn
  const { accounts } = await portal.json<{ accounts: ApiAccount[] }>('/api/accounts')
  const { payees } = await portal.json<{ payees: { accountId: string }[] }>('/api/payees')
  const usable = accounts.filter((a) => a.status === 'active' && a.currency === 'USD' && a.name !== 'Credit Card')
  return { ...signedIn, email, accounts: usable, payee: payees[0]?.accountId ?? '' }
}

/**
 * Moves money in the portal as the form does: one key, sent again until an answer says how it ended. Gives up in the
 * end, and then knows nothing.
 */
export async function sendOrder(customer: Customer, random: Random, log: EventLog): Promise<SentOrder> {
  const [first, second] = customer.accounts as [ApiAccount, ApiAccount]
  const [from, to] = random.chance(0.5) ? [first.id, second.id] : [second.id, first.id]
  const tooMuch = random.chance(0.03)
  const amount = tooMuch ? '99999.00' : (random.between(1, 500) / 100).toFixed(2)
  const body = { fromAccountId: from, toAccountId: random.chance(0.2) ? customer.payee : to, amount, currency: 'USD' }
  const order: SentOrder = {
    ...{ key: random.uuid(), customer: customer.email, amount, acknowledged: null, refused: null, attempts: [] },
  }
  for (let attempt = 1; attempt <= ATTEMPTS_MAX && !order.acknowledged && !order.refused; attempt++) {
    const startedAt = performance.now()
    const outcome = await attemptOrder(customer, order, body)
    order.attempts.push({ startedAt, endedAt: performance.now(), outcome })
    log.note('order', { key: order.key, attempt, outcome })
    if (!order.acknowledged && !order.refused) await pause(300 * attempt)
  }
  return order
}

async function attemptOrder({ portal }: Customer, order: SentOrder, body: object): Promise<string> {
  try {
    const response = await portal.fetch('/api/accounts/transfers', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': order.key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
    const answer = (await response.json()) as { code?: string; transfer?: { id: string } }
    if (response.status === 201) order.acknowledged = answer.transfer?.id ?? null
    if (REFUSALS.has(response.status)) order.refused = `${response.status} ${answer.code}`
    if (response.status === 503 && !response.headers.has('retry-after')) return '503 without Retry-After'
    return String(response.status)
  } catch (error) {
    return error instanceof Error ? error.name : 'error'
  }
}

/** Waits a while. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
