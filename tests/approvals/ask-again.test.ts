import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getApproval } from '@/lib/approvals/approval'
import { APPROVAL_STATUSES } from '@/lib/approvals/approval-states'
import { orderAgain, wordsAgain } from '@/lib/approvals/ask-again'
import { askedAgainIn } from '@/lib/approvals/asked-again-in'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { openFor, openIn } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, orderFor } from '../support/ledger/ledger'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

const own = (memo: string | null = null) =>
  orderFor(accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking'), '1234.50', { memo })
const toBob = () => orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.bob, 'Checking'), '3.00')

describe('what Aiya asked for', () => {
  test.each(APPROVAL_STATUSES)(
    'in the state %s is asked again only where nothing can move any more',
    async (status) => {
      const approval = await openIn(status, bank.alice, own(`state ${status}`))
      const unmade = ['expired', 'cancelled', 'failed'].includes(status)
      const words = `Move $1,234.50 from Savings ••8765 to Checking ••4321, memo “state ${status}”`
      expect(askedAgainIn(approval)).toBe(unmade ? 'aiya' : null)
      expect(await wordsAgain(bank.alice.id, approval.id)).toBe(unmade ? words : null)
      expect(await orderAgain(bank.alice.id, approval.id)).toBeNull()
      if (['requested', 'pending', 'approved'].includes(status)) await moveApproval(approval.id, 'cancelled')
    },
  )

  test('no mark in the memo ends it early', async () => {
    const { id } = await openIn('expired', bank.alice, own('“a” to "b"'))
    expect(await wordsAgain(bank.alice.id, id)).toMatch(/, memo “’a’ to ’b’”$/)
  })

  test('a payee is called as the ledger calls them now, and one who was removed not at all', async () => {
    const { id } = await openIn('expired', bank.alice, toBob())
    await bank.sql`UPDATE customers SET name = 'Robert Example' WHERE id = ${bank.bob.id}`
    expect(await wordsAgain(bank.alice.id, id)).toMatch(/^Pay \$3\.00 from Checking ••4321 to Robert Example ••\d{4}$/)
    await bank.sql`DELETE FROM payees WHERE customer_id = ${bank.alice.id}`
    expect(await wordsAgain(bank.alice.id, id)).toBeNull()
  })
})

test('what the customer asked for in the portal goes to the form, by its ids', async () => {
  const { id } = await openApproval({ customerId: bank.alice.id, order: own('rent'), portalKey: randomUUID() })
  expect(await orderAgain(bank.alice.id, id)).toBeNull()
  await moveApproval(id, 'expired')
  expect(await orderAgain(bank.alice.id, id)).toEqual({
    fromAccountId: accountOf(bank.alice, 'Savings').id,
    toAccountId: accountOf(bank.alice, 'Checking').id,
    amount: '1234.50',
    currency: 'USD',
    memo: 'rent',
  })
  expect(await wordsAgain(bank.alice.id, id)).toBeNull()
})

test('nobody asks again for what is another customer’s, or nothing', async () => {
  const { id } = await openFor(bank.alice, own())
  await moveApproval(id, 'cancelled')
  for (const unknown of [id, randomUUID(), 'Bob', "' OR 1=1 --"]) {
    expect(await wordsAgain(bank.bob.id, unknown)).toBeNull()
    expect(await orderAgain(bank.bob.id, unknown)).toBeNull()
  }
})

test('a request of an agent from outside, and a sale, are asked again nowhere', async () => {
  const { id } = await openIn('failed', bank.alice, own())
  const failed = await getApproval(bank.alice.id, id)
  expect(askedAgainIn({ ...failed, agent: { clientId: 'cli', name: 'A tool', host: null } })).toBeNull()
  const [ticker, limitPrice] = ['ZEKO', '9.00']
  const sale = {
    type: 'stock_order',
    identifier: id,
    ticker,
    side: 'sell',
    qty: 1,
    limitPrice,
    currency: 'USD',
  } as const
  expect(askedAgainIn({ ...failed, details: sale })).toBeNull()
})
