import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { getApproval } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { digestOfToken } from '@/lib/auth0/token/recorded-detail'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { env } from '@/lib/platform/env'
import {
  type AgentBank,
  expectRefused,
  type Order,
  openAgentBank,
  orderBetween,
  send,
} from '../../support/agent/agent-bank'
import { openFor } from '../../support/bank/approvals'
import { nextMinute } from '../../support/bank/next-minute'

const MISMATCH = { status: 403, code: 'approval_mismatch' }
const REQUIRED = { status: 403, code: 'approval_required' }

let agent: AgentBank
let order: Order
let id: string
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())
beforeEach(async () => {
  env().APPROVAL_BINDING = 'record'
  order = agent.order()
  id = await openPending(order)
})
afterEach(async () => {
  env().APPROVAL_BINDING = 'token'
  await moveApproval(id, 'cancelled')
  await nextMinute(agent.bank)
})

/** A token that names no transfer, as a tenant without rich authorization requests gives it. */
const plainToken = (claims: Record<string, unknown> = {}) =>
  agent.tokenFor(null, { claims: { authorization_details: undefined, jti: randomUUID(), ...claims } })

async function openPending(wanted: Order): Promise<string> {
  const { id } = await openFor(agent.bank.alice, parseTransferOrder(wanted))
  await moveApproval(id, 'pending')
  return id
}

/** What Aiya's server writes once the token has come. */
const approveWith = (token: string) => moveApproval(id, 'approved', { tokenDigest: digestOfToken(token) })

describe('with APPROVAL_BINDING=record a token without details', () => {
  test('makes the transfer of the approval that it was obtained for, and sent again answers the same', async () => {
    const token = plainToken()
    await approveWith(token)
    const first = await send(token, id, order)
    expect(first.status).toBe(201)
    const again = await send(token, id, order)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect(await again.json()).toEqual(await first.json())
    expect((await getApproval(agent.bank.alice.id, id)).status).toBe('posted')
  })

  test.each<[string, (order: Order) => Partial<Order>]>([
    ['amount', () => ({ amount: '25.01' })],
    ['currency', () => ({ currency: 'EUR' })],
    ['memo', () => ({ memo: 'sunny days' })],
    ['missing memo', () => ({ memo: null })],
    ['debtor', () => ({ fromAccountId: agent.bank.alice.accounts['Credit Card']?.id ?? '' })],
    ['creditor', () => ({ toAccountId: agent.bank.bob.accounts.Checking?.id ?? '' })],
    ['direction', ({ fromAccountId: to, toAccountId: from }) => ({ fromAccountId: from, toAccountId: to })],
  ])('makes none with another %s', async (_, changes) => {
    const token = plainToken()
    await approveWith(token)
    await expectRefused(agent.bank, () => send(token, id, { ...order, ...changes(order) }), MISMATCH)
  })

  test('makes none under another key', async () => {
    const token = plainToken()
    await approveWith(token)
    await expectRefused(agent.bank, () => send(token, randomUUID(), order), MISMATCH)
  })

  test('makes none of another approval, though that one is approved as well', async () => {
    const other = await openPending({ ...order, memo: 'another' })
    const [token, otherToken] = [plainToken(), plainToken()]
    await approveWith(token)
    await moveApproval(other, 'approved', { tokenDigest: digestOfToken(otherToken) })
    await expectRefused(agent.bank, () => send(otherToken, id, order), MISMATCH)
    await expectRefused(agent.bank, () => send(token, other, { ...order, memo: 'another' }), MISMATCH)
    await moveApproval(other, 'cancelled')
  })

  test('is nothing if Aiya did not obtain it', async () => {
    await approveWith(plainToken())
    await expectRefused(agent.bank, () => send(plainToken(), id, order), REQUIRED)
  })

  test('is nothing before the approval is there', async () => {
    const token = plainToken()
    await agent.bank.sql`UPDATE approvals SET token_digest = ${digestOfToken(token)} WHERE id = ${id}`
    await expectRefused(agent.bank, () => send(token, id, order), REQUIRED)
  })

  test.each(['cancelled', 'failed', 'expired', 'denied'] as const)('is nothing once it is %s', async (end) => {
    const token = plainToken()
    await approveWith(token)
    expect(await moveApproval(id, end)).toBe(true)
    await expectRefused(agent.bank, () => send(token, id, order), REQUIRED)
  })

  test("is nothing for another customer's approval", async () => {
    const token = plainToken({ sub: 'auth0|bob' })
    await approveWith(token)
    const notFound = { status: 404, code: 'account_not_found' }
    await expectRefused(agent.bank, () => send(token, id, order), notFound)
  })

  test('is found by its signed part: another spelling of its signature is the same token', async () => {
    const token = plainToken()
    await approveWith(token)
    expect((await send(token, id, order)).status).toBe(201)
    const padded = await send(`${token}==`, id, order)
    // Whether the spelling is refused or is a replay: it is no second transfer.
    if (padded.status === 201) expect(padded.headers.get('idempotency-replayed')).toBe('true')
    else expect(padded.status).toBe(401)
    expect(digestOfToken(`${token}==`)).toBe(digestOfToken(token))
    expect(digestOfToken(token)).toMatch(/^[\w-]{43}$/)
  })

  test.each<[string, unknown, typeof MISMATCH]>([
    ['null', null, MISMATCH],
    ['an empty list', [], REQUIRED],
    ['text', '', MISMATCH],
  ])('is not one whose details are %s', async (_, authorization_details, refusal) => {
    const token = plainToken({ authorization_details })
    await approveWith(token)
    await expectRefused(agent.bank, () => send(token, id, order), refusal)
  })

  test('must hold in all else: scope, audience and client', async () => {
    for (const claims of [{ scope: 'openid' }, { aud: 'https://other.example/' }, { azp: 'another-agent' }]) {
      const token = plainToken(claims)
      await agent.bank.sql`UPDATE approvals SET token_digest = ${digestOfToken(token)} WHERE id = ${id}`
      const response = await send(token, id, order)
      expect([401, 403]).toContain(response.status)
    }
    expect((await getApproval(agent.bank.alice.id, id)).status).toBe('pending')
  })
})

describe('with APPROVAL_BINDING=record a token with details', () => {
  test('counts by its details, whatever the record says', async () => {
    const other = { ...order, amount: '26.00' }
    const token = agent.tokenFor(agent.detailOf(other, id))
    await approveWith(token)
    await expectRefused(agent.bank, () => send(token, id, order), MISMATCH)
    await expectRefused(agent.bank, () => send(token, id, other), MISMATCH)
  })

  test('needs no record', async () => {
    const key = randomUUID()
    expect((await send(agent.tokenFor(agent.detailOf(order, key)), key, order)).status).toBe(201)
  })
})

describe('with APPROVAL_BINDING=token', () => {
  test('a token without details is refused, though its approval is on record', async () => {
    const token = plainToken()
    await approveWith(token)
    env().APPROVAL_BINDING = 'token'
    await expectRefused(agent.bank, () => send(token, id, order), REQUIRED)
    env().APPROVAL_BINDING = 'record'
    expect((await send(token, id, order)).status).toBe(201)
  })
})

test('one token cannot stand for two approvals', async () => {
  const token = plainToken()
  await approveWith(token)
  const { Checking, Savings } = agent.bank.alice.accounts
  const second = await openPending(orderBetween(Checking, Savings, '1.00'))
  await expect(moveApproval(second, 'approved', { tokenDigest: digestOfToken(token) })).rejects.toThrow()
  expect((await getApproval(agent.bank.alice.id, second)).status).toBe('pending')
  await moveApproval(second, 'cancelled')
})
