import { z } from 'zod'
import { readForm } from '../http/form'
import { type Middleware, route } from '../http/route'
import type { Changes } from '../phone/changes'
import type { Sql } from '../store/database'
import type { TenantClient } from '../tenant-config'
import { answerError, ownClient } from './own-client'

const Told = z.strictObject({
  client_id: z.string(),
  client_secret: z.string(),
  /** The identifier of the payment_initiation, which the client chose. */
  identifier: z.guid(),
  /** `revoked`: a mandate that had begun is over before its time. */
  outcome: z.enum(['posted', 'failed', 'cancelled', 'expired', 'revoked']),
})

/**
 * `POST /ciba/outcome`: the client tells how its request ended, so that the phone can show it. CIBA has no such
 * message. The form holds `client_id`, `client_secret`, `identifier` and `outcome`. Answers 204, 401 to other clients,
 * and 404 where this client made no request of this identifier. The first outcome stands, and `posted` needs a yes; `revoked`
 * may follow it, and is kept beside it.
 */
export function outcomeRoute(sql: Sql, clients: TenantClient[], changes: Changes): Middleware {
  return route('POST', /^\/ciba\/outcome$/, async (ctx) => {
    ctx.set('Cache-Control', 'no-store')
    const told = Told.safeParse(Object.fromEntries(await readForm(ctx)))
    if (!told.success) return answerError(ctx, 400, 'invalid_request')
    const { identifier, outcome, ...credentials } = told.data
    const client = await ownClient(sql, clients, ctx, credentials)
    if (!client) return
    const subs =
      outcome === 'revoked'
        ? await revoke(sql, client.id, identifier)
        : await settle(sql, client.id, identifier, outcome)
    for (const sub of subs) changes.announce(sub)
    if (subs.length === 0 && !(await isKnown(sql, client.id, identifier))) return answerError(ctx, 404, 'not_found')
    ctx.status = 204
  })
}

/**
 * Records the outcome.
 * @returns the customers whose phones have something new to show
 */
async function settle(sql: Sql, clientId: string, identifier: string, outcome: string): Promise<string[]> {
  const settled = await sql<{ sub: string }[]>`
    UPDATE tenant.approvals SET outcome = ${outcome}, outcome_at = now()
    WHERE client_id = ${clientId} AND identifier = ${identifier} AND outcome IS NULL
      AND (${outcome} <> 'posted' OR decision = 'approved')
    RETURNING sub`
  return settled.map(({ sub }) => sub)
}

/**
 * Records that a mandate is revoked at the bank. That it had begun may not have been told yet.
 * @returns the customers whose phones have something new to show
 */
async function revoke(sql: Sql, clientId: string, identifier: string): Promise<string[]> {
  const revoked = await sql<{ sub: string }[]>`
    UPDATE tenant.approvals SET revoked_at = now(), outcome = 'posted', outcome_at = coalesce(outcome_at, now())
    WHERE client_id = ${clientId} AND identifier = ${identifier} AND revoked_at IS NULL
      AND decision = 'approved' AND coalesce(outcome, 'posted') = 'posted'
    RETURNING sub`
  return revoked.map(({ sub }) => sub)
}

async function isKnown(sql: Sql, clientId: string, identifier: string): Promise<boolean> {
  const known = await sql`
    SELECT FROM tenant.approvals WHERE client_id = ${clientId} AND identifier = ${identifier} LIMIT 1`
  return known.length > 0
}
