import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type AgentBank,
  AUDIENCE,
  CLIENT,
  expectRefused,
  moneyOf,
  openAgentBank,
  send,
} from '../../support/agent/agent-bank'
import { newProofKey, proofFor, sendBound } from '../../support/agent/dpop'
import { nextMinute } from '../../support/bank/next-minute'

// Best current practice for OAuth 2.0 security, as far as it is about what a resource server does with a token. What it
// asks of the authorization server (exact redirects, PKCE, no implicit grant): tests/tenant.

const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }
const MISMATCH = { status: 403, code: 'approval_mismatch' }

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())
beforeEach(() => nextMinute(agent.bank))

// Rule by rule: dpop-proof.test.ts and dpop-binding.test.ts.
describe('2.2.1 and 4.10.1: a token may be bound to its sender', () => {
  test('and is of no use without the key', async () => {
    const key = await newProofKey()
    const { identifier, order } = agent.goodCall()
    const claims = { cnf: { jkt: key.thumbprint } }
    const token = agent.tokenFor(agent.detailOf(order, identifier), { claims })
    await expectRefused(agent.bank, () => send(token, identifier, order), UNAUTHENTICATED)
    await expectRefused(agent.bank, () => sendBound(token, null, identifier, order), UNAUTHENTICATED)
    const thief = await newProofKey()
    const theirs = await proofFor(thief, token, AUDIENCE)
    await expectRefused(agent.bank, () => sendBound(token, theirs, identifier, order), UNAUTHENTICATED)
    const owners = await proofFor(key, token, AUDIENCE)
    expect((await sendBound(token, owners, identifier, order)).status).toBe(201)
  })
})

describe('2.3 and 4.10.2: a token is for one audience', () => {
  test.each<[string, unknown]>([
    ["the portal's route", AUDIENCE.replace('agent', 'accounts')],
    ['the origin', new URL(AUDIENCE).origin],
    ['a wildcard', '*'],
    ['ours and a second API', [AUDIENCE, AUDIENCE.replace('agent', 'accounts')]],
  ])('not %s', async (_, aud) => {
    await expectRefused(agent.bank, () => agent.call({ claims: { aud } }), UNAUTHENTICATED)
  })
})

describe('2.3: a token allows one action on one resource, asked anew at every request', () => {
  test('one transfer, however broad its scope', async () => {
    const { order, identifier } = agent.goodCall()
    const claims = { scope: 'openid create:transfer read:accounts admin' }
    const token = agent.tokenFor(agent.detailOf(order, identifier), { claims })
    await expectRefused(agent.bank, () => send(token, randomUUID(), order), MISMATCH)
    await expectRefused(agent.bank, () => send(token, identifier, { ...order, amount: '25.01' }), MISMATCH)
    expect((await send(token, identifier, order)).status).toBe(201)
  })

  test('for as long as it lives, also after it was used', async () => {
    const { token, identifier, order } = agent.goodCall()
    expect((await send(token, identifier, order)).status).toBe(201)
    await expectRefused(agent.bank, () => send(token, randomUUID(), order), MISMATCH)
  })

  test.each(['read:accounts', 'openid profile email', 'create:payee'])('none with the scope %s', async (scope) => {
    await expectRefused(agent.bank, () => agent.call({ claims: { scope } }), {
      status: 403,
      code: 'insufficient_scope',
    })
  })
})

describe('4.10: a token that was stolen and sent again', () => {
  test.each<[string, (token: string) => string]>([
    ['as it is', (token) => token],
    ['with padding appended', (token) => `${token}==`],
    ['with unused bits of its last character changed', withOtherLastCharacter],
  ])('moves nothing again %s', async (_, respell) => {
    const { token, identifier, order } = agent.goodCall()
    expect((await send(token, identifier, order)).status).toBe(201)
    const before = await moneyOf(agent.bank)
    const again = await send(respell(token), identifier, order)
    // The key decides, and not the token's text.
    expect(again.status).toBe(201)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await moneyOf(agent.bank)).toEqual(before)
  })
})

describe('4.13: what a proxy would say is not believed from anybody', () => {
  test.each<Record<string, string>>([
    { 'X-Forwarded-Host': 'other.example', 'X-Forwarded-Proto': 'https' },
    { Forwarded: 'host=other.example;proto=https' },
    { Host: 'other.example' },
  ])('%j does not change where a proof is for', async (headers) => {
    const key = await newProofKey()
    const { order, identifier } = agent.goodCall()
    const token = agent.tokenFor(agent.detailOf(order, identifier), { claims: { cnf: { jkt: key.thumbprint } } })
    const proof = await proofFor(key, token, 'https://other.example/api/agent/transfers')
    const bound = { ...headers, Authorization: `DPoP ${token}`, DPoP: proof }
    await expectRefused(agent.bank, () => send(token, identifier, order, bound), UNAUTHENTICATED)
  })

  test.each(['X-SSL-Client-Cert', 'X-Client-Cert', 'Client-Cert', 'X-Forwarded-Client-Cert'])(
    '%s proves no possession of a certificate',
    async (header) => {
      const thumbprint = 'A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0'
      const { order, identifier } = agent.goodCall()
      const claims = { cnf: { 'x5t#S256': thumbprint } }
      const token = agent.tokenFor(agent.detailOf(order, identifier), { claims })
      const call = () => send(token, identifier, order, { [header]: thumbprint })
      await expectRefused(agent.bank, call, UNAUTHENTICATED)
    },
  )
})

test('4.15: a client is nobody: a token for itself moves no customer’s money', async () => {
  const claims = { sub: CLIENT, gty: 'client-credentials' }
  await expectRefused(agent.bank, () => agent.call({ claims }), { status: 404, code: 'account_not_found' })
})

/** An RSA-2048 signature's last character carries four bits that decode to nothing. */
function withOtherLastCharacter(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(token.slice(-1))
  return token.slice(0, -1) + alphabet[last ^ 1]
}
