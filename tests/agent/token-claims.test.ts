import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type AgentBank, AUDIENCE, CLIENT, expectRefused, openAgentBank } from '../support/agent-bank'

// The clock stands still: what is 29 s old stays 29 s old.
const NOW = 1_795_300_000
const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
  vi.useFakeTimers({ toFake: ['Date'], now: NOW * 1000 })
})
afterEach(() => vi.setSystemTime(NOW * 1000))
afterAll(async () => {
  vi.useRealTimers()
  await agent.close()
})

type Claims = Record<string, unknown>

/** Claims may depend on the tenant's address, which is known only once it runs. */
function claimsOf(claims: Claims | ((issuer: string) => Claims)): Claims {
  return typeof claims === 'function' ? claims(agent.tenant.issuer) : claims
}

describe('a token is refused', () => {
  test.each<[string, Claims | ((issuer: string) => Claims)]>([
    ['without an issuer', { iss: undefined }],
    ['whose issuer lacks the trailing slash', (issuer) => ({ iss: issuer.slice(0, -1) })],
    ['whose issuer has two slashes', (issuer) => ({ iss: `${issuer}/` })],
    ['of the same host over https', (issuer) => ({ iss: issuer.replace('http:', 'https:') })],
    ['of another issuer', { iss: 'https://other.example/' }],
    ['whose issuer is a list', (issuer) => ({ iss: [issuer] })],
    ['without an audience', { aud: undefined }],
    ['with an empty list of audiences', { aud: [] }],
    ['for another audience', { aud: 'https://other.example/api' }],
    ['for our audience with a slash', { aud: `${AUDIENCE}/` }],
    ['for another audience and userinfo', (issuer) => ({ aud: ['https://other.example/', `${issuer}userinfo`] })],
    ['for userinfo alone', (issuer) => ({ aud: `${issuer}userinfo` })],
    ['for our audience and another', { aud: [AUDIENCE, 'https://other.example/api'] }],
    ['for ours, userinfo and another', (issuer) => ({ aud: [AUDIENCE, `${issuer}userinfo`, 'https://other.example'] })],
    ["for our audience and another issuer's userinfo", { aud: [AUDIENCE, 'https://other.example/userinfo'] }],
    ['for the client itself, like an ID token', { aud: CLIENT }],
    ['without an expiry', { exp: undefined }],
    ['whose expiry is text', { exp: String(NOW + 300) }],
    ['whose expiry has a fraction', { exp: NOW + 300.5 }],
    ['that expired 31 s ago', { iat: NOW - 331, exp: NOW - 31 }],
    ['that expires in ten million years', { exp: 1e15 }],
    ['without a time of issue', { iat: undefined }],
    ['whose time of issue is text', { iat: String(NOW) }],
    ['whose time of issue has a fraction', { iat: NOW - 0.5 }],
    ['issued 31 s in the future', { iat: NOW + 31, exp: NOW + 300 }],
    ['that lives a second longer than a day', { iat: NOW, exp: NOW + 86_401 }],
    ['that expires when it is issued', { iat: NOW + 10, exp: NOW + 10 }],
    ['that expires before it is issued', { iat: NOW + 20, exp: NOW + 10 }],
    ['that is not valid yet for another 31 s', { nbf: NOW + 31 }],
    ['whose start of validity is text', { nbf: 'now' }],
    ['without a subject', { sub: undefined }],
    ['with an empty subject', { sub: '' }],
    ['whose subject is a number', { sub: 7 }],
    ['issued to no client', { azp: undefined }],
    ['issued to another client', { azp: 'other-agent' }],
    ['issued to another client by client_id', { azp: undefined, client_id: 'other-agent' }],
    ['whose client_id disagrees with azp', { client_id: 'other-agent' }],
    ['whose azp disagrees with client_id', { azp: 'other-agent', client_id: CLIENT }],
    ['issued to an empty azp', { azp: '', client_id: CLIENT }],
    ['whose azp is a list', { azp: [CLIENT] }],
    ['bound to a key', { cnf: { jkt: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' } }],
    ['bound to an empty key', { cnf: {} }],
  ])('%s', async (_, claims) => {
    const { response } = await expectRefused(
      agent.bank,
      () => agent.call({ claims: claimsOf(claims) }),
      UNAUTHENTICATED,
    )
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token", DPoP algs="ES256 /)
  })

  test('that names a subject the bank does not know: 404, as for an account that is not there', async () => {
    const call = () => agent.call({ claims: { sub: 'auth0|nobody' } })
    await expectRefused(agent.bank, call, { status: 404, code: 'account_not_found' })
  })

  test("that is another customer's", async () => {
    const call = () => agent.call({ claims: { sub: 'auth0|bob' } })
    await expectRefused(agent.bank, call, { status: 404, code: 'account_not_found' })
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
  ])('whose scope is %s', async (_, scope) => {
    const { response } = await expectRefused(agent.bank, () => agent.call({ claims: { scope } }), {
      status: 403,
      code: 'insufficient_scope',
    })
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="create:transfer"')
  })
})

describe('a token is good', () => {
  test.each<[string, Claims | ((issuer: string) => Claims)]>([
    ['for our audience as text', { aud: AUDIENCE }],
    ['for our audience as the only one of a list', { aud: [AUDIENCE] }],
    ['for userinfo and our audience', (issuer) => ({ aud: [`${issuer}userinfo`, AUDIENCE] })],
    ['that expired 29 s ago', { iat: NOW - 329, exp: NOW - 29 }],
    ['issued 29 s in the future', { iat: NOW + 29, exp: NOW + 300 }],
    ['that lives a whole day', { iat: NOW, exp: NOW + 86_400 }],
    ['that is not valid yet for another 29 s', { nbf: NOW + 29 }],
    ['issued to us by client_id, as RFC 9068 has it', { azp: undefined, client_id: CLIENT }],
    ['that names us twice', { azp: CLIENT, client_id: CLIENT }],
    ['with our scope alone', { scope: 'create:transfer' }],
    ['with our scope before others', { scope: 'create:transfer openid profile' }],
    ['with claims that nobody asked for', { gty: 'ciba', permissions: [] }],
  ])('%s', async (_, claims) => {
    const response = await agent.call({ claims: claimsOf(claims) })
    expect(response.status).toBe(201)
    expect((await response.json()).transfer).toMatchObject({ status: 'posted', authority: 'approval', amount: '25.00' })
  })
})
