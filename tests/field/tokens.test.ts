import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type AgentBank,
  AUDIENCE,
  CLIENT,
  expectRefused,
  moneyOf,
  openAgentBank,
  send,
} from '../support/agent/agent-bank'

// Ways in which public examples of this pattern believe a token that proves too little.

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())

test('a reusable token: after its one transfer it makes no other, and none a second time', async () => {
  const [order, key] = [agent.order(), randomUUID()]
  const token = agent.tokenFor(agent.detailOf(order, key))
  expect((await send(token, key, order)).status).toBe(201)
  const spent = await moneyOf(agent.bank)
  const again = await send(token, key, order)
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
  for (const [otherKey, body] of [
    [randomUUID(), order],
    [key, { ...order, amount: '26.00' }],
    [randomUUID(), { ...order, amount: '26.00' }],
    [key, { ...order, fromAccountId: order.toAccountId, toAccountId: order.fromAccountId }],
  ] as const) {
    await expectRefused(agent.bank, () => send(token, otherKey, body), { status: 403, code: 'approval_mismatch' })
  }
  expect(await moneyOf(agent.bank)).toEqual(spent)
})

describe('a scope that is looked for as a part of a text', () => {
  test.each([
    'precreate:transfer',
    'create:transfers',
    'openid precreate:transfers',
    'create:transfer:read',
    'create:transfer,openid',
    'openid\tcreate:transfer',
    'CREATE:TRANSFER',
    '["create:transfer"]',
    '',
  ])('"%s" is another scope', async (scope) => {
    await expectRefused(agent.bank, () => agent.call({ claims: { scope } }), {
      status: 403,
      code: 'insufficient_scope',
    })
  })

  test.each([[['create:transfer']], [{ 'create:transfer': true }], [undefined]])(
    '%j is no scope at all',
    async (scope) => {
      await expectRefused(agent.bank, () => agent.call({ claims: { scope } }), {
        status: 403,
        code: 'insufficient_scope',
      })
    },
  )
})

describe('any one of several audiences will do', () => {
  test.each<[string, unknown]>([
    ['the session’s client', CLIENT],
    ['the API that examples name', 'https://api.example.com'],
    ['the tenant’s management API', 'https://tenant.example.com/api/v2/'],
    ['ours with a slash', `${AUDIENCE}/`],
    ['the portal’s route', AUDIENCE.replace('agent', 'accounts')],
    ['ours and another API', [AUDIENCE, 'https://api.example.com']],
    ['userinfo alone', ['userinfo']],
    ['none', undefined],
    ['a part of ours', 'http://localhost:3000'],
  ])('not for %s', async (_, aud) => {
    await expectRefused(agent.bank, () => agent.call({ claims: { aud } }), { status: 401, code: 'unauthenticated' })
  })
})
