import { createHash, timingSafeEqual } from 'node:crypto'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { addressOf } from '../http/address'
import { countAttempt } from '../sign-in/attempts'
import type { Sql } from '../store/database'
import type { TenantClient } from '../tenant-config'
import { GUESSES_PER_MINUTE } from './guessing'

/** The credentials of one of the bank's own clients, sent as for `client_secret_post` (RFC 6749 section 2.3.1). */
export interface Credentials {
  client_id: string
  client_secret: string
}

/**
 * The bank's own client with these credentials, among those that may ask for approvals. For any other caller this
 * function has already answered: 401, or 429 after too many guesses.
 */
export async function ownClient(
  sql: Sql,
  clients: TenantClient[],
  ctx: KoaContextWithOIDC,
  { client_id: id, client_secret: secret }: Credentials,
): Promise<TenantClient | undefined> {
  const client = clients.find((known) => known.id === id && known.asksForApprovals)
  if (client?.secret !== undefined && same(client.secret, secret)) return client
  const wait = await countAttempt(sql, `guess::${addressOf(ctx)}`, GUESSES_PER_MINUTE, 60)
  if (wait > 0) ctx.set('Retry-After', String(wait))
  answerError(ctx, wait > 0 ? 429 : 401, wait > 0 ? 'slow_down' : 'invalid_client')
  return undefined
}

/** Answers with an error code, as the token endpoint does (RFC 6749 section 5.2). */
export function answerError(ctx: KoaContextWithOIDC, status: number, error: string, description?: string): void {
  ctx.status = status
  ctx.body = description === undefined ? { error } : { error, error_description: description }
}

function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
