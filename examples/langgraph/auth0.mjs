import { createRequire } from 'node:module'
import { Authorizations } from './authorizations.mjs'
import { subject } from './bank.mjs'
import { messageFor } from './payment.mjs'

// The package's ES modules do not load on Node (imports without an extension); its CommonJS build does.
const require = createRequire(import.meta.url)
const { Auth0AI, getCIBACredentials } = require('@auth0/ai-langchain')
const { tool } = require('@langchain/core/tools')
const { z } = require('zod')

const EXPIRY_SECONDS = 300
/** A grant that is gone was fetched by a process that died with it, or by one that is about to pay. */
const ENDS = {
  CIBA_ACCESS_DENIED: 'denied',
  CIBA_AUTHORIZATION_REQUEST_EXPIRED: 'expired',
  CIBA_INVALID_GRANT: 'unknown',
}

/**
 * Pays a saved payee with an approval that this agent asks for itself, by CIBA through `@auth0/ai-langchain`.
 * @param settings `{ domain, clientId, clientSecret }` of a client that may ask for approvals; `address`, where the domain is
 *   reached in plain http; `bank`, the bank's origin
 * @returns `pay(threadId, requestId, order)`: how it ended, or null while the phone waits; throws where that is not known yet, and
 *   may be called again with the same ids, by any process, until it is
 */
export async function payByAuth0({ bank, address, ...auth0 }, pool) {
  const kept = new Authorizations(pool)
  await kept.prepare()
  const route = new URL('/api/agent/transfers', bank)
  const metadata = new URL(`/.well-known/oauth-protected-resource${route.pathname}`, bank)
  const { resource: audience } = await (await fetch(metadata)).json()
  if (address) sendPlainly(auth0.domain, address)
  const ai = new Auth0AI({ auth0, store: kept })

  const send = tool(
    async ({ requestId, order }) => {
      const { accessToken } = getCIBACredentials()
      // The package writes the token down without waiting for it: a process killed after the posting would know nothing of it.
      await kept.keepToken(requestId, accessToken)
      return post(route, accessToken, requestId, order)
    },
    { name: 'pay_payee', description: 'Pays a saved payee.', schema: z.looseObject({ requestId: z.string() }) },
  )
  const guarded = ai.withAsyncUserConfirmation(
    {
      userID: subject,
      audience,
      scopes: ['create:transfer'],
      requestedExpiry: EXPIRY_SECONDS,
      bindingMessage: async ({ detail }) => messageFor(detail),
      authorizationDetails: async ({ detail }) => [detail],
      // Without this the package returns the error as if it were the tool's result.
      onUnauthorized: (error) => {
        throw error
      },
    },
    send,
  )

  return async (threadId, requestId, { order, detail }) => {
    const token = await kept.token(requestId)
    if (token) return post(route, token, requestId, order)
    try {
      // A call of the tool is known by this id alone: without it, two orders that are alike would be one approval.
      const configurable = { thread_id: threadId, tool_call_id: requestId }
      return await guarded.invoke({ requestId, order, detail }, { configurable })
    } catch (error) {
      if (error.name === 'GraphInterrupt') return null
      if (error.code === 'ASKED_BEFORE') return { status: 'unknown', reason: 'asked_before' }
      if (ENDS[error.code]) return { status: ENDS[error.code], reason: error.code }
      throw error
    }
  }
}

/** Sends the order with the token that names it. The request id is the key: however often this is sent, it is paid once. */
async function post(route, token, requestId, order) {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': requestId,
  }
  const answer = await fetch(route, { method: 'POST', headers, body: JSON.stringify(order) })
  const { transfer, code } = await answer.json()
  if (transfer) return { status: 'posted', transferId: transfer.id }
  if (answer.status >= 500 || answer.status === 429) throw new Error(`the bank cannot say now: ${code}`)
  // The token has run out: an earlier call with it may have paid.
  return { status: answer.status === 401 ? 'unknown' : 'failed', reason: code }
}

/** The `auth0` SDK speaks https alone, and the local tenant, on this computer, has no certificate. */
function sendPlainly(domain, address) {
  const original = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const isTenant = typeof input === 'string' && input.startsWith(`https://${domain}/`)
    return original(isTenant ? input.replace(`https://${domain}`, address) : input, init)
  }
}
