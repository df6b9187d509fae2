import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { spendProof } from '@/lib/auth0/token/spend-proof'
import {
  type AgentBank,
  AUDIENCE,
  expectRefused,
  type Order,
  openAgentBank,
  send,
} from '../../support/agent/agent-bank'
import { newProofKey, type ProofKey, proofFor, sendBound } from '../../support/agent/dpop'

const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }
const ALGORITHMS = 'algs="ES256 RS256 PS256 EdDSA Ed25519"'

let agent: AgentBank
let key: ProofKey
let order: Order
let id: string
beforeAll(async () => {
  agent = await openAgentBank()
  key = await newProofKey()
})
afterAll(() => agent.close())
beforeEach(() => {
  order = agent.order()
  id = randomUUID()
})

/** A token for the order at hand, bound as `cnf` says. */
const bound = (cnf: unknown = { jkt: key.thumbprint }, claims = {}) =>
  agent.tokenFor(agent.detailOf(order, id), { claims: { cnf, ...claims } })

async function challengeOf(call: () => Promise<Response>): Promise<string | null> {
  const { response } = await expectRefused(agent.bank, call, UNAUTHENTICATED)
  return response.headers.get('www-authenticate')
}

const proofs = async () => (await agent.bank.sql`SELECT count(*)::int AS count FROM dpop_proofs`)[0]?.count

describe('a bound token', () => {
  test.each(['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'])('with a proof by %s moves money', async (alg) => {
    const key = await newProofKey(alg)
    const token = bound({ jkt: key.thumbprint })
    const response = await sendBound(token, await proofFor(key, token, AUDIENCE), id, order)
    expect(response.status).toBe(201)
  })

  test.each(['DPoP', 'dpop', 'DPOP'])('may name the scheme in any case: %s', async (scheme) => {
    const token = bound()
    expect((await sendBound(token, await proofFor(key, token, AUDIENCE), id, order, { scheme })).status).toBe(201)
  })

  test('is refused as Bearer, proof or not', async () => {
    const token = bound()
    const invalid = `Bearer error="invalid_token", DPoP ${ALGORITHMS}`
    expect(await challengeOf(() => send(token, id, order))).toBe(invalid)
    const proof = await proofFor(key, token, AUDIENCE)
    expect(await challengeOf(() => sendBound(token, proof, id, order, { scheme: 'Bearer' }))).toBe(invalid)
  })

  test.each<[string, (jkt: string) => unknown]>([
    ['null', () => null],
    ['empty', () => ({})],
    ['a text', (jkt) => jkt],
    ['a list', (jkt) => [jkt]],
    ['a certificate (RFC 8705)', (jkt) => ({ 'x5t#S256': jkt })],
    ['a key and a certificate', (jkt) => ({ jkt, 'x5t#S256': jkt })],
    ['a whole key (RFC 7800)', () => ({ jwk: key.jwk })],
    ['a key and its id', (jkt) => ({ jkt, kid: 'first' })],
    ['an empty thumbprint', () => ({ jkt: '' })],
    ['a thumbprint in base64', (jkt) => ({ jkt: `${jkt.slice(0, -1)}=` })],
    ['several thumbprints', (jkt) => ({ jkt: [jkt] })],
  ])('is refused by either scheme if what it is bound to is %s', async (_, cnf) => {
    const token = bound(cnf(key.thumbprint))
    const proof = await proofFor(key, token, AUDIENCE)
    await expectRefused(agent.bank, () => sendBound(token, proof, id, order), UNAUTHENTICATED)
    await expectRefused(agent.bank, () => send(token, id, order), UNAUTHENTICATED)
  })

  test('is refused with a proof of a key that is not its own', async () => {
    const token = bound({ jkt: (await newProofKey()).thumbprint })
    const proof = await proofFor(key, token, AUDIENCE)
    const challenge = await challengeOf(() => sendBound(token, proof, id, order))
    expect(challenge).toBe(`Bearer, DPoP error="invalid_token", ${ALGORITHMS}`)
  })
})

test('a token that is bound to nothing is refused under DPoP', async () => {
  const token = agent.tokenFor(agent.detailOf(order, id))
  const proof = await proofFor(key, token, AUDIENCE)
  const challenge = await challengeOf(() => sendBound(token, proof, id, order))
  expect(challenge).toBe(`Bearer, DPoP error="invalid_token", ${ALGORITHMS}`)
})

test('a proof beside a token that needs none is not looked at', async () => {
  const token = agent.tokenFor(agent.detailOf(order, id))
  expect((await sendBound(token, 'nonsense', id, order, { scheme: 'Bearer' })).status).toBe(201)
})

test('a bound token that lacks the scope is told so by its own scheme', async () => {
  const token = bound(undefined, { cnf: { jkt: key.thumbprint }, scope: 'openid' })
  const response = await sendBound(token, await proofFor(key, token, AUDIENCE), id, order)
  expect(response.status).toBe(403)
  expect(response.headers.get('www-authenticate')).toBe('DPoP error="insufficient_scope", scope="create:transfer"')
})

describe('a proof is spent', () => {
  test('by a call that moves money; the same order again needs a fresh one', async () => {
    const token = bound()
    const proof = await proofFor(key, token, AUDIENCE)
    const first = await sendBound(token, proof, id, order)
    expect(first.status).toBe(201)
    await expectRefused(agent.bank, () => sendBound(token, proof, id, order), UNAUTHENTICATED)
    const again = await sendBound(token, await proofFor(key, token, AUDIENCE), id, order)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect(await again.json()).toEqual(await first.json())
  })

  test('once of twenty calls at the same moment', async () => {
    const token = bound()
    const proof = await proofFor(key, token, AUDIENCE)
    const calls = Array.from({ length: 20 }, () => sendBound(token, proof, id, order))
    const statuses = (await Promise.all(calls)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    expect(statuses.filter((status) => status === 401)).toHaveLength(19)
  })

  test('under its own key: the same jti of another agent is another proof', async () => {
    const claims = { jti: randomUUID() }
    for (const holder of [key, await newProofKey()]) {
      id = randomUUID()
      const token = bound({ jkt: holder.thumbprint })
      const proof = await proofFor(holder, token, AUDIENCE, { claims })
      expect((await sendBound(token, proof, id, order)).status).toBe(201)
    }
  })

  test.each<[string, Record<string, unknown>]>([
    ['expired', { iat: 1_700_000_000, exp: 1_700_000_300 }],
    ["another client's", { azp: 'other-agent' }],
    ['without the scope', { scope: 'openid' }],
    ['of nobody whom the bank knows', { sub: 'auth0|nobody' }],
  ])('not by a token that is %s', async (_, claims) => {
    const before = await proofs()
    const token = bound(undefined, { cnf: { jkt: key.thumbprint }, ...claims })
    const proof = await proofFor(key, token, AUDIENCE)
    expect((await sendBound(token, proof, id, order)).status).toBeGreaterThanOrEqual(400)
    expect(await proofs()).toBe(before)
  })

  test('and forgotten once it is too old to come again', async () => {
    await agent.bank.sql`INSERT INTO dpop_proofs VALUES (${key.thumbprint}, 'old', now() - interval '1 second')`
    for (let n = 0; n < 20_000; n++) {
      await spendProof({ thumbprint: key.thumbprint, jti: `${n}`, issuedAt: Date.now() / 1000 })
      const [old] = await agent.bank.sql`SELECT FROM dpop_proofs WHERE jti = 'old'`
      if (!old) return
    }
    expect.unreachable('it is still there')
  })

  test('while it is fresh: forgotten no sooner than it could come again', async () => {
    const issuedAt = Date.now() / 1000 + 20
    await spendProof({ thumbprint: key.thumbprint, jti: 'kept', issuedAt })
    const [kept] = await agent.bank.sql`
      SELECT expires_at > to_timestamp(${issuedAt}) + interval '60 seconds' AS long FROM dpop_proofs WHERE jti = 'kept'`
    expect(kept?.long).toBe(true)
  })
})
