import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getApproval } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { readTrail, type TrailEntry } from '@/lib/evidence/audit/trail'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { openFor } from '../../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { accountOf, orderFor, post } from '../../support/ledger/ledger'

let bank: SeededBank
const known = { approvalId: '', transferId: '', chatId: randomUUID(), toolCallId: 'call_one', deviceId: 'device-1' }
const STORY = ['approval.requested', 'approval.pending', 'approval.approved', 'approval.posted', 'transfer.posted']
const order = (amount: string) =>
  orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), amount, { memo: 'rent' })

/** One whole story among others: another chat, another device, another agent, a transfer by hand. */
beforeAll(async () => {
  bank = await openSeededBank()
  await post(bank.alice, order('1.00'))
  const { id } = await openFor(bank.alice, order('2.00'), known.chatId)
  await bank.sql`INSERT INTO audit_events (customer_id, kind, approval_id, data)
    VALUES (${bank.alice.id}, 'approval.joined', ${id}, '{"toolCallId": "call_one"}')`
  const other = await openFor(bank.alice, order('3.00'))
  await moveApproval(id, 'pending')
  await moveApproval(other.id, 'denied')
  known.approvalId = id
  known.transferId = await approve(id, '2.00', 'device-1', 'the-baink')
  await approve(randomUUID(), '4.00', 'device-2', 'another-agent')
})
afterAll(() => bank.close())

async function approve(id: string, amount: string, deviceId: string, agentClientId: string): Promise<string> {
  const device = { id: deviceId, name: 'Phone', jkt: 'k'.repeat(43) }
  const evidence = { tokenId: 'token', displayedHash: 'h'.repeat(43), device }
  const authority = { kind: 'approval', customerId: bank.alice.id, approvalId: id, agentClientId, evidence } as const
  return (await postTransfer(order(amount), authority, id)).transfer.id
}

test.each<[string, () => TrailEntry]>([
  ['the approval', () => ({ approvalId: known.approvalId })],
  ['the transfer', () => ({ transferId: known.transferId })],
  ['the chat', () => ({ chatId: known.chatId })],
  ['the tool call', () => ({ toolCallId: 'call_one' })],
  ['the device', () => ({ deviceId: known.deviceId })],
])('from %s to all of it: who asked, what was shown, who approved with what, what was posted', async (_name, entry) => {
  const trail = await readTrail(entry())
  expect(trail.map(({ kind }) => kind).filter((kind) => kind !== 'approval.joined')).toEqual(STORY)
  expect(new Set(trail.map(({ approvalId }) => approvalId))).toEqual(new Set([known.approvalId]))
  expect(trail.every(({ position, hash }) => position !== null && hash !== null)).toBe(true)
  const { details, bindingMessage } = await getApproval(bank.alice.id, known.approvalId)
  expect(trail[0]).toMatchObject({
    customerId: bank.alice.id,
    data: { chatId: known.chatId, toolCallId: 'call_test', shown: details, bindingMessage },
  })
  expect(trail.at(-1)).toMatchObject({
    transferId: known.transferId,
    data: {
      authority: 'approval',
      agentClientId: 'the-baink',
      tokenId: 'token',
      displayedHash: 'h'.repeat(43),
      device: { id: 'device-1', name: 'Phone', jkt: 'k'.repeat(43) },
      posted: { key: known.approvalId, amountMinor: '200', currency: 'USD', memo: 'rent' },
    },
  })
})

test('from an agent’s client to all that it asked for, what came to nothing included', async () => {
  const trail = await readTrail({ agentClientId: 'the-baink' })
  const own = trail.filter(({ approvalId }) => approvalId === known.approvalId).map(({ kind }) => kind)
  expect(own.filter((kind) => kind !== 'approval.joined')).toEqual(STORY)
  const others = trail.filter(({ approvalId }) => approvalId !== known.approvalId).map(({ kind }) => kind)
  expect(others).toEqual(['approval.requested', 'approval.denied'])
})

test('an agent that Aiya’s server knows nothing of leaves a trail as well', async () => {
  const trail = await readTrail({ agentClientId: 'another-agent' })
  expect(trail.map(({ kind, data }) => [kind, data.device])).toEqual([
    ['transfer.posted', expect.objectContaining({ id: 'device-2' })],
  ])
  expect(await readTrail({ approvalId: trail[0]?.approvalId ?? '' })).toEqual(trail)
})

test('a transfer by hand has a trail of one event', async () => {
  const { id } = (await post(bank.alice, order('1.50'))).transfer
  expect((await readTrail({ transferId: id })).map(({ kind }) => kind)).toEqual(['transfer.posted'])
})

test.each<TrailEntry>([
  { approvalId: '0197a000-0000-7000-8000-000000000001' },
  { chatId: '' },
  { toolCallId: "' OR true --" },
  { deviceId: '%' },
  { agentClientId: 'nobody' },
])('nothing leads to nothing: %j', async (entry) => {
  expect(await readTrail(entry)).toEqual([])
})

test('it is one statement', async () => {
  const asked: string[] = []
  const sql = new Proxy(bank.sql, {
    apply(target, self, args: Parameters<typeof bank.sql>) {
      asked.push(String(args[0]))
      return Reflect.apply(target, self, args)
    },
  })
  await readTrail({ chatId: known.chatId }, { sql })
  // The other is the condition in it, which is never sent by itself.
  expect(asked.filter((text) => text.includes('SELECT'))).toHaveLength(1)
})
