// An agent that knows the bank's address, a client's credentials, and an order. All else it is told on the way.
// CLIENT_ID=… CLIENT_SECRET=… node agent.mjs http://localhost:3000/api/agent/transfers FROM_ID TO_ID 25.00 USD "memo"
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import * as oauth from 'openid-client'

const [address, fromAccountId, toAccountId, amount, currency, memo] = process.argv.slice(2)
const bank = new URL(address)
const order = JSON.stringify({ fromAccountId, toAccountId, amount, currency, memo })
const key = randomUUID() // the same for both calls: whatever goes wrong in between, the money moves once at most

// 1. The bank refuses a call without a token, and names its metadata, which names the tenant (RFC 9728).
const refusal = await fetch(bank, { method: 'POST' })
const [, metadata] = /resource_metadata="([^"]+)"/.exec(refusal.headers.get('www-authenticate') ?? '') ?? []
const { resource, authorization_servers, scopes_supported } = await (await fetch(metadata)).json()
const issuer = new URL(authorization_servers[0])
const execute = issuer.protocol === 'http:' ? [oauth.allowInsecureRequests] : [] // the local tenant, on this computer
const tenant = await oauth.discovery(issuer, process.env.CLIENT_ID, process.env.CLIENT_SECRET, undefined, { execute })
const DPoP = oauth.getDPoPHandle(tenant, await oauth.randomDPoPKeyPair()) // tokens are of no use without this key
const audience = { audience: resource, scope: `openid ${scopes_supported.join(' ')}` }

// 2. The customer signs in and lets the agent in. Its token names no transfer, so it moves nothing.
const redirect_uri = process.env.REDIRECT_URI ?? 'http://localhost:8976/callback'
const [verifier, state] = [oauth.randomPKCECodeVerifier(), oauth.randomState()]
const pkce = { code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }
console.log(`Open ${oauth.buildAuthorizationUrl(tenant, { ...audience, ...pkce, redirect_uri, state })}`)
const server = createServer().listen(new URL(redirect_uri).port, 'localhost')
const [request, response] = await once(server, 'request')
response.end('You can close this page.')
server.close()
const checks = { pkceCodeVerifier: verifier, expectedState: state }
const signedIn = await oauth.authorizationCodeGrant(tenant, new URL(request.url, redirect_uri), checks, {}, { DPoP })

// 3. The order with that token: the bank says what the customer has to approve.
const headers = new Headers({ 'content-type': 'application/json', 'idempotency-key': key })
const answered = (error) => error.response ?? Promise.reject(error) // a refusal is an answer too
const send = async (token) =>
  (await oauth.fetchProtectedResource(tenant, token, bank, 'POST', order, headers, { DPoP }).catch(answered)).json()
const needed = await send(signedIn.access_token)
if (needed.code !== 'approval_required') throw new Error(`The bank says: ${needed.code}`)
console.log(`Look at your phone: ${needed.bindingMessage}`)

// 4. The phone is asked for exactly that (CIBA), and the order sent again with the token that names it.
const asked = await oauth.initiateBackchannelAuthentication(tenant, {
  ...audience,
  binding_message: needed.bindingMessage,
  authorization_details: JSON.stringify(needed.authorizationDetails),
  login_hint: JSON.stringify({ format: 'iss_sub', iss: issuer.href, sub: signedIn.claims().sub }),
})
const approved = await oauth.pollBackchannelAuthenticationGrant(tenant, asked, {}, { DPoP }).catch((error) => {
  console.log(`Not approved: ${error.error_description ?? error.message}`)
  process.exit(3)
})
const { transfer, code } = await send(approved.access_token)
if (!transfer) throw new Error(`The bank says: ${code}`)
console.log(`Posted: ${transfer.id}`)
