import { CompactSign } from 'jose'
import { z } from 'zod'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { decimalAmount } from '@/lib/ledger/amounts/shown-amount'
import { database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'
import { MANDATE_DOES_NOT_PROVE, MANDATE_RECEIPT_TYPE, type MandateReceipt, mandateReceipt } from './mandate-receipt'
import { RECEIPT_ALGORITHM } from './receipt'
import { receiptKey } from './receipt-key'

const LISTED_MAX = 100

/** One use of a mandate, or one refusal, as the API shows it. */
export const mandateUse = z.strictObject({
  at: instant,
  result: z.enum(['posted', 'refused']),
  code: z.string().nullable().describe('of a refusal'),
  why: z.string().nullable().describe('of a refusal by the mandate itself: which of its limits'),
  toAccountId: uuid,
  amount: decimalAmount,
  currency: z.string(),
  transferId: uuid.nullable(),
  receipt: z.string().describe('what the bank signs about it: a compact JWS (RFC 7515)'),
})

export type MandateUse = z.output<typeof mandateUse>

interface Row {
  at: string
  kind: string
  transfer_id: string | null
  data: string
  position: string
  hash: string
  signed_answer: string | null
  device_key: string | null
}

/** What was asked for under a mandate, newest first, each with its receipt. The caller has checked whose it is. */
export async function listUses(customerId: string, mandateId: string): Promise<MandateUse[]> {
  return Promise.all((await readEvents(customerId, mandateId, null)).map((row) => asUse(customerId, mandateId, row)))
}

/** The receipt of the one transfer that was posted on a mandate, as a compact JWS. */
export async function issueUseReceipt(customerId: string, mandateId: string, transferId: string): Promise<string> {
  const [row] = await readEvents(customerId, mandateId, transferId)
  if (!row) throw new Error('a transfer on a mandate has no event')
  return (await asUse(customerId, mandateId, row)).receipt
}

function readEvents(customerId: string, mandateId: string, transferId: string | null): Promise<Row[]> {
  return withDeadline(database().sql<Row[]>`
    SELECT to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, e.kind, e.transfer_id, e.data::text,
      c.position::text, c.hash, m.signed_answer, m.device_key::text
    FROM audit_events e JOIN audit_chain c ON c.event_sequence = e.sequence JOIN mandates m ON m.id = ${mandateId}
    WHERE e.data ? 'mandateId' AND e.data ->> 'mandateId' = ${mandateId} AND e.customer_id = ${customerId}
      AND e.kind IN ('transfer.posted', 'mandate.refused') AND e.transfer_id IS NOT DISTINCT FROM coalesce(${transferId}::uuid, e.transfer_id)
    ORDER BY e.sequence DESC LIMIT ${LISTED_MAX}`)
}

async function asUse(customerId: string, mandateId: string, row: Row): Promise<MandateUse> {
  const { order, result, code, why, transferId, ...payload } = receiptOf(customerId, mandateId, row)
  const receipt = await sign({ order, result, code, why, transferId, ...payload })
  const { creditorAccountId: toAccountId, amount, currency } = order
  return { at: payload.at, result, code, why, toAccountId, amount, currency, transferId, receipt }
}

const told = z.object({
  agentClientId: z.string(),
  code: z.string().optional(),
  why: z.string().optional(),
  asked: z.record(z.string(), z.string()).optional(),
  posted: z.record(z.string(), z.string()).optional(),
})

function receiptOf(customerId: string, mandateId: string, row: Row): MandateReceipt {
  const { agentClientId, code = null, why = null, asked, posted = asked ?? {} } = told.parse(JSON.parse(row.data))
  const { amountMinor = '', currency = '', memo = null, ...order } = posted
  return mandateReceipt.parse({
    iss: env().APP_BASE_URL,
    iat: Math.floor(Date.now() / 1000),
    mandateId,
    customerId,
    agentClientId,
    at: row.at,
    result: row.kind === 'transfer.posted' ? 'posted' : 'refused',
    code,
    why,
    order: { ...order, amount: toDecimal(BigInt(amountMinor), currency), currency, memo },
    transferId: row.transfer_id,
    signedMandate:
      row.signed_answer && row.device_key ? { jws: row.signed_answer, key: JSON.parse(row.device_key) } : null,
    audit: { event: row.kind, position: row.position, hash: row.hash },
    doesNotProve: MANDATE_DOES_NOT_PROVE,
  })
}

function sign(payload: MandateReceipt): Promise<string> {
  const { privateKey, publicJwk } = receiptKey()
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: RECEIPT_ALGORITHM, typ: MANDATE_RECEIPT_TYPE, kid: publicJwk.kid })
    .sign(privateKey)
}
