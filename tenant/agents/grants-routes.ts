import type { KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
import { readForm } from '../http/form'
import { type Middleware, route } from '../http/route'
import { answerError, ownClient } from '../oidc/own-client'
import type { Sql } from '../store/database'
import type { TenantClient } from '../tenant-config'
import { findGrant, listAgents, revokeGrants } from './grants'

/** Postgres text cannot hold a NUL. */
const text = z
  .string()
  .min(1)
  .max(2_048)
  .regex(/^[^\0]*$/)
const credentials = { client_id: z.string(), client_secret: z.string() }
const ListForm = z.strictObject({ ...credentials, sub: text })
const CheckForm = z.strictObject({ ...credentials, grant_id: text })
const RevokeForm = z.strictObject({ ...credentials, sub: text, agent: text.optional() })

/**
 * Three routes for the bank's own client alone, which sends its credentials in the form, as it does to /ciba/outcome:
 * - `POST /oauth/grants` with `sub`: `{ grants }`, the agents that have access to this customer's accounts.
 * - `POST /oauth/grants/check` with `grant_id`, a claim of every token for MCP: `{ active: true, sub, client_id,
 *   client_name, client_host, scopes }` while the grant stands, and `{ active: false }` after that.
 * - `POST /oauth/grants/revoke` with `sub` and `agent`, a client id: `{ revoked }`, the number of grants. Without
 *   `agent`, every agent loses its access.
 */
export function grantRoutes(sql: Sql, clients: TenantClient[]): Middleware[] {
  const post = <Form extends { client_id: string; client_secret: string }>(
    path: RegExp,
    schema: z.ZodType<Form>,
    work: (form: Form) => Promise<object>,
  ) =>
    route('POST', path, async (ctx: KoaContextWithOIDC) => {
      ctx.set('Cache-Control', 'no-store')
      const form = schema.safeParse(Object.fromEntries(await readForm(ctx)))
      if (!form.success) {
        const named = form.error.issues.map(({ path, message }) => `${path.join('.') || 'form'}: ${message}`)
        return answerError(ctx, 400, 'invalid_request', named.join('; '))
      }
      if (await ownClient(sql, clients, ctx, form.data)) ctx.body = await work(form.data)
    })

  return [
    post(/^\/oauth\/grants$/, ListForm, async ({ sub }) => ({ grants: await listAgents(sql, sub) })),
    post(/^\/oauth\/grants\/check$/, CheckForm, async ({ grant_id: id }) => {
      const grant = await findGrant(sql, id)
      return grant ? { active: true, ...grant } : { active: false }
    }),
    post(/^\/oauth\/grants\/revoke$/, RevokeForm, async ({ sub, agent }) => ({
      revoked: await revokeGrants(sql, sub, agent),
    })),
  ]
}
