import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { newProofKey, type ProofKey, proofFor, tenantProof } from '../support/agent/dpop'
import { letAiyaAsk } from '../support/bank/approvals'
import { type HighStreet, openHighStreet } from '../support/services/high-street'
import { expectSound, SHOES, state } from '../support/services/shop-books'
import { APP_CLIENT } from '../support/tenant/tenant'
import { askFor, CIBA_GRANT } from '../tenant/ciba'

// A token that is bound to a key (RFC 9449) is worth nothing at shop and brokerage without a fresh proof of it, as at the bank.

vi.setConfig({ testTimeout: 120_000 })

const WISHES = { shop: SHOES, brokerage: { ticker: 'ZEKO', qty: 1, side: 'buy' } } as const
type Name = keyof typeof WISHES

let street: HighStreet
let key: ProofKey
let other: ProofKey
beforeAll(async () => {
  street = await openHighStreet()
  ;[key, other] = [await newProofKey(), await newProofKey()]
})
afterAll(() => street.close())
beforeEach(() => letAiyaAsk(street.bank.alice.id))

const addressOf = (name: Name) => `${street.configs[name].url}/api/orders`
const bound = (name: Name) => street.bareToken(name, undefined, { cnf: { jkt: key.thumbprint } })

interface Sent {
  scheme?: 'DPoP' | 'Bearer'
  proof?: string
  orderKey?: string
}

async function order(name: Name, token: string, { scheme = 'DPoP', proof, orderKey = randomUUID() }: Sent) {
  const headers = {
    Authorization: `${scheme} ${token}`,
    'Content-Type': 'application/json',
    'Idempotency-Key': orderKey,
    ...(proof && { DPoP: proof }),
  }
  const response = await fetch(addressOf(name), { method: 'POST', headers, body: JSON.stringify(WISHES[name]) })
  const body = await response.json()
  return { status: response.status, code: body.code, body, challenge: response.headers.get('www-authenticate') ?? '' }
}

describe.each(['shop', 'brokerage'] as const)('at the %s', (name) => {
  test.each<[string, (token: string) => Promise<Sent> | Sent, string]>([
    ['without a proof', () => ({}), 'invalid_dpop_proof'],
    ['as a plain one', () => ({ scheme: 'Bearer' }), 'invalid_token'],
    [
      'as a plain one, with a good proof',
      async (token) => ({ scheme: 'Bearer', proof: await proofFor(key, token, addressOf(name)) }),
      'invalid_token',
    ],
    [
      'with a proof of another key',
      async (token) => ({ proof: await proofFor(other, token, addressOf(name)) }),
      'invalid_token',
    ],
    [
      'with a proof for the bank',
      async (token) => ({ proof: await proofFor(key, token, `${street.app.origin}/api/orders`) }),
      'invalid_dpop_proof',
    ],
    [
      'with a proof for another token',
      async () => ({ proof: await proofFor(key, await bound(name), addressOf(name)) }),
      'invalid_dpop_proof',
    ],
    [
      'with an old proof',
      async (token) => {
        const iat = Math.floor(Date.now() / 1_000) - 120
        return { proof: await proofFor(key, token, addressOf(name), { claims: { iat } }) }
      },
      'invalid_dpop_proof',
    ],
  ])('it is refused %s', async (_, sent, error) => {
    const token = await bound(name)
    const answer = await order(name, token, await sent(token))
    expect([answer.status, answer.code]).toEqual([401, 'unauthenticated'])
    expect(answer.challenge).toContain(`error="${error}"`)
  })

  test('a proof opens it once, and reads with it too; a plain token with a proof is refused', async () => {
    const token = await bound(name)
    const proof = await proofFor(key, token, addressOf(name))
    expect(await order(name, token, { proof })).toMatchObject({
      status: 403,
      code: 'approval_required',
      challenge: 'DPoP error="insufficient_authorization"',
    })
    expect(await order(name, token, { proof })).toMatchObject({ status: 401, code: 'unauthenticated' })
    const reading = await proofFor(key, token, addressOf(name), { claims: { htm: 'GET' } })
    const headers = { Authorization: `DPoP ${token}`, DPoP: reading }
    expect((await fetch(addressOf(name), { headers })).status).toBe(200)
    const plain = await street.bareToken(name)
    expect(await order(name, plain, { proof: await proofFor(key, plain, addressOf(name)) })).toMatchObject({
      status: 401,
    })
  })
})

test('what alice approves for an agent with a key is bought by that agent, and by no thief of the token', async () => {
  const orderKey = randomUUID()
  const before = await state(street)
  const asked = await street.order('shop', SHOES, orderKey, await street.bareToken('shop'))
  const { authorizationDetails, bindingMessage } = asked.body
  const id = await askFor(street.tenant, {
    authorization_details: JSON.stringify(authorizationDetails),
    scope: 'openid product:buy',
    audience: addressOf('shop'),
    binding_message: String(bindingMessage),
  })
  await street.phone.approve((await street.phone.waitForRequest('Running shoes')).id)
  const endpoint = new URL('oauth/token', street.tenant.issuer).href
  const form = { client_id: APP_CLIENT.id, client_secret: APP_CLIENT.secret, grant_type: CIBA_GRANT, auth_req_id: id }
  const headers = { DPoP: await tenantProof(key, endpoint) }
  const given = await fetch(endpoint, { method: 'POST', body: new URLSearchParams(form), headers })
  const { access_token: token, token_type: type } = await given.json()
  expect(type).toBe('DPoP')
  for (const thief of [{ scheme: 'Bearer' as const }, {}, { proof: await proofFor(other, token, addressOf('shop')) }])
    expect(await order('shop', token, { ...thief, orderKey })).toMatchObject({ status: 401 })
  expect(await state(street)).toEqual(before)
  const proof = await proofFor(key, token, addressOf('shop'))
  expect(await order('shop', token, { proof, orderKey })).toMatchObject({ status: 201, body: { order: { qty: 2 } } })
  await expectSound(street)
})
