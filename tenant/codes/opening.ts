import { z } from 'zod'
import { writeCodeText } from '../assets/offline-code.js'
import type { PaymentInitiation } from '../oidc/payment-initiation'
import { listPending } from '../phone/approvals'
import { readShown } from '../phone/displayed'
import type { Sql } from '../store/database'
import type { TenantUser } from '../tenant-config'

/** Wrong codes that a request bears. With the fifth its code is good no more; a phone that has a connection still answers. */
export const TRIES_MAX = 5

/** Why there is no code for a request. */
export type NoCode =
  | ('unknown' | 'approved' | 'denied' | 'withdrawn' | 'expired')
  /** Only transfers: what lasts, as a mandate does, takes a signature. */
  | 'no_transfer'
  /** A passkey must say yes, and its signature fits into no code. */
  | 'passkey'
  | 'no_key'
  | 'too_many'

/** A request that a code can approve. */
export interface OpenCode {
  state: 'open'
  /** The tenant's own id of the request. */
  id: string
  /** What the phone reads, and the code is made of. */
  text: string
  transfer: PaymentInitiation
  triesLeft: number
}

interface Row {
  id: string
  displayed: string | null
  decision: 'approved' | 'denied' | null
  isOver: boolean
  isExpired: boolean
  until: Date
  tries: number
  hasPasskey: boolean
  hasKey: boolean
}

/**
 * Opens the offline way of a customer's request: from the first time on its text stays the same, with the marks that were true then.
 * @param identifier the identifier of the request's payment_initiation, which is the approval's id at the bank
 */
export async function openCode(sql: Sql, user: TenantUser, identifier: string): Promise<OpenCode | { state: NoCode }> {
  if (!z.guid().safeParse(identifier).success) return { state: 'unknown' }
  const [row] = await sql<Row[]>`
    SELECT id, displayed, decision, outcome IS NOT NULL AS "isOver", expires_at <= now() AS "isExpired",
           expires_at AS until, code_tries AS tries,
           EXISTS (SELECT FROM tenant.passkeys WHERE sub = ${user.sub} AND removed_at IS NULL) AS "hasPasskey",
           EXISTS (SELECT FROM tenant.code_keys JOIN tenant.devices AS device ON device.id = device_id
                   WHERE device.sub = ${user.sub} AND removed_at IS NULL AND replaced_at IS NULL) AS "hasKey"
    FROM tenant.approvals WHERE sub = ${user.sub} AND identifier = ${identifier}
    ORDER BY decision IS NULL AND outcome IS NULL AND expires_at > now() DESC, created_at LIMIT 1`
  const transfer = row?.displayed ? readShown(row.displayed).transfer : null
  if (!row?.displayed || !transfer) return { state: row ? (endOf(row) ?? 'no_transfer') : 'unknown' }
  const refused = refusalOf(row)
  if (refused) return { state: refused }
  const text = await textOf(sql, user, row)
  return text ? { state: 'open', id: row.id, text, transfer, triesLeft: TRIES_MAX - row.tries } : { state: 'expired' }
}

function refusalOf(row: Row): NoCode | undefined {
  const ended = endOf(row)
  if (ended) return ended
  if (row.hasPasskey) return 'passkey'
  if (!row.hasKey) return 'no_key'
  return row.tries >= TRIES_MAX ? 'too_many' : undefined
}

function endOf({ decision, isOver, isExpired }: Row): NoCode | undefined {
  return decision ?? (isOver ? 'withdrawn' : isExpired ? 'expired' : undefined)
}

async function textOf(sql: Sql, user: TenantUser, { id, until }: Row): Promise<string | undefined> {
  const waiting = (await listPending(sql, user)).find((each) => each.id === id)
  if (!waiting) return undefined
  const { askedBy, actor, displayed } = waiting
  const marks = waiting.marks.map((mark) => (mark.kind === 'refused' ? { ...mark, at: mark.at.toISOString() } : mark))
  const around = { request: id, customer: user.sub, askedBy, actor, marks, until: until.toISOString() }
  const [kept] = await sql<{ text: string }[]>`
    UPDATE tenant.approvals SET code_text = coalesce(code_text, ${writeCodeText(around, displayed)})
    WHERE id = ${id} AND decision IS NULL RETURNING code_text AS text`
  return kept?.text
}
