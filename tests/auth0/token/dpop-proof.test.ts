import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expectRefused, type Order, orderBetween, send } from '../../support/agent/agent-bank'
import { type BoundAgent, openBoundAgent } from '../../support/agent/bound-agent'
import {
  newProofKey,
  type ProofChanges,
  type ProofKey,
  proofFor,
  sendBound,
  tenantProof,
} from '../../support/agent/dpop'
import { nextMinute } from '../../support/bank/next-minute'

// RFC 9449 section 4.3, rule by rule, with tokens of the local tenant that alice approved on her phone.

const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }
const INVALID_PROOF = 'Bearer, DPoP error="invalid_dpop_proof", algs="ES256 RS256 PS256 EdDSA Ed25519"'
const INVALID_TOKEN = 'Bearer, DPoP error="invalid_token", algs="ES256 RS256 PS256 EdDSA Ed25519"'

let agent: BoundAgent
let key: ProofKey
let other: ProofKey
/** One approved order, which nothing below may make but a good proof. */
let order: Order
let id: string
let token: string
beforeAll(async () => {
  agent = await openBoundAgent()
  key = await newProofKey()
  other = await newProofKey()
  order = newOrder()
  id = randomUUID()
  token = await agent.boundToken(order, id, key)
})
afterAll(() => agent.close())
// Every call counts; the minute's limit is not what is tested here.
beforeEach(() => nextMinute(agent.bank))

function newOrder(): Order {
  const { Checking, Savings } = agent.bank.alice.accounts
  return { ...orderBetween(Checking, Savings), memo: `memo ${randomUUID()}` }
}

const now = () => Math.floor(Date.now() / 1000)
const proof = (changes: ProofChanges = {}) => proofFor(key, token, agent.url, changes)
const sendWith = (proof: string | string[] | null) => sendBound(token, proof, id, order, { url: agent.url })

async function expectInvalid(proof: string | string[] | null, challenge = INVALID_PROOF): Promise<void> {
  const { response } = await expectRefused(agent.bank, () => sendWith(proof), UNAUTHENTICATED)
  expect(response.headers.get('www-authenticate')).toBe(challenge)
}

describe('the tenant', () => {
  const tokenEndpoint = () => new URL('oauth/token', agent.tenant.issuer).href

  test('binds a token to the key of a client that proves one', async () => {
    const authReqId = await agent.approved(newOrder(), randomUUID())
    const { status, body } = await agent.poll(authReqId, await tenantProof(key, tokenEndpoint()))
    expect([status, body.token_type]).toEqual([200, 'DPoP'])
    const { cnf, azp, authorization_details } = decodeJwt(String(body.access_token))
    expect([cnf, azp]).toEqual([{ jkt: key.thumbprint }, 'another-agent'])
    expect(authorization_details).toHaveLength(1)
  })

  test('binds none where none is proved', async () => {
    const { body } = await agent.poll(await agent.approved(newOrder(), randomUUID()))
    expect(body.token_type).toBe('Bearer')
    expect(decodeJwt(String(body.access_token)).cnf).toBeUndefined()
  })

  test('refuses a proof that is not for it, and the approval can still be collected', async () => {
    const authReqId = await agent.approved(newOrder(), randomUUID())
    const { status, body } = await agent.poll(authReqId, await tenantProof(key, agent.url))
    expect([status, body.error]).toEqual([400, 'invalid_dpop_proof'])
    expect((await agent.poll(authReqId, await tenantProof(key, tokenEndpoint()))).status).toBe(200)
  })

  test('says which signatures it takes', async () => {
    const response = await fetch(new URL('.well-known/openid-configuration', agent.tenant.issuer))
    const { dpop_signing_alg_values_supported: algorithms } = await response.json()
    expect(algorithms).toEqual(['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'])
  })
})

describe('4.3.1: there is one proof', () => {
  test('not none', () => expectInvalid(null))
  test('not an empty one', () => expectInvalid(''))
  test('not two', async () => expectInvalid([await proof(), await proof()]))
  test('not the same one twice', async () => {
    const one = await proof()
    await expectInvalid([one, one])
  })
})

describe('4.3.2: it is one well-formed JWT', () => {
  test.each(['nonsense', 'a.b', 'a.b.c', '{}', 'a.b.c.d'])('not "%s"', (text) => expectInvalid(text))
  test('not with something behind it', async () => expectInvalid(`${await proof()}==`))
  test('not the token', () => expectInvalid(token))
  test('not one of more than 4 KiB', async () => {
    await expectInvalid(await proof({ claims: { filler: 'x'.repeat(4 * 1024) } }))
  })
})

describe('4.3.3: it has all claims', () => {
  test.each(['jti', 'htm', 'htu', 'iat', 'ath'])('%s', async (claim) => {
    await expectInvalid(await proof({ claims: { [claim]: undefined } }))
  })

  test.each<[string, unknown]>([
    ['jti', 7],
    ['jti', ''],
    ['jti', 'x'.repeat(129)],
    ['jti', 'with a\0NUL'],
    ['iat', '1795300000'],
    ['iat', -1],
    ['iat', 1e300],
    ['htm', ['POST']],
    ['htu', 7],
    ['ath', null],
  ])('%s is not %j', async (claim, value) => {
    await expectInvalid(await proof({ claims: { [claim]: value } }))
  })
})

describe('4.3.4: its type is dpop+jwt', () => {
  test.each([undefined, '', 'JWT', 'at+jwt', 'dpop'])('not %s', async (typ) => {
    await expectInvalid(await proof({ header: { typ } }))
  })
})

describe('4.3.5: its algorithm is asymmetric and one of ours', () => {
  test('not none', async () => expectInvalid(await proof({ header: { alg: 'none' } })))
  test('not none with a signature of something', async () => {
    await expectInvalid(`${await proof({ header: { alg: 'none' } })}c2lnbmF0dXJl`)
  })
  test('not HS256 with the public key for a secret', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(key.jwk))
    await expectInvalid(await proof({ header: { alg: 'HS256' }, signedBy: secret }))
  })
  test('not HS256 with a secret that the proof shows', async () => {
    const secret = new TextEncoder().encode('a secret of thirty-two characters')
    const jwk = { kty: 'oct', k: Buffer.from(secret).toString('base64url') }
    await expectInvalid(await proof({ header: { alg: 'HS256', jwk }, signedBy: secret }))
  })
  test('not ES384, good as it may be', async () => {
    const strong = await newProofKey('ES384')
    await expectInvalid(await proofFor(strong, token, agent.url))
  })
})

describe('4.3.6: it is signed by the key that it shows', () => {
  test('not by another', async () => expectInvalid(await proof({ signedBy: other.privateKey })))
  test('not over something else', async () => {
    const [header, , signature] = (await proof()).split('.')
    const [, payload] = (await proof()).split('.')
    await expectInvalid([header, payload, signature].join('.'))
  })
  test('not by a key of another kind than its algorithm', async () => {
    await expectInvalid(await proof({ header: { jwk: (await newProofKey('RS256')).jwk } }))
  })
  test('not by a point that is not on its curve (RFC 8725 section 3.4)', async () => {
    await expectInvalid(await proof({ header: { jwk: { ...key.jwk, y: other.jwk.y } } }))
  })
  test('not by a key that it only names', async () => {
    await expectInvalid(await proof({ header: { jwk: undefined, kid: key.thumbprint } }))
    await expectInvalid(await proof({ header: { jwk: undefined, jku: 'https://other.example/jwks.json' } }))
  })
  test('not with critical headers that nobody here understands', async () => {
    const good = (await proof()).split('.')
    const header = JSON.parse(Buffer.from(good[0] ?? '', 'base64url').toString())
    const critical = Buffer.from(JSON.stringify({ ...header, crit: ['exp2'], exp2: 1 })).toString('base64url')
    await expectInvalid([critical, good[1], good[2]].join('.'))
  })
})

describe('4.3.7: the key that it shows is public', () => {
  test('not the private one', async () => {
    await expectInvalid(await proof({ header: { jwk: key.privateKey.export({ format: 'jwk' }) } }))
  })
  test('not the public one with something private beside it', async () => {
    await expectInvalid(await proof({ header: { jwk: { ...key.jwk, k: 'c2VjcmV0' } } }))
  })
})

describe('4.3.8: htm is the method', () => {
  test.each(['GET', 'post', 'PUT', 'POST '])('not "%s"', async (htm) => expectInvalid(await proof({ claims: { htm } })))
})

describe('4.3.9: htu is the route', () => {
  test.each<[string, (url: string) => string]>([
    ['another host', (url) => url.replace('localhost', 'other.example')],
    ['another port', (url) => url.replace(':3999', ':3998')],
    ['another scheme', (url) => url.replace('http:', 'https:')],
    ['another path', (url) => url.replace('agent', 'accounts')],
    ['a slash behind it', (url) => `${url}/`],
    ['its path in capitals', (url) => url.replace('agent', 'AGENT')],
    ['a longer path', (url) => `${url}/more`],
    ['the origin alone', (url) => new URL(url).origin],
    ['the path alone', (url) => new URL(url).pathname],
    ['somebody in front of the host', (url) => url.replace('//', '//alice@')],
    ['the tenant', () => new URL('oauth/token', agent.tenant.issuer).href],
    ['no address', () => 'transfers'],
  ])('not %s', async (_, from) => expectInvalid(await proof({ claims: { htu: from(agent.url) } })))

  test('whatever host the request came by', async () => {
    const elsewhere = agent.url.replace('localhost:3999', 'other.example')
    const call = async () => sendBound(token, await proofFor(key, token, elsewhere), id, order, { url: elsewhere })
    await expectRefused(agent.bank, call, UNAUTHENTICATED)
  })
})

describe('4.3.11: it was made just now', () => {
  test.each([62, 300, 86_400])('not %i seconds ago', async (age) => {
    await expectInvalid(await proof({ claims: { iat: now() - age } }))
  })
  test.each([33, 86_400])('not %i seconds from now', async (ahead) => {
    await expectInvalid(await proof({ claims: { iat: now() + ahead } }))
  })
  test('not when it says itself that it is over', async () => {
    await expectInvalid(await proof({ claims: { exp: now() - 1 } }))
  })
})

describe('4.3.12: it is for this token, by its key', () => {
  test('ath is not of another token', async () => {
    await expectInvalid(await proofFor(key, `${token}x`, agent.url))
  })
  test('ath is not in another spelling', async () => {
    const hex = (ath: string) => Buffer.from(ath, 'base64url').toString('hex')
    const [, payload = ''] = (await proof()).split('.')
    const { ath } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    await expectInvalid(await proof({ claims: { ath: hex(ath) } }))
    await expectInvalid(await proof({ claims: { ath: `${ath}=` } }))
  })
  test('the key is not another one, however good its proof', async () => {
    await expectInvalid(await proofFor(other, token, agent.url), INVALID_TOKEN)
  })
  test('and it is not one that was made to get the token', async () => {
    await expectInvalid(await tenantProof(key, new URL('oauth/token', agent.tenant.issuer).href))
  })
})

describe('7.2: the token is not taken without its key', () => {
  test('as Bearer', async () => {
    const { response } = await expectRefused(agent.bank, () => send(token, id, order), UNAUTHENTICATED)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token", DPoP algs=/)
  })
  test('as Bearer with its proof', async () => {
    const good = await proof()
    const call = () => sendBound(token, good, id, order, { url: agent.url, scheme: 'Bearer' })
    await expectRefused(agent.bank, call, UNAUTHENTICATED)
  })
})

test('after all of that, a good proof makes the transfer, and the same proof nothing more', async () => {
  const good = await proof()
  const first = await sendWith(good)
  expect(first.status).toBe(201)
  expect(first.headers.get('idempotency-replayed')).toBeNull()
  await expectInvalid(good)
  const again = await sendWith(await proof())
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
})

describe('a proof is good', () => {
  test.each<[string, () => ProofChanges]>([
    ['that was made 55 seconds ago', () => ({ claims: { iat: now() - 55 } })],
    ['whose maker is 25 seconds ahead', () => ({ claims: { iat: now() + 25 } })],
    ['whose time has a fraction', () => ({ claims: { iat: now() + 0.5 } })],
    ['whose address has a query and a fragment', () => ({ claims: { htu: `${agent.url}?a=b#c` } })],
    ['whose address is in other letters', () => ({ claims: { htu: agent.url.replace('localhost', 'LOCALHOST') } })],
    ['with claims that nobody asked for', () => ({ claims: { nonce: 'mine', sub: 'me' } })],
    ['whose jti has 128 characters', () => ({ claims: { jti: 'x'.repeat(128) } })],
  ])('%s', async (_, changes) => {
    expect((await sendWith(await proof(changes()))).status).toBe(201)
  })
})
