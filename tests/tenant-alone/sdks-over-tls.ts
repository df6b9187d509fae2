import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as oauth4webapi from 'oauth4webapi'

// A program of somebody else's, started with NODE_EXTRA_CA_CERTS (over-tls.test.ts): Auth0's SDKs, which build
// https://DOMAIN by themselves, and oauth4webapi, which takes nothing but https. Prints what each of them got.

const [issuer = '', clientId = '', clientSecret = ''] = process.argv.slice(2)
const { host } = new URL(issuer)
const userId = 'auth0|alice'
/** On a busy machine an answer may take longer than the SDK's ten seconds. */
const PATIENCE_MS = 60_000
const hint = JSON.stringify({ format: 'iss_sub', iss: issuer, sub: userId })

type Check = () => Promise<unknown>
const checks: Record<string, Check> = { auth0, auth0No, auth0AuthJs, oauth4webapi: byOauth4webapi }

for (const [name, check] of Object.entries(checks)) {
  const got = await check().catch((error: unknown) => ({ error: String(error), ...Object(error), ...reasonOf(error) }))
  process.stdout.write(`${JSON.stringify({ name, got })}\n`)
}

function reasonOf(error: unknown): object {
  const { cause, message } = Object(error) as { cause?: unknown; message?: string }
  return { message, cause: cause && { ...Object(cause) } }
}

async function clientOfAuth0() {
  const { AuthenticationClient } = await import('auth0')
  return new AuthenticationClient({ domain: host, clientId, clientSecret, timeoutDuration: PATIENCE_MS })
}

/** The stock sample's request: no details, an audience that is no URI. */
async function auth0() {
  const { backchannel } = await clientOfAuth0()
  const asked = await backchannel.authorize({
    userId,
    binding_message: 'auth0 says yes',
    scope: 'openid stock:trade',
    audience: 'stock api #1',
    request_expiry: '120',
  })
  const tokens = await until(() => backchannel.backchannelGrant({ auth_req_id: asked.auth_req_id }))
  const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', issuer))
  const { payload } = await jwtVerify(tokens.access_token, keys, { issuer, audience: 'stock api #1' })
  return { asked, payload, scope: tokens.scope }
}

async function auth0No() {
  const { backchannel } = await clientOfAuth0()
  const asked = await backchannel.authorize({ userId, binding_message: 'auth0 says no', scope: 'openid' })
  return until(() => backchannel.backchannelGrant({ auth_req_id: asked.auth_req_id }))
}

async function auth0AuthJs() {
  const { AuthClient } = await import('@auth0/auth0-auth-js')
  const client = new AuthClient({ domain: host, clientId, clientSecret })
  const tokens = await client.backchannelAuthentication({
    bindingMessage: 'auth0-auth-js says yes',
    loginHint: { sub: userId },
    authorizationParams: { audience: 'stock api #1', scope: 'openid stock:read' },
  })
  return { scope: tokens.scope, claims: tokens.claims }
}

async function byOauth4webapi() {
  const { discoveryRequest, processDiscoveryResponse, ClientSecretBasic } = oauth4webapi
  const url = new URL(issuer)
  const server = await processDiscoveryResponse(url, await discoveryRequest(url))
  const client = { client_id: clientId }
  const proof = ClientSecretBasic(clientSecret)
  const asked = await oauth4webapi.processBackchannelAuthenticationResponse(
    server,
    client,
    await oauth4webapi.backchannelAuthenticationRequest(server, client, proof, {
      scope: 'openid',
      login_hint: hint,
      binding_message: 'oauth4webapi says yes',
    }),
  )
  const tokens = await until(async () => {
    const { auth_req_id: id } = asked
    const response = await oauth4webapi.backchannelAuthenticationGrantRequest(server, client, proof, id)
    return oauth4webapi.processBackchannelAuthenticationGrantResponse(server, client, response)
  })
  return { endpoints: endpointsOf(server), scope: tokens.scope, claims: oauth4webapi.getValidatedIdTokenClaims(tokens) }
}

function endpointsOf(server: object): string[] {
  return Object.entries(server)
    .filter(([name]) => /_endpoint$|^jwks_uri$/.test(name))
    .map(([, address]) => new URL(String(address)).origin)
}

/** Polls as one does by hand: on while it is told to wait. */
async function until<T>(poll: () => Promise<T>): Promise<T> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    try {
      return await poll()
    } catch (error) {
      if ((error as { error?: string }).error !== 'authorization_pending') throw error
    }
  }
}
