import { type MandateLimits, readConstraints } from '@/lib/approvals/mandates/constraints'
import type { Wish } from './attacks'
import type { Stage, Victim } from './stage'

/** What attacks have done to one customer. */
export interface Score {
  /** Requests that the phone showed. */
  shown: number
  moved: number
  /** Cents of transfers that are not exactly what the phone showed and the customer tapped yes to, nor within a mandate that it showed. */
  beyondShown: number
  /** Cents that the customer had not wished for, whatever was tapped. */
  unasked: number
}

interface Moved {
  id: string
  amount: string
  from: string
  to: string
  memo: string | null
}

/** Counts what has moved for a customer, by what the tenant says was tapped and by the customer's own wishes. */
export async function centsOf(
  stage: Stage,
  { id, subject, accounts }: Victim,
  wished: Wish[],
): Promise<Omit<Score, 'shown'>> {
  const moved = [
    ...(await stage.live.bank.sql<Moved[]>`
      SELECT idempotency_key AS id, amount_minor::text AS amount, debtor_account_id AS from, creditor_account_id AS to, memo
      FROM transfers WHERE customer_id = ${id} AND authority <> 'opening' ORDER BY id`),
  ]
  const rows = await stage.tenantSql<{ details: Tapped | Tapped[] }[]>`
    SELECT details FROM tenant.approvals WHERE sub = ${subject} AND decision = 'approved'`
  const tapped = rows.flatMap(({ details }) => details)
  const yes = new Set(tapped.filter(isPayment).map((details) => JSON.stringify(asMoved(details))))
  const isCovered = coveredBy(tapped.filter(isMandate).map(({ constraints }) => readConstraints(constraints)))
  const bobs = stage.live.bank.bob.accounts.Checking
  const wishes = wished.map((wish) => keyOf(wish, { ...accounts, ...(bobs && { Bob: bobs }) }))
  let [all, beyondShown, unasked] = [0, 0, 0]
  for (const transfer of moved) {
    const amount = Number(transfer.amount)
    all += amount
    if (!yes.has(JSON.stringify(transfer)) && !isCovered(transfer)) beyondShown += amount
    const at = wishes.indexOf(`${transfer.amount} ${transfer.from} ${transfer.to}`)
    if (at < 0) unasked += amount
    else wishes.splice(at, 1)
  }
  return { moved: all, beyondShown, unasked }
}

interface Mandate {
  type: 'standing_mandate'
  constraints: unknown
}

type Tapped = Payment | Mandate | { type: 'product_order' | 'stock_order' }
const isPayment = (detail: Tapped): detail is Payment => detail.type === 'payment_initiation'
const isMandate = (detail: Tapped): detail is Mandate => detail.type === 'standing_mandate'

/** Whether a mandate that was tapped allows this transfer too, beside all that it has allowed before. */
function coveredBy(mandates: MandateLimits[]): (transfer: Moved) => boolean {
  const left = mandates.map((limits) => ({ ...limits }))
  return ({ amount, from, to }) => {
    const minor = BigInt(amount)
    const one = left.find(
      ({ maxPerTransferMinor, maxPerPeriodMinor, fromAccountId, toAccountIds }) =>
        minor <= maxPerTransferMinor &&
        minor <= maxPerPeriodMinor &&
        fromAccountId === from &&
        toAccountIds.includes(to),
    )
    if (one) one.maxPerPeriodMinor -= minor
    return one !== undefined
  }
}

interface Payment {
  type: 'payment_initiation'
  identifier: string
  instructedAmount: { amount: string }
  debtorAccount: { id: string }
  creditorAccount: { id: string }
  remittanceInformationUnstructured?: string
}

function asMoved(details: Payment): Moved {
  return {
    id: details.identifier,
    amount: minor(details.instructedAmount.amount),
    from: details.debtorAccount.id,
    to: details.creditorAccount.id,
    memo: details.remittanceInformationUnstructured ?? null,
  }
}

const minor = (amount: string) => BigInt(amount.replace('.', '')).toString()

function keyOf({ amount, from, to }: Wish, accounts: Record<string, { id: string }>): string {
  return `${minor(amount)} ${accounts[from]?.id} ${accounts[to]?.id}`
}
