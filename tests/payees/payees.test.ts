import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPayee, parsePayeeOrder } from '@/lib/payees/add-payee'
import { findHolder } from '@/lib/payees/find-holder'
import { listPayees } from '@/lib/payees/list-payees'
import { openSeededBank, pay, type SeededBank } from '../support/seeded-bank'

const BOBS_SAVINGS = '100030007788'
const ALICES_CHECKING = '100020004321'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

test('a payee has the holder’s name from the ledger and the nickname from the customer', async () => {
  expect(await listPayees(bank.alice.id)).toEqual([
    {
      id: expect.any(String),
      name: 'Bob Example',
      nickname: 'Bob',
      mask: '••5566',
      accountId: bank.bob.accounts.Checking?.id,
      currency: 'USD',
      createdAt: expect.any(String),
    },
  ])
})

test('an account can be paid once it is saved, and not before', async () => {
  const order = { customerId: bank.alice.id, from: bank.alice.accounts.Checking, to: bank.bob.accounts.Savings }
  await expect(pay({ ...order, amount: '5.00' })).rejects.toMatchObject({ code: 'account_not_found' })
  const { payee, added } = await addPayee(bank.alice.id, { accountNumber: BOBS_SAVINGS, nickname: null })
  expect(added).toBe(true)
  expect(payee).toMatchObject({ name: 'Bob Example', nickname: null, mask: '••7788' })
  await pay({ ...order, amount: '5.00' })
})

test('saving a payee again changes nothing', async () => {
  const before = await listPayees(bank.alice.id)
  const again = await addPayee(bank.alice.id, { accountNumber: BOBS_SAVINGS, nickname: 'Other' })
  expect(again).toMatchObject({ added: false, payee: { nickname: null } })
  expect(await listPayees(bank.alice.id)).toEqual(before)
})

test('two identical requests at once save one payee', async () => {
  const order = { accountNumber: '100020008765', nickname: 'A' }
  const both = await Promise.all([addPayee(bank.bob.id, order), addPayee(bank.bob.id, order)])
  expect(both.filter(({ added }) => added)).toHaveLength(1)
  expect(both[0]?.payee.id).toBe(both[1]?.payee.id)
})

test('a customer cannot save an own account', async () => {
  await expect(addPayee(bank.alice.id, { accountNumber: ALICES_CHECKING, nickname: null })).rejects.toMatchObject({
    code: 'conflict',
  })
})

test.each(['100030007789', '7788', '10003000778', 'SYSTEM-USD'])('the number %s is nobody’s', async (number) => {
  await expect(findHolder(bank.alice.id, number)).rejects.toMatchObject({ code: 'account_not_found' })
})

test('the number of payees is limited', async () => {
  const customerId = randomUUID()
  await bank.sql`INSERT INTO customers (id, subject, name) VALUES (${customerId}, 'auth0|many', 'Many')`
  await bank.sql`
    WITH opened AS (
      INSERT INTO accounts (id, customer_id, name, type, number, currency, status, floor_minor)
      SELECT gen_random_uuid(), ${bank.bob.id}, 'Extra', 'checking', (900000000000 + n)::text, 'USD', 'active', 0
      FROM generate_series(1, 200) AS n RETURNING id)
    INSERT INTO payees (id, customer_id, account_id) SELECT gen_random_uuid(), ${customerId}, id FROM opened`
  await expect(addPayee(customerId, { accountNumber: BOBS_SAVINGS, nickname: null })).rejects.toMatchObject({
    code: 'limit_exceeded',
  })
})

test.each([
  ['1000 3000 7788', BOBS_SAVINGS],
  ['1000-3000-7788', BOBS_SAVINGS],
  [' 100030007788 ', BOBS_SAVINGS],
])('the number %j is read as %s', (typed, accountNumber) => {
  expect(parsePayeeOrder({ accountNumber: typed, nickname: '  ' })).toEqual({ accountNumber, nickname: null })
})

test.each([
  ['accountNumber', { accountNumber: '' }],
  ['accountNumber', { accountNumber: '12a456' }],
  ['accountNumber', { accountNumber: 100030007788 }],
  ['accountNumber', { accountNumber: '1'.repeat(61) }],
  ['accountNumber', {}],
  ['nickname', { accountNumber: BOBS_SAVINGS, nickname: 'x'.repeat(41) }],
  ['nickname', { accountNumber: BOBS_SAVINGS, nickname: 'a\u202Eb' }],
])('a bad %s is refused: %j', (member, body) => {
  expect(() => parsePayeeOrder(body)).toThrow(
    expect.objectContaining({ issues: expect.arrayContaining([expect.objectContaining({ path: [member] })]) }),
  )
})

test('unknown members are refused', () => {
  expect(() => parsePayeeOrder({ accountNumber: BOBS_SAVINGS, name: 'Eve' })).toThrow(/unrecognized/i)
})
