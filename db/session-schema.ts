import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { customers, instant } from './schema'

/** The sessions in the portal, one for each browser. Ending a session deletes its row. */
export const sessions = pgTable(
  'sessions',
  {
    /** The session's name in the customer's list. It signs nobody in, because the cookie holds another id. */
    id: uuid('id').primaryKey(),
    /** SHA-256 (base64url) of the id in the cookie, so that a reader of this table cannot make the cookie. */
    cookieHash: text('cookie_hash').notNull().unique(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    /** The tenant's id of the sign-in (`sid`), by which the tenant reports that the customer has logged out there. */
    tenantSid: text('tenant_sid'),
    /** The browser's description for the customer: `Chrome on Linux`. */
    device: text('device').notNull(),
    /** The user and the ID token, sealed. */
    sealedData: text('sealed_data').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    index('sessions_customer').on(t.customerId),
    index('sessions_tenant').on(t.tenantSid),
    index('sessions_expiry').on(t.expiresAt),
  ],
)
