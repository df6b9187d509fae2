import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { GET as metadata } from '@/app/.well-known/oauth-protected-resource/api/mcp/route'
import { POST as mcp } from '@/app/api/mcp/route'
import { env } from '@/lib/platform/env'
import { type AgentBank, AUDIENCE, openAgentBank, send } from '../support/agent/agent-bank'
import { newProofKey, proofFor } from '../support/agent/dpop'
import { nextMinute } from '../support/bank/next-minute'

// Who may come in at all. Every claim of the token can be forged here, for the tenant is a double; the endpoint is real.

const ENDPOINT = 'http://localhost:3000/api/mcp'
const METADATA = 'http://localhost:3000/.well-known/oauth-protected-resource/api/mcp'
const AGENT = 'https://agent.example/client.json'
const ALL = 'read:accounts read:transactions request:transfer'

let agent: AgentBank
/** What the tenant says of the grant that every token here hangs on. */
let grant: Record<string, unknown>
let checks = 0
beforeAll(async () => {
  agent = await openAgentBank()
  agent.tenant.answers['/oauth/grants/check'] = (form) => {
    checks += 1
    return form.get('client_secret') === env().AUTH0_CLIENT_SECRET ? grant : { error: 'invalid_client' }
  }
})
afterAll(() => agent.close())
beforeEach(() => {
  checks = 0
  grant = { active: true, sub: 'auth0|alice', client_id: AGENT, client_name: 'Robo', client_host: 'agent.example' }
})

let grants = 0
/** A token as the tenant gives it, but for what `claims` changes; each hangs on a grant of its own. */
function tokenOf(claims: Record<string, unknown> = {}): string {
  grants += 1
  const named = { azp: undefined, client_id: AGENT, scope: ALL, aud: ENDPOINT, grant_id: `grant-${grants}` }
  return agent.tokenFor({}, { claims: { ...named, authorization_details: undefined, ...claims } })
}

const call = (name: string, args: object = {}) => ({
  ...{ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } },
})

/** One POST of a stateless client of 2025, which needs no envelope. */
function post(token: string | null, body: unknown = call('list_accounts'), more: Record<string, string> = {}) {
  const headers = new Headers({
    Host: 'localhost:3000',
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    ...(token !== null && { Authorization: `Bearer ${token}` }),
    ...more,
  })
  return mcp(
    new Request(ENDPOINT, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) }),
  )
}

async function refused(response: Response) {
  const { code } = (await response.json()) as { code?: string }
  return { status: response.status, code, challenge: response.headers.get('www-authenticate') }
}

/** What the one tool call gave, whether it came as JSON or as an event. */
async function resultOf(
  response: Response,
): Promise<{ structuredContent: Record<string, unknown>; isError?: boolean }> {
  expect(response.status).toBe(200)
  const text = await response.text()
  return JSON.parse(text.startsWith('{') ? text : (/^data: (.*)$/m.exec(text)?.[1] ?? '')).result
}

const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }
const INVALID = { ...UNAUTHENTICATED, challenge: `Bearer error="invalid_token", resource_metadata="${METADATA}"` }

test('a good token opens the door, and what it opens is for nobody to keep', async () => {
  const response = await post(tokenOf())
  expect(response.headers.get('cache-control')).toBe('no-store')
  const { structuredContent } = await resultOf(response)
  expect(structuredContent.accounts).toContainEqual(expect.objectContaining({ name: 'Checking', mask: '••4321' }))
})

test('without a token an agent learns where one can be had, and there for what', async () => {
  expect(await refused(await post(null))).toEqual({
    ...UNAUTHENTICATED,
    challenge: `Bearer resource_metadata="${METADATA}"`,
  })
  expect(await (await metadata()).json()).toMatchObject({
    resource: ENDPOINT,
    authorization_servers: [agent.tenant.issuer],
    scopes_supported: ALL.split(' '),
    bearer_methods_supported: ['header'],
  })
})

describe('a token is refused', () => {
  const now = () => Math.floor(Date.now() / 1000)
  test.each<[string, () => Record<string, unknown>]>([
    ['for the agent API', () => ({ aud: AUDIENCE })],
    ['for both', () => ({ aud: [ENDPOINT, AUDIENCE] })],
    ['that is for /userinfo too', () => ({ aud: [ENDPOINT, `${agent.tenant.issuer}userinfo`] })],
    ['for another address of the bank', () => ({ aud: `${ENDPOINT}/` })],
    ['for nobody', () => ({ aud: undefined })],
    ['of another issuer', () => ({ iss: 'https://elsewhere.example/' })],
    ['that has expired', () => ({ iat: now() - 900, exp: now() - 31 })],
    ['that never expires', () => ({ exp: undefined })],
    ['from the future', () => ({ iat: now() + 31, exp: now() + 900 })],
    ['that lives for more than a day', () => ({ exp: now() + 86_401 })],
    ['of nobody', () => ({ sub: undefined })],
    ['of no client', () => ({ client_id: undefined })],
    ['whose clients differ', () => ({ azp: 'another' })],
    ['whose client cannot be kept', () => ({ client_id: 'a'.repeat(1_001) })],
    ['that hangs on no grant', () => ({ grant_id: undefined })],
  ])('%s', async (_, claims) => {
    expect(await refused(await post(tokenOf(claims())))).toEqual(INVALID)
  })

  test.each<[string, Record<string, unknown>]>([
    ['its customer has taken back', { active: false }],
    ['is of another customer', { sub: 'auth0|bob' }],
    ['is of another agent', { client_id: 'another' }],
  ])('whose grant %s', async (_, changes) => {
    grant = { ...grant, ...changes }
    expect(await refused(await post(tokenOf()))).toEqual(INVALID)
  })

  test('by the agent route, if it is for MCP, whatever it holds', async () => {
    const { order, identifier } = agent.goodCall()
    const token = tokenOf({
      scope: `${ALL} create:transfer`,
      authorization_details: [agent.detailOf(order, identifier)],
      client_id: env().AUTH0_CLIENT_ID,
    })
    expect(await refused(await send(token, identifier, order))).toMatchObject(UNAUTHENTICATED)
    expect((await send(agent.tokenFor(agent.detailOf(order, identifier)), identifier, order)).status).toBe(201)
  })
})

test('a grant that the tenant cannot be asked about opens nothing', async () => {
  grant = { nonsense: true }
  expect((await post(tokenOf())).status).toBe(503)
})

test('the tenant is asked once for many calls, and each time before the phone is asked', async () => {
  const token = tokenOf()
  for (let turn = 0; turn < 5; turn++) await resultOf(await post(token))
  expect(checks).toBe(1)
  grant = { active: false }
  const asked = await resultOf(
    await post(token, call('request_transfer', { requestId: crypto.randomUUID(), ...agent.order() })),
  )
  expect(asked).toMatchObject({ isError: true, structuredContent: { code: 'unauthenticated' } })
  expect(await refused(await post(token))).toEqual(INVALID)
})

test.each([
  ['list_accounts', 'read:transactions request:transfer', 'read:accounts'],
  ['list_payees', 'read:transactions request:transfer', 'read:accounts'],
  ['list_transactions', 'read:accounts request:transfer', 'read:transactions'],
  ['request_transfer', 'read:accounts read:transactions', 'request:transfer'],
  ['get_approval', 'read:accounts read:transactions xrequest:transfer', 'request:transfer'],
  ['cancel_transfer', 'read:accounts read:transactions', 'request:transfer'],
])('%s takes its own scope', async (name, scope, missing) => {
  const response = await post(tokenOf({ scope }), call(name))
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const { status, code, challenge } = await refused(response)
  expect({ status, code }).toEqual({ status: 403, code: 'insufficient_scope' })
  expect(challenge).toMatch(/^Bearer /)
  for (const part of ['error="insufficient_scope"', `scope="${missing}"`, `resource_metadata="${METADATA}"`])
    expect(challenge).toContain(part)
})

test.each([
  ['list_accounts', { what: 'all' }, 'what: is not known here'],
  ['list_transactions', {}, 'accountId: '],
  ['list_transactions', { accountId: crypto.randomUUID(), limit: 0 }, 'limit: '],
  ['request_transfer', { requestId: crypto.randomUUID(), amount: 25 }, 'amount: '],
  ['get_approval', { approvalId: crypto.randomUUID(), waitSeconds: 26 }, 'waitSeconds: '],
  ['cancel_transfer', { approvalId: 1 }, 'approvalId: '],
])('%s refuses arguments that do not fit with a code, and names them', async (name, args, named) => {
  const { isError, structuredContent } = await resultOf(await post(tokenOf(), call(name, args)))
  expect(isError).toBe(true)
  expect(structuredContent).toEqual({ code: 'invalid_request', message: expect.stringContaining(named) })
})

describe('what a page elsewhere has a browser send is refused', () => {
  test.each([
    ['by its origin', { Origin: 'https://evil.example' }],
    ['by an origin that is none', { Origin: 'null' }],
    ['under a name of its own', { Host: 'evil.example:3000' }],
    ['under the same name at another port', { Host: 'localhost:3001' }],
  ])('%s', async (_, headers) => {
    expect(await refused(await post(tokenOf(), undefined, headers))).toMatchObject({
      status: 403,
      code: 'forbidden_origin',
    })
  })

  test.each([
    ['the bank’s own origin', { Origin: 'http://localhost:3000' }],
    ['the address that a proxy may know it by', { Host: '127.0.0.1:3000' }],
  ])('but not by %s', async (_, headers) => {
    await resultOf(await post(tokenOf(), undefined, headers))
  })
})

test.each<[string, unknown, number]>([
  ['a big body', { ...call('list_accounts'), more: 'x'.repeat(33 * 1024) }, 413],
  ['many calls in one', Array.from({ length: 3 }, () => call('list_accounts')), 400],
  ['no JSON', '{', 400],
  ['what Postgres cannot keep', call('get_approval', { approvalId: 'a\0b' }), 400],
])('%s is refused', async (_, body, status) => {
  expect((await post(tokenOf(), body)).status).toBe(status)
})

test('a token that is bound to a key is good with a proof of that key alone, once', async () => {
  const key = await newProofKey()
  const token = tokenOf({ cnf: { jkt: key.thumbprint } })
  const DPoP = await proofFor(key, token, ENDPOINT)
  const bound = { Authorization: `DPoP ${token}`, DPoP }
  expect(await refused(await post(token))).toMatchObject(UNAUTHENTICATED)
  await resultOf(await post(token, undefined, bound))
  const again = await refused(await post(token, undefined, bound))
  expect(again).toMatchObject(UNAUTHENTICATED)
  expect(again.challenge).toContain('DPoP error="invalid_dpop_proof"')
})

test('a subscription is open for less than a minute', async () => {
  const end = new AbortController()
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    expect(ms).toBeLessThan(60_000)
    return end.signal
  })
  const [version, names] = ['2026-07-28', 'io.modelcontextprotocol/']
  const _meta = {
    [`${names}protocolVersion`]: version,
    [`${names}clientInfo`]: { name: 'test', version: '1' },
    [`${names}clientCapabilities`]: {},
  }
  const params = { notifications: { toolsListChanged: true }, _meta }
  const listen = { jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params }
  const headers = { 'MCP-Protocol-Version': version, 'Mcp-Method': listen.method }
  const response = await post(tokenOf(), listen, headers)
  timeout.mockRestore()
  const reading = response.text()
  end.abort()
  expect(await reading).toContain('notifications/subscriptions/acknowledged')
})

test('one agent’s calls are counted, and neither another’s nor the customer’s own stop with them', async () => {
  const limit = env().RATE_LIMIT_PER_MINUTE
  await nextMinute(agent.bank)
  env().RATE_LIMIT_PER_MINUTE = 3
  const token = tokenOf()
  const statuses = []
  for (let turn = 0; turn < 4; turn++) statuses.push((await post(token)).status)
  grant = { ...grant, client_id: 'another' }
  expect((await post(tokenOf({ client_id: 'another' }))).status).toBe(200)
  env().RATE_LIMIT_PER_MINUTE = limit
  expect(statuses).toEqual([200, 200, 200, 429])
})
