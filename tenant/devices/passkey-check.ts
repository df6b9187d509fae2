import { z } from 'zod'
import { readForm } from '../http/form'
import { type Middleware, route } from '../http/route'
import { answerError, ownClient } from '../oidc/own-client'
import type { Sql } from '../store/database'
import type { TenantClient } from '../tenant-config'
import { listPasskeys } from './passkeys'

const CheckForm = z.strictObject({
  client_id: z.string(),
  client_secret: z.string(),
  /** Postgres text cannot hold a NUL. */
  sub: z
    .string()
    .max(2_048)
    .regex(/^[^\0]*$/),
})

/**
 * `POST /oauth/passkeys/check` for the bank's own client alone, which sends its credentials in the form, with `sub`: answers
 * `{ passkeys }`, how many this customer has. Where there is one, the phone lets agents ask again, and not the portal.
 */
export function passkeyCheckRoute(sql: Sql, clients: TenantClient[]): Middleware {
  return route('POST', /^\/oauth\/passkeys\/check$/, async (ctx) => {
    ctx.set('Cache-Control', 'no-store')
    const form = CheckForm.safeParse(Object.fromEntries(await readForm(ctx)))
    if (!form.success) return answerError(ctx, 400, 'invalid_request')
    const client = await ownClient(sql, clients, ctx, form.data)
    if (client) ctx.body = { passkeys: (await listPasskeys(sql, form.data.sub)).length }
  })
}
