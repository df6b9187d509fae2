import { createHash } from 'node:crypto'

/** The hash before the first link of a chain. */
export const BEFORE_ALL = '0'.repeat(64)

/** An audit event in the form that is hashed, in which every member has exactly one spelling. */
export interface HashedEvent {
  sequence: string
  /** UTC, with milliseconds: `2026-11-22T03:00:00.000Z`. */
  at: string
  customerId: string
  kind: string
  approvalId: string | null
  transferId: string | null
  /** The database's own text of the jsonb, which sorts the members and has one spelling for each value. */
  data: string
}

/** SHA-256 (hex) over the link before, the position and the event, as db/functions/link_hash.sql computes it. */
export function linkHash(previous: string, position: string, event: HashedEvent): string {
  const { sequence, at, customerId, kind, approvalId, transferId, data } = event
  const place = ['audit link 1', previous, position, sequence]
  const what = [at, customerId, JSON.stringify(kind), approvalId ?? '-', transferId ?? '-', data]
  return createHash('sha256')
    .update([...place, ...what].join('\n'))
    .digest('hex')
}
