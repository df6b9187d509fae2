import { createHash } from 'node:crypto'

/** What the first link of a chain follows. */
export const BEFORE_ALL = '0'.repeat(64)

/** An audit event as the chain's hash sees it: every member in the one spelling it has there. */
export interface HashedEvent {
  sequence: string
  /** UTC, with milliseconds: `2026-11-22T03:00:00.000Z`. */
  at: string
  customerId: string
  kind: string
  approvalId: string | null
  transferId: string | null
  /** The database's own text of the jsonb, which sorts members and knows one spelling of each value. */
  data: string
}

/** SHA-256 (hex) over the link before, the place and the event, as link_hash() in 0003_audit_chain.sql makes it. */
export function linkHash(previous: string, position: string, event: HashedEvent): string {
  const { sequence, at, customerId, kind, approvalId, transferId, data } = event
  const place = ['audit link 1', previous, position, sequence]
  const what = [at, customerId, JSON.stringify(kind), approvalId ?? '-', transferId ?? '-', data]
  return createHash('sha256')
    .update([...place, ...what].join('\n'))
    .digest('hex')
}
