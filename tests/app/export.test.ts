import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { GET } from '@/app/api/export/route'
import { openChat, saveMessage } from '@/lib/chats/chat'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { placeScheduled } from '@/lib/scheduled-transfers/place-scheduled'
import { openIn } from '../support/bank/approvals'
import { openSeededBank, pay, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf } from '../support/ledger/ledger'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

test('an export has everything of the customer’s to the last page, nothing of anybody else’s, and no secret', async () => {
  const { id, accounts } = bank.alice
  const [from, to] = [accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking')]
  for (let cents = 1; cents <= 60; cents++)
    await pay({ customerId: id, from, to, amount: `0.${String(cents).padStart(2, '0')}` })
  await pay({
    customerId: bank.bob.id,
    from: bank.bob.accounts.Savings,
    to: bank.bob.accounts.Checking,
    amount: '1.00',
    memo: 'Bob’s own',
  })
  const order = { fromAccountId: from.id, toAccountId: to.id, amount: '5.00', currency: 'USD' }
  await openIn('pending', bank.alice, parseTransferOrder(order))
  const days = { startsOn: '2099-01-31', every: 'month' as const, endsOn: null }
  await placeScheduled(id, { ...parseTransferOrder(order), ...days }, 'UTC')
  const chatId = uuidv7()
  await openChat(id, chatId, 'hello')
  for (let n = 0; n < 120; n++)
    await saveMessage(chatId, { id: uuidv7(), role: 'user', parts: [{ type: 'text', text: `Words ${n}` }] })
  await bank.sql`UPDATE approvals SET sealed_auth_req_id = 'sealed-handle', token_digest = 'token-digest'`
  signInAs(id)
  const response = await GET(new Request('http://localhost:3000/api/export'))
  expect([response.headers.get('cache-control'), response.headers.get('content-disposition')]).toEqual([
    'no-store',
    'attachment; filename="baink-export.json"',
  ])
  const text = await response.text()
  const all = JSON.parse(text)
  expect(all.accounts).toHaveLength(Object.keys(accounts).length)
  expect(all.accounts.map(({ number }: { number: string }) => number)).toContain('100020004321')
  const lines = await bank.sql`
    SELECT e.id FROM entries e JOIN accounts a ON a.id = e.account_id WHERE a.customer_id = ${id}`
  const ids = (items: { id: string }[]) => items.map((item) => item.id).sort()
  expect(lines.length).toBeGreaterThan(120)
  expect(ids(all.transactions)).toEqual(ids(lines as unknown as { id: string }[]))
  expect([all.payees.length, all.approvals.length, all.scheduledTransfers.length]).toEqual([1, 1, 1])
  const [chat] = all.chats
  expect(chat.messages.map(({ parts }: { parts: { text: string }[] }) => parts[0]?.text)).toEqual(
    Array.from({ length: 120 }, (_, n) => `Words ${n}`),
  )
  expect(text).not.toMatch(/Bob’s own|sealed-handle|token-digest|lease|auth_?req/i)
})
