import { randomUUID } from 'node:crypto'
import { setAIContext } from '@auth0/ai-vercel'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { transferTool } from '@/lib/ai/tools/transfer-funds'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { FIRST_FENCE, handBackLease } from '@/lib/approvals/lease'
import { moveApproval } from '@/lib/approvals/move-approval'
import { startResuming } from '@/lib/auth0/ai/resume'
import { seal } from '@/lib/auth0/ai/seal'
import { withAsyncAuthorization } from '@/lib/auth0/ai/with-async-authorization'
import { speakPlainHttpTo } from '@/lib/auth0/plain-http'
import { digestOfToken } from '@/lib/auth0/token/recorded-detail'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { env } from '@/lib/platform/env'
import { beginShutdown } from '@/lib/platform/shutdown'
import { type AgentBank, moneyOf, openAgentBank } from '../../support/agent/agent-bank'
import { approvalsOf, openFor } from '../../support/bank/approvals'
import { type Mounted, mount } from '../../support/bank/mount'

// Aiya in front of a tenant without rich authorization requests: it refuses the parameter and writes no detail.

let agent: AgentBank
let app: Mounted
let given: string[]
const original = globalThis.fetch
beforeAll(async () => {
  agent = await openAgentBank()
  app = await mount(agentTransfer)
  Object.assign(process.env, { APP_BASE_URL: app.origin, APPROVAL_BINDING: 'record' })
  speakPlainHttpTo(new URL(agent.tenant.origin).host)
  startResuming()
})
afterAll(async () => {
  beginShutdown()
  await app.close()
  await agent.close()
  globalThis.fetch = original
})
beforeEach(() => {
  given = []
  agent.tenant.answers = {
    '/bc-authorize': (form) =>
      form.has('authorization_details')
        ? { error: 'invalid_request' }
        : { auth_req_id: randomUUID(), expires_in: 300, interval: 1 },
    '/oauth/token': () => {
      const claims = { aud: env().AGENT_API_AUDIENCE, authorization_details: undefined, jti: randomUUID() }
      given.push(agent.tokenFor(null, { claims }))
      return { access_token: given.at(-1), token_type: 'Bearer', expires_in: 300, id_token: 'unused' }
    },
  }
})
afterEach(() => {
  env().APPROVAL_BINDING = 'record'
})

/** Lets Aiya transfer 25.00 from alice's Checking to her Savings, as a model would call the tool; how that ends. */
async function transfer(): Promise<Approval | undefined> {
  const chatId = uuidv7()
  setAIContext({ threadID: chatId })
  const customer = { id: agent.bank.alice.id, subject: 'auth0|alice', name: 'Alice' }
  const { fromAccountId, toAccountId, amount, currency } = agent.order()
  const tool = withAsyncAuthorization(transferTool, { customer, chatId })
  const options = { toolCallId: randomUUID(), messages: [] }
  await tool.execute?.({ fromAccountId, toAccountId, amount, currency }, options)
  await vi.waitUntil(async () => isFinal((await newest())?.status ?? 'requested'), { timeout: 10_000, interval: 50 })
  return newest()
}

const newest = async () => (await approvalsOf(agent.bank.alice.id))[0]

describe('in front of a plain tenant', () => {
  test('Aiya sends no details, records which token the approval brought, and the transfer is made', async () => {
    const before = await moneyOf(agent.bank)
    const approval = await transfer()
    expect(approval).toMatchObject({ status: 'posted' })
    const [row] = await agent.bank.sql`SELECT token_digest FROM approvals WHERE id = ${approval?.id ?? ''}`
    expect(row?.token_digest).toBe(digestOfToken(given[0] ?? ''))
    expect(await moneyOf(agent.bank)).not.toEqual(before)
  })

  test('another process that goes on records the token it gets, and makes the transfer', async () => {
    const { id, expiresAt } = await openFor(agent.bank.alice, parseTransferOrder(agent.order()))
    const pending = { sealedAuthReqId: await seal(randomUUID()), intervalSeconds: 1, expiresAt: new Date(expiresAt) }
    await moveApproval(id, 'pending', { fence: FIRST_FENCE, pending })
    await handBackLease(id)
    await vi.waitUntil(async () => (await newest())?.status === 'posted', { timeout: 10_000, interval: 50 })
    const [row] = await agent.bank.sql`SELECT token_digest FROM approvals WHERE id = ${id}`
    expect(row?.token_digest).toBe(digestOfToken(given[0] ?? ''))
  })

  test('the token is kept nowhere, in whole or in part', async () => {
    await transfer()
    const [, payload = '', signature = ''] = (given[0] ?? '').split('.')
    const [row] = await agent.bank.sql`SELECT json_agg(a)::text AS all FROM approvals a`
    expect(row?.all).not.toContain(payload)
    expect(row?.all).not.toContain(signature)
  })

  test('without APPROVAL_BINDING=record nothing moves', async () => {
    env().APPROVAL_BINDING = 'token'
    const before = await moneyOf(agent.bank)
    expect(await transfer()).toMatchObject({ status: 'failed' })
    expect(await moneyOf(agent.bank)).toEqual(before)
  })
})
