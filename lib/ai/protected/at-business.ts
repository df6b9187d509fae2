import { z } from 'zod'
import type { PaymentInitiation } from '@/lib/approvals/payment-initiation'
import { describePayment } from '@/lib/approvals/prepare'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { findPayer } from '@/lib/ledger/find-payer'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { type Business, businesses, subjectOf } from '@/lib/platform/businesses'
import { database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'

const ANSWER_MS_MAX = 5_000
/** Auth0's rule for a binding message. */
const MESSAGE_CHARACTERS_MAX = 64
const NOT_ALLOWED = /[^A-Za-z0-9 +\-_.,:#]/g

type Kind = Business['kind']

/** The business of this kind. @throws Problem `not_found` where none was started */
export function businessOf(kind: Kind): Business {
  const found = businesses().find((business) => business.kind === kind)
  if (!found) throw new Problem('not_found', { detail: `There is no ${kind}.` })
  return found
}

/** Whether a business of this kind was started. */
export const hasBusiness = (kind: Kind) => () => businesses().some((business) => business.kind === kind)

const refused = z.object({ code: z.enum(['not_found', 'out_of_stock']), detail: z.string().optional() })

/**
 * Reads what a business shows to everybody.
 * @throws Problem `not_found` or `out_of_stock`, or `unavailable` where it gives no clear answer
 */
export async function readAtBusiness<Shape extends z.ZodType>(
  kind: Kind,
  path: string,
  shape: Shape,
): Promise<z.output<Shape>> {
  const { url } = businessOf(kind)
  const unavailable = (cause: unknown) => new Problem('unavailable', { detail: `The ${kind} does not answer.`, cause })
  const response = await fetch(`${url}${path}`, {
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    redirect: 'error',
  }).catch((error: unknown) => {
    throw unavailable(error)
  })
  const answer: unknown = await response.json().catch(() => null)
  const no = refused.safeParse(answer)
  if (!response.ok && no.success) {
    const { code, detail = `The ${kind} has no such thing.` } = no.data
    throw new Problem(code, { detail })
  }
  const body = shape.safeParse(answer)
  if (!response.ok || !body.success) throw unavailable(`it answered ${response.status}`)
  return body.data
}

/**
 * The transfer that pays a business, from the account that has the money.
 * @throws Refusal `insufficient_funds` where none has
 */
export async function payBusiness(
  customerId: string,
  identifier: string,
  due: { kind: Kind; amountMinor: bigint; currency: string; memo: string },
): Promise<{ order: TransferOrder; payment: PaymentInitiation }> {
  const { kind, amountMinor, currency, memo } = due
  const [account] = await withDeadline(database().sql<{ id: string }[]>`
    SELECT a.id FROM accounts a JOIN customers c ON c.id = a.customer_id
    WHERE c.subject = ${subjectOf(businessOf(kind))} AND a.merchant AND a.currency = ${currency}`)
  if (!account) throw new Problem('unavailable', { detail: `The ${kind} takes no ${currency} here.` })
  const toAccountId = account.id
  const fromAccountId = await findPayer(customerId, { toAccountId, amount: toDecimal(amountMinor, currency), currency })
  const order = { fromAccountId, toAccountId, amountMinor, currency, memo }
  return { order, payment: await describePayment(customerId, order, identifier) }
}

/** A binding message in which a long name gives way, and nothing else. */
export function messageWith(name: string, say: (name: string) => string): string {
  const plain = (text: string) => text.normalize('NFKD').replace(NOT_ALLOWED, '').replace(/ +/g, ' ').trim()
  const room = Math.max(0, MESSAGE_CHARACTERS_MAX - plain(say('')).length - 1)
  return plain(say(plain(name).slice(0, room))).slice(0, MESSAGE_CHARACTERS_MAX)
}
