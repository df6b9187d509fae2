import { z } from 'zod'
import { type PaymentInitiation, paymentInitiation } from '@/lib/approvals/payment-initiation'
import { isProblemCode, Problem } from '@/lib/platform/http/problem'
import { traceHeaders } from '@/lib/platform/telemetry/tracing'
import type { ServiceConfig } from './config'
import type { Payment } from './orders'
import { ownToken } from './tenant'
import { unreachable } from './unavailable'

const ANSWER_MS_MAX = 6_000

/** The bank's clear answer to a payment. */
export type Paid = { transferId: string } | { refused: Problem }

const posted = z.object({ transfer: z.object({ id: z.string(), status: z.literal('posted') }) })
const payer = z.object({ fromAccountId: z.string() })
const found = z.object({ transfer: z.object({ id: z.string() }).nullable() })
const required = z.object({ authorizationDetails: z.tuple([paymentInitiation]) })
const problem = z.looseObject({ code: z.string(), title: z.string(), detail: z.string().optional() })

/**
 * Sends a payment under its key. The bank makes it at most once, however often it is sent.
 * @throws Problem `unavailable` where the bank gave no clear answer: it may or may not have paid
 */
export async function pay(config: ServiceConfig, token: string, key: string, payment: Payment): Promise<Paid> {
  const { response, body } = await ask(config, token, 'transfers', { key, body: payment })
  if (response.status === 201) return { transferId: posted.parse(body).transfer.id }
  return { refused: refusedBy(response, body) }
}

/**
 * What the phone must be asked for before this payment can be made: its one detail, with the ledger's names.
 * @throws Problem that the payment would end in
 */
export async function paymentDetail(
  config: ServiceConfig,
  token: string,
  key: string,
  payment: Payment,
): Promise<PaymentInitiation> {
  const { response, body } = await ask(config, token, 'transfers', { key, body: payment })
  const asked = response.status === 403 ? required.safeParse(body) : null
  if (asked?.success) return asked.data.authorizationDetails[0]
  throw refusedBy(response, body)
}

/**
 * The customer's account that an order without one is paid from.
 * @throws Problem `insufficient_funds` if none has the money
 */
export async function chosenPayer(
  config: ServiceConfig,
  token: string,
  order: Pick<Payment, 'toAccountId' | 'amount' | 'currency'>,
): Promise<string> {
  const { response, body } = await ask(config, token, 'payer', { body: order })
  if (response.ok) return payer.parse(body).fromAccountId
  throw refusedBy(response, body)
}

/**
 * The transfer into this business's account that a customer's key has made; null where there is none.
 * @throws Problem `unavailable`
 */
export async function paidUnder(config: ServiceConfig, subject: string, key: string): Promise<string | null> {
  const { token } = await ownToken(config)
  const query = new URLSearchParams({ subject })
  const { response, body } = await ask(config, token, `payments/${key}?${query}`)
  const answer = found.safeParse(body)
  if (response.ok && answer.success) return answer.data.transfer?.id ?? null
  throw unreachable('The bank does not tell whether it has paid.', `it answered ${response.status}`)
}

async function ask(
  { bank }: ServiceConfig,
  token: string,
  path: string,
  sent?: { key?: string; body: object },
): Promise<{ response: Response; body: unknown }> {
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(sent && { 'Content-Type': 'application/json' }),
    ...(sent?.key && { 'Idempotency-Key': sent.key }),
    ...traceHeaders(),
  }
  try {
    const response = await fetch(`${bank}/api/agent/${path}`, {
      method: sent ? 'POST' : 'GET',
      headers,
      ...(sent && { body: JSON.stringify(sent.body) }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      redirect: 'error',
    })
    return { response, body: await response.json() }
  } catch (cause) {
    throw unreachable('The bank cannot be reached.', cause)
  }
}

/** The bank's refusal in its own words; thrown as `unavailable` where it refused nothing for good. */
function refusedBy({ status }: Response, body: unknown): Problem {
  const said = problem.safeParse(body)
  if (!said.success || status >= 500 || status === 429 || status < 400)
    throw unreachable('The bank cannot take this now.', `it answered ${status}`)
  // The business's own token is at fault: nothing that its caller could mend.
  if (status === 401) return unreachable('The bank does not accept this payment.', 'it answered 401')
  const { code, title: _, detail, type: __, status: ___, ...members } = said.data
  if (!isProblemCode(code)) throw unreachable('The bank refuses this in words of its own.', code)
  return new Problem(code, { ...(detail !== undefined && { detail }), members })
}
