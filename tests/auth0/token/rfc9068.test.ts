import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { requireClaims } from '@/lib/auth0/token/token-claims'
import { Problem } from '@/lib/platform/http/problem'
import { type AgentBank, AUDIENCE, CLIENT, expectRefused, openAgentBank } from '../../support/agent/agent-bank'

// The JWT profile for access tokens, section 2 (what it holds) and section 4 (how it is checked). Signatures, types,
// issuers, subjects and audiences: rfc8725.test.ts.

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

async function expectInvalidToken(claims: Claims): Promise<void> {
  const { response } = await expectRefused(agent.bank, () => agent.call({ claims }), UNAUTHENTICATED)
  expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token", DPoP algs="/)
}

async function expectPosted(claims: Claims): Promise<void> {
  const response = await agent.call({ claims })
  expect(response.status).toBe(201)
  expect((await response.json()).transfer).toMatchObject({ status: 'posted', authority: 'approval', amount: '25.00' })
}

test('an issuer without a slash at its end has a /userinfo all the same', () => {
  const issuer = 'https://tenant.example'
  const credential = { scheme: 'bearer', token: '' } as const
  const api = { audience: AUDIENCE, besidesUserinfo: true, clients: [CLIENT] }
  const token = (aud: string) => ({
    ...{ sub: 'auth0|alice', azp: CLIENT, aud: [AUDIENCE, aud], iat: NOW, exp: NOW + 60 },
  })
  expect(requireClaims(token(`${issuer}/userinfo`), issuer, api, credential)).toMatchObject({ subject: 'auth0|alice' })
  expect(() => requireClaims(token(`${issuer}userinfo`), issuer, api, credential)).toThrow(Problem)
})

describe('2.2: a required claim', () => {
  test.each(['iss', 'exp', 'aud', 'sub', 'iat'])('%s is missed', (claim) => expectInvalidToken({ [claim]: undefined }))

  test.each<[string, Claims]>([
    ['is in neither of its spellings', { azp: undefined }],
    ['is of another client', { azp: undefined, client_id: 'other-agent' }],
    ["is of another client, in Auth0's spelling", { azp: 'other-agent' }],
    ['differs from azp', { client_id: 'other-agent' }],
    ['is differed from by azp', { azp: 'other-agent', client_id: CLIENT }],
    ['is fine, but azp is empty', { azp: '', client_id: CLIENT }],
    ['is a list', { azp: undefined, client_id: [CLIENT] }],
    ['is a list, as azp', { azp: [CLIENT] }],
  ])('client_id %s', (_, claims) => expectInvalidToken(claims))

  test.each<[string, Claims]>([
    ['client_id, as RFC 9068 has it', { azp: undefined, client_id: CLIENT }],
    ['both of its spellings', { azp: CLIENT, client_id: CLIENT }],
    ['jti as well', { jti: 'a0c3' }],
  ])('is there: %s', (_, claims) => expectPosted(claims))
})

describe('2.2.1 to 2.2.3: other claims', () => {
  test.each<[string, Claims]>([
    ['how and when the customer signed in', { auth_time: NOW - 10, acr: 'urn:mfa', amr: ['mfa'] }],
    ['claims that nobody asked for', { gty: 'ciba', permissions: [] }],
  ])('%s change nothing', (_, claims) => expectPosted(claims))

  test.each(['roles', 'groups', 'entitlements', 'permissions', 'scp'])('%s are no scope', async (claim) => {
    const call = () => agent.call({ claims: { scope: 'openid', [claim]: ['create:transfer'] } })
    await expectRefused(agent.bank, call, { status: 403, code: 'insufficient_scope' })
  })
})

describe('4: the audience may be', () => {
  test.each<[string, Claims | ((issuer: string) => Claims)]>([
    ['ours as text', { aud: AUDIENCE }],
    ['ours as the only one of a list', { aud: [AUDIENCE] }],
    ['userinfo and ours', (issuer) => ({ aud: [`${issuer}userinfo`, AUDIENCE] })],
  ])('%s', (_, claims) => expectPosted(claimsOf(claims)))
})

describe('4: the time of expiry and of issue', () => {
  test.each<[string, Claims]>([
    ['is text', { exp: String(NOW + 300) }],
    ['has a fraction', { exp: NOW + 300.5 }],
    ['was 31 s ago', { iat: NOW - 331, exp: NOW - 31 }],
    ['is in ten million years', { exp: 1e15 }],
    ['is of issue and text', { iat: String(NOW) }],
    ['is of issue and has a fraction', { iat: NOW - 0.5 }],
    ['is of issue and 31 s in the future', { iat: NOW + 31, exp: NOW + 300 }],
    ['are a day and a second apart', { iat: NOW, exp: NOW + 86_401 }],
    ['are the same', { iat: NOW + 10, exp: NOW + 10 }],
    ['are the wrong way round', { iat: NOW + 20, exp: NOW + 10 }],
    ['begin 31 s from now', { nbf: NOW + 31 }],
    ['begin with text', { nbf: 'now' }],
  ])('%s: refused', (_, claims) => expectInvalidToken(claims))

  test.each<[string, Claims]>([
    ['was 29 s ago', { iat: NOW - 329, exp: NOW - 29 }],
    ['is of issue and 29 s in the future', { iat: NOW + 29, exp: NOW + 300 }],
    ['are a whole day apart', { iat: NOW, exp: NOW + 86_400 }],
    ['begin 29 s from now', { nbf: NOW + 29 }],
  ])('%s: good', (_, claims) => expectPosted(claims))
})
