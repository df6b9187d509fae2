import { createMcpHandler, type McpHttpHandler, type McpServerFactory } from '@modelcontextprotocol/server'
import { answer } from '@/lib/platform/http/answer'
import { Problem, problemResponse } from '@/lib/platform/http/problem'
import { readJson } from '@/lib/platform/http/read-json'
import { log } from '@/lib/platform/log'
import { stopping } from '@/lib/platform/shutdown'
import { requireOwnHost } from './own-host'
import { type Caller, requireAgent } from './require-agent'
import { metadataAddress } from './resource'
import { bankServer } from './server'
import { challengeTask, refuseTaskSubscription } from './tasks'

const BODY_BYTES_MAX = 32 * 1024
const SUBSCRIPTIONS_MAX = 64
/** Bounds how long an open stream outlives the agent's access; clients open another. */
const SUBSCRIPTION_MS_MAX = 50_000

/** Answers messages from servers that the given function makes, one for each request, in both revisions. */
export function mcpHandler(serverFor: McpServerFactory): McpHttpHandler {
  return createMcpHandler(serverFor, {
    onerror: (error) => log.info({ err: error }, 'an MCP request was refused'),
    maxSubscriptions: SUBSCRIPTIONS_MAX,
  })
}

const handler = mcpHandler(({ authInfo, era }) => bankServer(authInfo?.extra?.caller as Caller, era))

/**
 * The Model Context Protocol over streamable HTTP, without sessions, in the revisions 2026-07-28 and 2025-11-25: trusts the
 * token and nothing else. A plain function, so that a bare Node server can mount it as well as Next.
 */
export const serveMcp = answer(async (request: Request): Promise<Response> => {
  requireOwnHost(request)
  const caller = await requireAgent(request).catch(challenge)
  const parsedBody = await readMessage(request)
  const { token, scopes, expiresAt } = caller.grant
  const authInfo = {
    token,
    clientId: caller.agent.clientId,
    scopes,
    expiresAt,
    resourceMetadataUrl: metadataAddress(),
    extra: { caller },
  }
  const refused = challengeTask(parsedBody, authInfo) ?? refuseTaskSubscription(parsedBody)
  const response = asScopeProblem(
    refused ?? (await handler.fetch(bounded(request, parsedBody), { authInfo, parsedBody })),
  )
  response.headers.set('Cache-Control', 'no-store')
  return response
})

/** Reads the one message of a request. @throws Problem `invalid_request`, `body_too_large`, `unsupported_media_type` */
export async function readMessage(request: Request): Promise<unknown> {
  const body = await readJson(request, BODY_BYTES_MAX)
  // A batch would be many calls that the rate limit counts as one; MCP has none since 2025-06-18.
  if (Array.isArray(body)) throw new Problem('invalid_request', { detail: 'One message at a time.' })
  return body
}

/** Ends a subscription after a while and when the process stops. The bank sends nothing over subscriptions. */
function bounded(request: Request, body: unknown): Request {
  if ((body as { method?: unknown } | null)?.method !== 'subscriptions/listen') return request
  const { url, method, headers } = request
  const signal = AbortSignal.any([request.signal, stopping(), AbortSignal.timeout(SUBSCRIPTION_MS_MAX)])
  return new Request(url, { method, headers, signal })
}

/** The SDK refuses a scope that is missing in a body of its own, without the problem's `code`; its challenge is kept. */
function asScopeProblem(response: Response): Response {
  const challenge = response.headers.get('WWW-Authenticate')
  if (response.status !== 403 || challenge === null) return response
  return problemResponse(new Problem('insufficient_scope', { headers: { 'WWW-Authenticate': challenge } }))
}

/** Adds the metadata's address to each refusal of a token, so that clients find the tenant (RFC 9728 section 5.1). */
function challenge(refused: unknown): never {
  if (!(refused instanceof Problem) || refused.code !== 'unauthenticated') throw refused
  const headers = { ...refused.extras.headers }
  const [bearer = 'Bearer', ...others] = (headers['WWW-Authenticate'] ?? '').split(', ')
  const found = `${bearer}${bearer.includes('=') ? ',' : ''} resource_metadata="${metadataAddress()}"`
  const isDpop = others.some((other) => other.includes('error='))
  headers['WWW-Authenticate'] = isDpop ? [found, ...others].join(', ') : found
  throw new Problem('unauthenticated', { ...refused.extras, headers })
}
