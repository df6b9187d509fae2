import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getApproval } from '@/lib/approvals/approval'
import { displayedHash } from '@/lib/approvals/displayed'
import { parseAmount } from '@/lib/ledger/amounts/money'
import { type AgentBank, expectRefused, type Order, openAgentBank, send } from '../../support/agent/agent-bank'
import { openFor } from '../../support/bank/approvals'

const MESSAGE = 'Pay 25.00 USD'
const DEVICE = { id: 'device-1', name: 'Alice’s phone', jkt: 'b'.repeat(43) }

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())

async function eventOf(transferId: string): Promise<Record<string, unknown>> {
  const [row] = await agent.bank.sql<{ data: string; approval_id: string }[]>`
    SELECT data::text, approval_id FROM audit_events WHERE transfer_id = ${transferId} AND kind = 'transfer.posted'`
  return { ...JSON.parse(row?.data ?? '{}'), approvalId: row?.approval_id }
}

test('what the token tells of the approval is in the audit: token, display and device', async () => {
  const identifier = randomUUID()
  const detail = { ...(agent.detailOf(agent.order(), identifier) as object) }
  const HASH = displayedHash([detail], MESSAGE)
  const claims = { jti: 'token-1', displayed_hash: HASH, binding_message: MESSAGE, device: DEVICE, amr: ['swk'] }
  const response = await send(agent.tokenFor(detail, { claims }), identifier, agent.order())
  expect(response.status).toBe(201)
  const { transfer } = (await response.json()) as { transfer: { id: string } }
  expect(await eventOf(transfer.id)).toMatchObject({
    approvalId: identifier,
    agentClientId: 'the-baink',
    tokenId: 'token-1',
    displayedHash: HASH,
    device: DEVICE,
    amr: ['swk'],
  })
})

test('a tenant that tells none of it is taken at its token, and nothing is made up', async () => {
  const { transfer } = (await (await agent.call()).json()) as { transfer: { id: string } }
  expect(Object.keys(await eventOf(transfer.id)).sort()).toEqual([
    'agentClientId',
    'approvalId',
    'authority',
    'posted',
    'tokenIssuedAt',
  ])
})

describe('evidence that is not well-formed is refused, not left out', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a jti that is no text', { jti: 7 }],
    ['an empty jti', { jti: '' }],
    ['a jti without end', { jti: 'j'.repeat(257) }],
    ['a hash that is too short', { displayed_hash: 'a'.repeat(42) }],
    ['a hash in hex', { displayed_hash: 'a'.repeat(64) }],
    ['a hash in another alphabet', { displayed_hash: `${'a'.repeat(42)}+` }],
    ['no hash where one is named', { displayed_hash: null }],
    ['a device that is a text', { device: 'phone' }],
    ['no device where one is named', { device: null }],
    ['a device without a key', { device: { id: 'd', name: 'n' } }],
    ['a device with another member', { device: { ...DEVICE, trusted: true } }],
    ['a device’s id with a line break', { device: { ...DEVICE, id: 'a\nb' } }],
    ['several devices', { device: [DEVICE] }],
    ['ways that are one text', { amr: 'mfa' }],
    ['a way that is no word of the field', { amr: ['a\nb'] }],
  ])('%s', async (_name, claims) => {
    await expectRefused(agent.bank, () => agent.call({ claims }), { status: 401, code: 'unauthenticated' })
  })
})

describe('what was displayed is what the bank asked to display', () => {
  async function asked(): Promise<{ order: Order; id: string; hash: string; detail: unknown }> {
    const { memo = null, ...order } = agent.order()
    const amountMinor = parseAmount(order.amount, order.currency) ?? 0n
    const { id } = await openFor(agent.bank.alice, { ...order, amountMinor, memo })
    const { details, bindingMessage } = await getApproval(agent.bank.alice.id, id)
    const hash = displayedHash([details], bindingMessage)
    return { order: { ...order, memo }, id, hash, detail: details }
  }

  test('a token with another hash moves nothing, and the right one still moves it', async () => {
    const { order, id, hash, detail } = await asked()
    const other = `${hash.slice(0, -1)}${hash.endsWith('A') ? 'B' : 'A'}`
    const wrong = agent.tokenFor(detail, { claims: { displayed_hash: other } })
    await expectRefused(agent.bank, () => send(wrong, id, order), { status: 403, code: 'approval_mismatch' })
    const right = agent.tokenFor(detail, { claims: { displayed_hash: hash } })
    expect((await send(right, id, order)).status).toBe(201)
    // A replay is compared as well.
    await expectRefused(agent.bank, () => send(wrong, id, order), { status: 403, code: 'approval_mismatch' })
  })

  test('of another agent too: the detail is compared with the hash and the message that the token carries', async () => {
    const identifier = randomUUID()
    const order = agent.order()
    const shown = agent.detailOf({ ...order, amount: '1.00' }, identifier) as object
    const detail = agent.detailOf(order, identifier) as object
    for (const claims of [
      { displayed_hash: displayedHash([shown], MESSAGE), binding_message: MESSAGE },
      { displayed_hash: displayedHash([detail], MESSAGE), binding_message: `${MESSAGE}.` },
      { displayed_hash: displayedHash([detail], MESSAGE) },
    ]) {
      const token = agent.tokenFor(detail, { claims })
      await expectRefused(agent.bank, () => send(token, identifier, order), { status: 403, code: 'approval_mismatch' })
    }
    const claims = { displayed_hash: displayedHash([detail], MESSAGE), binding_message: MESSAGE }
    expect((await send(agent.tokenFor(detail, { claims }), identifier, order)).status).toBe(201)
  })

  test('a token that does not say is accepted: a tenant need not know of it', async () => {
    const { order, id, detail } = await asked()
    expect((await send(agent.tokenFor(detail), id, order)).status).toBe(201)
  })
})
