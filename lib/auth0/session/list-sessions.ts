import { z } from 'zod'
import { database, withDeadline } from '@/lib/platform/database/client'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'
import { IDLE_SECONDS, TOUCH_SECONDS } from './lifetimes'

/** Where a customer is signed in, as the customer sees it. Times are ISO 8601, `lastSeenAt` to the minute. */
export const signedInDevice = z.strictObject({
  id: uuid,
  device: z.string().describe('such as "Chrome on Linux"'),
  createdAt: instant,
  lastSeenAt: instant.describe('to the minute'),
  current: z.boolean().describe('whether it is the session that asks'),
})

export type SignedInDevice = z.output<typeof signedInDevice>

/** The customer's sessions, the one that asks first, then the last seen. */
export async function listSessions(customerId: string, ownId: string): Promise<SignedInDevice[]> {
  const { sql } = database()
  const rows = await withDeadline(sql<{ id: string; device: string; created_at: string; last_seen_at: string }[]>`
    SELECT id, device, created_at, last_seen_at FROM sessions
    WHERE customer_id = ${customerId} AND expires_at > now()
    AND last_seen_at > now() - make_interval(secs => ${IDLE_SECONDS + TOUCH_SECONDS})
    ORDER BY id <> ${ownId}, last_seen_at DESC`)
  return rows.map(({ id, device, created_at, last_seen_at }) => ({
    id,
    device,
    createdAt: new Date(created_at).toISOString(),
    lastSeenAt: new Date(last_seen_at).toISOString(),
    current: id === ownId,
  }))
}
