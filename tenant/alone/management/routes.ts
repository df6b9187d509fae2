import type { JWK } from 'jose'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { statusOf } from '../../http/failures'
import { readJson } from '../../http/form'
import type { Middleware } from '../../http/route'
import type { PhoneParts } from '../../phone/parts'
import type { Alone } from '../../tenant-config'
import { callersOf, countRequest, requireScope } from './caller'
import { OPERATIONS } from './operations'
import { Refusal, refusalBody } from './refusal'

const BASE = '/api/v2/'

/** The part of Auth0's Management API that there is, for clients with a token of their own for it. */
export function managementRoutes(
  { sql, config, changes, log }: PhoneParts,
  alone: Alone,
  signingKeys: { keys: JWK[] },
): Middleware {
  const callerOf = callersOf(config.issuer, signingKeys, alone.clients)

  const answer = async (ctx: KoaContextWithOIDC): Promise<void> => {
    const caller = await callerOf(ctx)
    await countRequest(sql, ctx, caller)
    const { operation, ids } = operationFor(ctx)
    requireScope(caller, operation.scope)
    const body = ctx.method === 'POST' || ctx.method === 'PATCH' ? await readJson(ctx) : undefined
    const query = new URLSearchParams(ctx.querystring)
    const answered = await operation.answer({ sql, changes, ids, query, body })
    ctx.status = answered === undefined ? 204 : (operation.status ?? 200)
    if (answered !== undefined) ctx.body = answered
  }

  const refuse = (ctx: KoaContextWithOIDC, error: unknown): void => {
    const status = error instanceof Refusal ? error.status : statusOf(error)
    if (status >= 500) log.error({ err: error, route: ctx.state.route }, 'a request failed')
    const words = WORDS[status] ?? 'An internal error occurred'
    ctx.status = status
    ctx.body = error instanceof Refusal ? refusalBody(error) : refusalBody({ status, message: words })
  }

  return async (ctx, next) => {
    if (!ctx.path.startsWith(BASE)) return next()
    ctx.state.route = 'management'
    ctx.set('Cache-Control', 'no-store')
    await answer(ctx).catch((error: unknown) => refuse(ctx, error))
  }
}

const WORDS: Record<number, string> = {
  400: 'Payload validation error: the body is no JSON that can be kept.',
  413: 'Payload content length greater than maximum allowed: 16384',
  415: 'Unsupported Media Type',
  503: 'The service is unavailable, try again later',
}

/**
 * Decodes each part of the path once: an id may hold `|`, and `%257C` is no other spelling of it.
 * @throws Refusal 404, 400
 */
function operationFor({ method, path }: KoaContextWithOIDC) {
  const parts = path.slice(BASE.length).split('/').map(decoded)
  for (const operation of OPERATIONS) {
    const [wanted, pattern = ''] = operation.on.split(' ')
    const names = pattern.split('/')
    const fits = (part: string, index: number) => (names[index] === '*' ? part !== '' : part === names[index])
    if (wanted !== method || names.length !== parts.length || !parts.every(fits)) continue
    const [first = '', second = ''] = parts.filter((_, index) => names[index] === '*')
    return { operation, ids: [first, second] as [string, string] }
  }
  throw new Refusal(404, 'Not Found')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Refusal(400, 'Path validation error: the path cannot be decoded.', 'invalid_uri')
  }
}
