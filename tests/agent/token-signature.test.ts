import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentTransfer } from '@/lib/transfers/agent-transfer'
import { type AgentBank, AUDIENCE, type Call, expectRefused, openAgentBank, send } from '../support/agent-bank'
import { newKey } from '../support/fake-tenant'

const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }
const DPOP = 'DPoP algs="ES256 RS256 PS256 EdDSA Ed25519"'
const stranger = newKey('stranger')

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())

/** A token that is good for the body and key that come with it. */
function goodCall() {
  const identifier = randomUUID()
  const order = agent.order()
  return { identifier, order, token: agent.tokenFor(agent.detailOf(order, identifier)) }
}

describe('a signature is refused', () => {
  test.each<[string, Call]>([
    ['by no algorithm', { header: { alg: 'none' } }],
    ['by HS256 with the public key for a secret', { header: { alg: 'HS256' } }],
    ['by RS512', { header: { alg: 'RS512' } }],
    ['by PS256', { header: { alg: 'PS256' } }],
    ['by a key that is not published', { key: stranger }],
    ['by another key under the id of a published one', { key: stranger, header: { kid: 'first' } }],
    ['under the id of an unknown key', { header: { kid: 'no-such-key' } }],
    [
      'by a key that the token itself brings along',
      { key: stranger, header: { kid: undefined, jwk: stranger.publicKey.export({ format: 'jwk' }) } },
    ],
    ['with critical headers that nobody here understands', { header: { crit: ['exp2'], exp2: 1 } }],
    ['with an empty list of critical headers', { header: { crit: [] } }],
    ['over an unencoded payload', { header: { crit: ['b64'], b64: false } }],
  ])('%s', async (_, call) => {
    await expectRefused(agent.bank, () => agent.call(call), UNAUTHENTICATED)
  })

  test('whose payload was changed afterwards', async () => {
    const { token, identifier, order } = goodCall()
    const [header, payload = '', signature] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const forged = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 1 })).toString('base64url')
    const call = () => send(`${header}.${forged}.${signature}`, identifier, order)
    await expectRefused(agent.bank, call, UNAUTHENTICATED)
  })

  test('that was cut off', async () => {
    const { token, identifier, order } = goodCall()
    await expectRefused(agent.bank, () => send(token.slice(0, -4), identifier, order), UNAUTHENTICATED)
  })
})

describe('a type is refused', () => {
  test.each<[string, unknown]>([
    ['missing', undefined],
    ['empty', ''],
    ['id_token+jwt', 'id_token+jwt'],
    ['dpop+jwt', 'dpop+jwt'],
    ['logout+jwt', 'logout+jwt'],
    ['a number', 1],
  ])('%s', async (_, typ) => {
    await expectRefused(agent.bank, () => agent.call({ header: { typ } }), UNAUTHENTICATED)
  })
})

test.each(['JWT', 'at+jwt', 'application/at+jwt', 'AT+JWT'])('the type %s is good', async (typ) => {
  expect((await agent.call({ header: { typ } })).status).toBe(201)
})

describe('one token in other spellings', () => {
  test.each<[string, (token: string) => string]>([
    ['with padding appended', (token) => `${token}==`],
    ['with unused bits of its last character changed', withOtherLastCharacter],
  ])('moves nothing again %s', async (_, respell) => {
    const { token, identifier, order } = goodCall()
    expect((await send(token, identifier, order)).status).toBe(201)
    const before = await agent.bank.sql`SELECT count(*)::int AS transfers FROM transfers`
    const again = await send(respell(token), identifier, order)
    // Whether the other spelling is refused or is a replay, the key decides and not the token's text.
    expect([201, 401]).toContain(again.status)
    if (again.status === 201) expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await agent.bank.sql`SELECT count(*)::int AS transfers FROM transfers`).toEqual(before)
  })
})

describe('a token is read from the Authorization header alone', () => {
  const noToken = async (request: () => Request) => {
    const { response } = await expectRefused(agent.bank, () => agentTransfer(request()), UNAUTHENTICATED)
    expect(response.headers.get('www-authenticate')).toBe(`Bearer, ${DPOP}`)
  }
  const request = (url: string, headers: Record<string, string>, body: unknown) =>
    new Request(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })

  test('not from the query', async () => {
    const { token, identifier, order } = goodCall()
    await noToken(() => request(`${AUDIENCE}?access_token=${token}`, { 'Idempotency-Key': identifier }, order))
  })

  test('not from the body', async () => {
    const { token, identifier, order } = goodCall()
    await noToken(() => request(AUDIENCE, { 'Idempotency-Key': identifier }, { ...order, access_token: token }))
  })

  test('not from a cookie', async () => {
    const { token, identifier, order } = goodCall()
    const headers = { 'Idempotency-Key': identifier, Cookie: `access_token=${token}; __session=${token}` }
    await noToken(() => request(AUDIENCE, headers, order))
  })

  test.each(['', 'Bearer', 'Bearer ', 'Basic YWxpY2U6cHc=', 'Bearer a b', 'TOKEN', 'Bearer TOKEN, Bearer TOKEN'])(
    'not from "%s"',
    async (pattern) => {
      const { token, identifier, order } = goodCall()
      const headers = { Authorization: pattern.replaceAll('TOKEN', token), 'Idempotency-Key': identifier }
      await noToken(() => request(AUDIENCE, headers, order))
    },
  )

  test('and not when it is longer than 8 KiB', async () => {
    const { identifier, order } = goodCall()
    const long = agent.tokenFor(agent.detailOf(order, identifier), { claims: { filler: 'x'.repeat(8 * 1024) } })
    await expectRefused(agent.bank, () => send(long, identifier, order), UNAUTHENTICATED)
  })

  test.each(['bearer', 'BEARER'])('in any case of the scheme: %s', async (scheme) => {
    const { token, identifier, order } = goodCall()
    const headers = { Authorization: `${scheme} ${token}`, 'Idempotency-Key': identifier }
    expect((await agentTransfer(request(AUDIENCE, headers, order))).status).toBe(201)
  })
})

/** An RSA-2048 signature's last character carries four bits that decode to nothing. */
function withOtherLastCharacter(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(token.slice(-1))
  return token.slice(0, -1) + alphabet[last ^ 1]
}
