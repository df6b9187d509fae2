import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './schema'

// What requests leave behind, so that all replicas know of them.

/** DPoP proofs that were used (RFC 9449 section 11.1), so that none counts twice on any replica. */
export const dpopProofs = pgTable(
  'dpop_proofs',
  {
    thumbprint: text('thumbprint').notNull(),
    jti: text('jti').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.thumbprint, t.jti] }), index('dpop_proofs_expiry').on(t.expiresAt)],
)

/** The writes of each minute and subject (a customer, an address, an agent's client, a transfer) on all replicas. */
export const rateWindows = pgTable(
  'rate_windows',
  {
    subject: text('subject').notNull(),
    minute: instant('minute').notNull(),
    writes: integer('writes').notNull(),
  },
  (t) => [primaryKey({ columns: [t.subject, t.minute] })],
)
