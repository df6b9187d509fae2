import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getApproval } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { openChat, saveMessage } from '@/lib/chats/chat'
import { promptBefore } from '@/lib/chats/prompt-before'
import { readHistory } from '@/lib/evidence/audit/approval-history'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { openFor } from '../../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { accountOf, orderFor } from '../../support/ledger/ledger'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

const checking = () => accountOf(bank.alice, 'Checking')
const order = () => orderFor(checking(), accountOf(bank.bob, 'Checking'), '12.50', { memo: randomUUID() })
const historyOf = async (id: string) => readHistory(bank.alice.id, await getApproval(bank.alice.id, id))
const stepsOf = async (id: string) => (await historyOf(id)).steps.map(({ is }) => is)

test('from the prompt to the entries, with what the token said of the yes', async () => {
  const chatId = uuidv7()
  await openChat(bank.alice.id, chatId, 'pay Bob')
  await saveMessage(chatId, { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'pay Bob $12.50' }] })
  const wished = order()
  const { id, createdAt } = await openFor(bank.alice, wished, chatId)
  await saveMessage(chatId, { id: 'm2', role: 'user', parts: [{ type: 'text', text: 'and what else?' }] })
  await moveApproval(id, 'pending')
  const device = { id: 'device-1', name: 'Kitchen phone', jkt: 'k'.repeat(43) }
  const evidence = { tokenId: 'token', displayedHash: 'h'.repeat(43), device, amr: ['swk'] }
  const authority = {
    kind: 'approval',
    customerId: bank.alice.id,
    approvalId: id,
    agentClientId: 'x',
    evidence,
  } as const
  await postTransfer(wished, authority, id)

  const { steps, ...history } = await historyOf(id)
  expect(steps.map(({ is }) => is)).toEqual(['requested', 'pending', 'approved', 'booked'])
  const places = steps.map(({ position }) => Number(position))
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(places[0]).toBeGreaterThan(0)
  const after = (await bank.sql`SELECT balance_minor FROM accounts WHERE id = ${checking().id}`)[0]?.balance_minor
  expect(history).toEqual({
    chatId,
    yes: { device: 'Kitchen phone', ways: ['swk'] },
    entries: [
      { accountId: checking().id, amount: '-12.50', currency: 'USD', balanceAfter: (Number(after) / 100).toFixed(2) },
      { accountId: accountOf(bank.bob, 'Checking').id, amount: '12.50', currency: 'USD', balanceAfter: null },
    ],
  })
  expect(await promptBefore(bank.alice.id, chatId, createdAt)).toBe('pay Bob $12.50')
  expect(await promptBefore(bank.bob.id, chatId, createdAt)).toBeNull()
  expect(await promptBefore(bank.alice.id, randomUUID(), createdAt)).toBeNull()
  expect(await readHistory(bank.bob.id, await getApproval(bank.alice.id, id))).toEqual({
    chatId: null,
    steps: [],
    yes: null,
    entries: [],
  })
})

test('a request that ended without a posting ends there, and books nothing', async () => {
  const { id } = await openApproval({ customerId: bank.alice.id, order: order(), portalKey: randomUUID() })
  expect(await historyOf(id)).toMatchObject({ chatId: null, yes: null, entries: [] })
  await moveApproval(id, 'pending')
  await moveApproval(id, 'denied')
  expect(await stepsOf(id)).toEqual(['requested', 'pending', 'ended'])
})
