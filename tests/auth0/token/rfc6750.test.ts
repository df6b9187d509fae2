import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { GET as metadata } from '@/app/.well-known/oauth-protected-resource/api/agent/transfers/route'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { log } from '@/lib/platform/log'
import { type AgentBank, AUDIENCE, expectRefused, openAgentBank, send } from '../../support/agent/agent-bank'

// Bearer token usage: where a token is taken from (section 2), what a refusal says (section 3), who gets to see it (5).

const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }
const METADATA = 'http://localhost:3000/.well-known/oauth-protected-resource/api/agent/transfers'
const DPOP = 'DPoP algs="ES256 RS256 PS256 EdDSA Ed25519"'

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())

const request = (url: string, headers: Record<string, string>, body: unknown) =>
  new Request(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

/** Section 3: where no token came, the challenge names no error. */
async function expectNoToken(request: () => Request): Promise<void> {
  const { response } = await expectRefused(agent.bank, () => agentTransfer(request()), UNAUTHENTICATED)
  expect(response.headers.get('www-authenticate')).toBe(`Bearer resource_metadata="${METADATA}", ${DPOP}`)
}

test('the address in the challenge leads to the tenant, and says what to ask there (RFC 9728)', async () => {
  const response = await metadata()
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({
    resource: AUDIENCE,
    authorization_servers: [agent.tenant.issuer],
    scopes_supported: ['create:transfer'],
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'],
    authorization_details_types_supported: ['payment_initiation'],
    resource_name: 'the bAInk',
  })
})

describe('2.1: a token is taken from the Authorization header', () => {
  test.each(['Bearer', 'bearer', 'BEARER'])('with the scheme in any case: %s', async (scheme) => {
    const { token, identifier, order } = agent.goodCall()
    const headers = { Authorization: `${scheme} ${token}`, 'Idempotency-Key': identifier }
    expect((await agentTransfer(request(AUDIENCE, headers, order))).status).toBe(201)
  })

  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic YWxpY2U6cHc=',
    'Bearer a b',
    'TOKEN',
    'Token TOKEN',
    'BearerTOKEN',
    'Bearer TOKEN, Bearer TOKEN',
    'Bearer TOKEN, DPoP TOKEN',
  ])('not from "%s"', async (pattern) => {
    const { token, identifier, order } = agent.goodCall()
    const headers = { Authorization: pattern.replaceAll('TOKEN', token), 'Idempotency-Key': identifier }
    await expectNoToken(() => request(AUDIENCE, headers, order))
  })

  test('not when it is longer than 8 KiB', async () => {
    const { identifier, order } = agent.goodCall()
    const long = agent.tokenFor(agent.detailOf(order, identifier), { claims: { filler: 'x'.repeat(8 * 1024) } })
    const headers = { Authorization: `Bearer ${long}`, 'Idempotency-Key': identifier }
    await expectNoToken(() => request(AUDIENCE, headers, order))
  })
})

describe('2.2 and 2.3: a token is not taken from', () => {
  test('a form, which is no body of ours either', async () => {
    const { token, identifier, order } = agent.goodCall()
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Idempotency-Key': identifier }
    const form = new URLSearchParams({ ...order, memo: order.memo ?? '', access_token: token }).toString()
    await expectNoToken(() => request(AUDIENCE, headers, form))
  })

  test('the JSON body', async () => {
    const { token, identifier, order } = agent.goodCall()
    await expectNoToken(() => request(AUDIENCE, { 'Idempotency-Key': identifier }, { ...order, access_token: token }))
  })

  test('the query', async () => {
    const { token, identifier, order } = agent.goodCall()
    await expectNoToken(() => request(`${AUDIENCE}?access_token=${token}`, { 'Idempotency-Key': identifier }, order))
  })

  test('a cookie', async () => {
    const { token, identifier, order } = agent.goodCall()
    const headers = { 'Idempotency-Key': identifier, Cookie: `access_token=${token}; __session=${token}` }
    await expectNoToken(() => request(AUDIENCE, headers, order))
  })

  test('two places at once: the body is refused for the member that it does not know', async () => {
    const { token, identifier, order } = agent.goodCall()
    const call = () => send(token, identifier, { ...order, access_token: token })
    await expectRefused(agent.bank, call, { status: 400, code: 'invalid_request' })
  })
})

describe('3.1: the answer says', () => {
  test.each<[string, Record<string, unknown>]>([
    ['expired', { iat: 1_700_000_000, exp: 1_700_000_300 }],
    ['foreign', { iss: 'https://other.example/' }],
    ['for another API', { aud: 'https://other.example/' }],
  ])('invalid_token with 401 where it is %s, and not why', async (_, claims) => {
    const { response, problem } = await expectRefused(agent.bank, () => agent.call({ claims }), UNAUTHENTICATED)
    expect(response.headers.get('www-authenticate')).toBe(`Bearer error="invalid_token", ${DPOP}`)
    expect(Object.keys(problem).sort()).toEqual(['code', 'status', 'title', 'type'])
  })

  test.each<[string, unknown]>([
    ['missing', undefined],
    ['empty', ''],
    ['another', 'openid'],
    ['a part of a longer word', 'precreate:transfers'],
    ['a longer word that begins like it', 'openid create:transfers'],
    ['the word with more behind it', 'create:transfer:all'],
    ['in capitals', 'Create:Transfer'],
    ['a list and not a string', ['openid', 'create:transfer']],
    ['separated by tabs', 'openid\tcreate:transfer'],
    ['separated by line breaks', 'openid\ncreate:transfer'],
    ['separated by commas', 'openid,create:transfer'],
  ])('insufficient_scope with 403, and which scope, where it is %s', async (_, scope) => {
    const expected = { status: 403, code: 'insufficient_scope' }
    const { response } = await expectRefused(agent.bank, () => agent.call({ claims: { scope } }), expected)
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="create:transfer"')
  })

  test.each(['create:transfer', 'create:transfer openid profile'])('nothing of it where it is "%s"', async (scope) => {
    expect((await agent.call({ claims: { scope } })).status).toBe(201)
  })

  test('400 without a challenge where the request itself is wrong', async () => {
    const { token, identifier } = agent.goodCall()
    const expected = { status: 400, code: 'invalid_request' }
    const { response } = await expectRefused(agent.bank, () => send(token, identifier, '{'), expected)
    expect(response.headers.get('www-authenticate')).toBeNull()
  })
})

describe('5.3: a token is shown to nobody', () => {
  test.each<[string, Record<string, unknown>]>([
    ['good', {}],
    ['expired', { exp: 1_700_000_300, iat: 1_700_000_000 }],
    ['without the scope', { scope: 'openid' }],
    ['without a detail', { authorization_details: [] }],
  ])('not in the answer and not in the log, where it is %s', async (_, claims) => {
    const lines: unknown[][] = []
    const spies = (['info', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(log, level).mockImplementation((...line: unknown[]) => void lines.push(line)),
    )
    const { identifier, order } = agent.goodCall()
    const token = agent.tokenFor(agent.detailOf(order, identifier), { claims })
    const response = await send(token, identifier, order)
    for (const spy of spies) spy.mockRestore()
    const [, , signature = ''] = token.split('.')
    const seen = (await response.text()) + JSON.stringify([...response.headers]) + JSON.stringify(lines)
    expect(seen).not.toContain(signature)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})
