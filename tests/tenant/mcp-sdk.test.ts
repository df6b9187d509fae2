import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { auth, type OAuthClientProvider } from '@modelcontextprotocol/client'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ALICE, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { ALL_SCOPES, answerConsent, CALLBACK, openConsent } from './agents'

let tenant: TestTenant
let api: Server
beforeAll(async () => {
  // The least of a resource server: it says who gives tokens for it (RFC 9728).
  api = createServer((_request, response) => {
    const metadata = { resource: tenant.config.mcpAudience, authorization_servers: [tenant.issuer] }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ...metadata, scopes_supported: ALL_SCOPES.split(' ') }))
  })
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', () => resolve()))
  const { port } = api.address() as AddressInfo
  tenant = await startTestTenant({ mcpAudience: `http://127.0.0.1:${port}/api/mcp` })
})
afterAll(async () => {
  await tenant.stop()
  api.close()
})

/** An agent that keeps everything in memory, and notes where it would send its customer's browser. */
function agent() {
  const kept: { [what: string]: unknown; tokens?: { access_token: string; refresh_token?: string }; sent?: URL } = {}
  const provider: OAuthClientProvider = {
    redirectUrl: CALLBACK,
    clientMetadata: { client_name: 'SDK agent', redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none' },
    clientInformation: () => kept.client as never,
    saveClientInformation: (client) => {
      kept.client = client
    },
    tokens: () => kept.tokens as never,
    saveTokens: (tokens) => {
      kept.tokens = tokens
    },
    redirectToAuthorization: (url) => {
      kept.sent = url
    },
    saveCodeVerifier: (verifier) => {
      kept.verifier = verifier
    },
    codeVerifier: () => String(kept.verifier),
  }
  return { kept, provider }
}

it('the SDK of MCP finds the tenant, registers, gets a token and refreshes it, told nothing but the endpoint', async () => {
  const { kept, provider } = agent()
  const serverUrl = tenant.config.mcpAudience
  expect(await auth(provider, { serverUrl })).toBe('REDIRECT')
  expect(kept.sent?.searchParams.get('resource')).toBe(serverUrl)
  const { browser, at } = await openConsent(kept.sent as URL)
  const { at: callback } = await answerConsent(browser, at, 'allow')
  const authorizationCode = callback.searchParams.get('code') ?? ''
  const iss = callback.searchParams.get('iss') ?? ''
  expect(await auth(provider, { serverUrl, authorizationCode, iss })).toBe('AUTHORIZED')
  const first = kept.tokens?.access_token ?? ''
  expect(decodeJwt(first)).toMatchObject({ aud: serverUrl, sub: ALICE, scope: ALL_SCOPES })
  expect(await auth(provider, { serverUrl })).toBe('AUTHORIZED')
  expect(kept.tokens?.access_token).not.toBe(first)
})
