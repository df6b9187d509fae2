import { createHash } from 'node:crypto'
import type { SessionData, SessionDataStore } from '@auth0/nextjs-auth0/types'
import { v7 as uuidv7 } from 'uuid'
import { customerOf } from '@/lib/ledger/customer'
import { database, withDeadline } from '@/lib/platform/database/client'
import { log } from '@/lib/platform/log'
import { endSessionOfCookie, endSessionsByTenant } from './end-sessions'
import { IDLE_SECONDS, SESSION_SECONDS, TOUCH_SECONDS } from './lifetimes'
import { sealSession, unsealSession } from './seal-session'
import { signingInDevice } from './signing-in-from'

/** Far more browsers than anybody has. One sign-in more ends the session that has been unused the longest. */
const SESSIONS_PER_CUSTOMER_MAX = 200
const UNUSED_SECONDS_MAX = IDLE_SECONDS + TOUCH_SECONDS
/** Session objects that were just read and need no new "last seen". */
const fresh = new WeakSet<object>()

/**
 * Keeps nextjs-auth0's sessions in a table, so that ending one ends it for every copy of its cookie on every replica.
 * Times are the database's. Each function throws DatabaseUnavailable if the database is away, which signs nobody out.
 */
export const sessionStore: SessionDataStore = {
  /** The session of a cookie as it was when it began, with the id of its row; null once it has ended. */
  async get(cookieId) {
    const { sql } = database()
    const hash = hashOf(cookieId)
    const [row] = await withDeadline(sql<{ id: string; sealed_data: string; due: boolean }[]>`
      SELECT id, sealed_data, last_seen_at < now() - make_interval(secs => ${TOUCH_SECONDS}) AS due FROM sessions WHERE cookie_hash = ${hash} AND expires_at > now()
      AND last_seen_at > now() - make_interval(secs => ${UNUSED_SECONDS_MAX})`)
    if (!row) return null
    try {
      const session = await unsealSession(hash, row.sealed_data)
      if (!row.due) fresh.add(session.internal)
      return { ...session, rowId: row.id }
    } catch (error) {
      log.warn({ err: error, session: row.id }, 'a session cannot be opened, and counts as ended')
      return null
    }
  },

  /** Begins a session; nextjs-auth0 makes a new id for each sign-in. */
  async set(cookieId, session) {
    const { sql } = database()
    const hash = hashOf(cookieId)
    const customer = await customerOf(session.user.sub, seenOf(session))
    const sealed = await sealSession(hash, session)
    await withDeadline(sql`
      WITH over AS (DELETE FROM sessions WHERE expires_at < now()),
      surplus AS (DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE customer_id = ${customer.id}
        ORDER BY last_seen_at DESC OFFSET ${SESSIONS_PER_CUSTOMER_MAX - 1}))
      INSERT INTO sessions (id, cookie_hash, customer_id, tenant_sid, device, sealed_data, expires_at)
      VALUES (${uuidv7()}, ${hash}, ${customer.id}, ${session.internal.sid ?? null}, ${signingInDevice()}, ${sealed},
              now() + make_interval(secs => ${SESSION_SECONDS}))`)
  },

  /**
   * Notes once a minute that the session is used. Its data never changes: the portal refreshes no tokens.
   * @returns false if the session has ended; a write does not revive it.
   */
  async update(cookieId, { internal }) {
    if (fresh.has(internal)) return true
    const { sql } = database()
    const found = await withDeadline(sql`
      WITH alive AS (
        SELECT id, last_seen_at < now() - make_interval(secs => ${TOUCH_SECONDS}) AS due FROM sessions
        WHERE cookie_hash = ${hashOf(cookieId)} AND expires_at > now()
        AND last_seen_at > now() - make_interval(secs => ${UNUSED_SECONDS_MAX})),
      touched AS (UPDATE sessions s SET last_seen_at = now() FROM alive WHERE s.id = alive.id AND alive.due)
      SELECT id FROM alive`)
    return found.length > 0
  },

  delete: (cookieId) => endSessionOfCookie(hashOf(cookieId)),
  deleteByLogoutToken: (token) => endSessionsByTenant(token),
}

/** What the tenant tells of the customer; name and e-mail are for the screen. */
export function seenOf({ user: { sub, name, email } }: SessionData): { name: string; email: string | null } {
  return { name: name || email || sub, email: email ?? null }
}

/** Trap: nextjs-auth0 passes no id for a cookie that holds something else, such as a sign-in under way. */
function hashOf(cookieId: unknown): string {
  return createHash('sha256').update(String(cookieId)).digest('base64url')
}
