import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { beginShutdown } from '@/lib/platform/shutdown'
import { letAiyaAsk } from '../support/bank/approvals'
import { type AgentClient, approvalIn, clientOf, ERAS, type McpBank, openMcpBank, tokenOf } from './agent-client'

let live: McpBank
let token: string
beforeAll(async () => {
  live = await openMcpBank()
  token = await tokenOf(live)
})
afterAll(async () => {
  beginShutdown()
  await live.close()
})

/** No two alike, or the second would be marked as a repeat. */
let cents = 0
const order = (memo: string) => {
  cents += 1
  const { Checking, Savings } = live.bank.alice.accounts
  return {
    requestId: randomUUID(),
    fromAccountId: Checking?.id,
    toAccountId: Savings?.id,
    amount: `25.0${cents}`,
    currency: 'USD',
    memo,
  }
}

describe.each(Object.keys(ERAS))('an agent that speaks %s', (era) => {
  let agent: AgentClient
  beforeEach(async () => {
    agent = await clientOf(live.endpoint, token, era)
    await letAiyaAsk(live.bank.alice.id)
  })
  afterEach(() => agent.close())

  test('looks, asks, and sees the customer’s yes move the money', async () => {
    const { accounts } = await agent.call('list_accounts')
    expect(accounts).toContainEqual(expect.objectContaining({ name: 'Checking', currency: 'USD', mask: '••4321' }))
    const wish = order(`wood ${era}`)
    const asked = approvalIn(await agent.call('request_transfer', wish))
    expect(asked).toEqual({
      id: expect.any(String),
      status: 'pending',
      reason: null,
      bindingMessage: `Transfer ${wish.amount} USD from Checking 4321 to Savings 8765`,
      details: expect.objectContaining({ identifier: asked.id, remittanceInformationUnstructured: wish.memo }),
      expiresAt: expect.any(String),
      transferId: null,
    })
    const waiting = agent.call('get_approval', { approvalId: asked.id, waitSeconds: 20 })
    const request = await live.phone.waitForRequest(wish.memo)
    expect(request.text).toContain('Asked by: bAInk command line')
    await live.phone.approve(request.id)
    const changed = approvalIn(await waiting)
    expect(['approved', 'posted']).toContain(changed.status)
    await expect
      .poll(async () => approvalIn(await agent.call('get_approval', { approvalId: asked.id })), { timeout: 10_000 })
      .toMatchObject({ status: 'posted', transferId: expect.any(String) })
  })

  test('hears the customer’s no', async () => {
    const wish = order(`tin ${era}`)
    const asked = approvalIn(await agent.call('request_transfer', wish))
    await live.phone.deny((await live.phone.waitForRequest(wish.memo)).id)
    const ended = approvalIn(await agent.call('get_approval', { approvalId: asked.id, waitSeconds: 20 }))
    expect(ended).toMatchObject({ status: 'denied', transferId: null })
  })
})
