import { randomInt, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPayee, parsePayeeOrder } from '@/lib/ledger/payees/add-payee'
import { findHolder } from '@/lib/ledger/payees/find-holder'
import { listPayees } from '@/lib/ledger/payees/list-payees'
import { openSeededBank, pay, type SeededBank } from '../../support/bank/seeded-bank'

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

describe('a customer keeps at most 200 payees', () => {
  /** A new customer with so many payees, and the numbers of ten accounts more. */
  async function withPayees(count: number): Promise<{ id: string; more: string[] }> {
    const id = randomUUID()
    await bank.sql`INSERT INTO customers (id, subject, name) VALUES (${id}, ${id}, 'Many')`
    const first = randomInt(1e11, 9e11)
    await bank.sql`
      INSERT INTO accounts (id, customer_id, name, type, number, currency, status, floor_minor)
      SELECT gen_random_uuid(), ${bank.bob.id}, 'Extra', 'checking', (${first}::bigint + n)::text, 'USD', 'active', 0
      FROM generate_series(0, 209) AS n`
    await bank.sql`
      INSERT INTO payees (id, customer_id, account_id) SELECT gen_random_uuid(), ${id}, id FROM accounts
      WHERE number >= ${String(first)} AND number < ${String(first + count)} AND length(number) = 12`
    return { id, more: Array.from({ length: 10 }, (_, n) => String(first + 200 + n)) }
  }
  const add = (id: string, accountNumber: string) => addPayee(id, { accountNumber, nickname: null })

  test('one after the other', async () => {
    const { id, more } = await withPayees(199)
    expect(await add(id, more[0] ?? '')).toMatchObject({ added: true })
    await expect(add(id, more[1] ?? '')).rejects.toMatchObject({ code: 'conflict' })
    expect(await add(id, more[0] ?? '')).toMatchObject({ added: false })
    expect(await listPayees(id)).toHaveLength(200)
  })

  test('of ten posts at once', async () => {
    const { id, more } = await withPayees(197)
    // A payee takes its time to be stored, so that the posts do meet.
    await bank.sql.unsafe(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END $$;
      CREATE TRIGGER slow AFTER INSERT ON payees FOR EACH ROW EXECUTE FUNCTION slow()`)
    const posts = await Promise.allSettled(more.map((number) => add(id, number)))
    await bank.sql.unsafe('DROP TRIGGER slow ON payees; DROP FUNCTION slow()')
    expect(posts.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    const refused = posts.flatMap((post) => (post.status === 'rejected' ? [post.reason.code] : []))
    expect(refused).toEqual(Array(7).fill('conflict'))
    expect(await listPayees(id)).toHaveLength(200)
  })
})

test.each([
  ['1000 3000 7788', BOBS_SAVINGS],
  ['1000-3000-7788', BOBS_SAVINGS],
  [' 100030007788 ', BOBS_SAVINGS],
  ['1000.3000.7788', BOBS_SAVINGS],
  ['1000/3000_7788', BOBS_SAVINGS],
  ['1000\u00a03000\u202f7788', BOBS_SAVINGS],
  ['1000–3000—7788', BOBS_SAVINGS],
  ['(1000) 3000 7788.', BOBS_SAVINGS],
  ['No. 100030007788', BOBS_SAVINGS],
  ['No.100030007788', BOBS_SAVINGS],
  ['№ 1000 3000 7788', BOBS_SAVINGS],
  ['Account number: 1000 3000 7788', BOBS_SAVINGS],
  ['#100030007788', BOBS_SAVINGS],
  ['１０００　３０００　７７８８', BOBS_SAVINGS],
  ['١٠٠٠٣٠٠٠٧٧٨٨', BOBS_SAVINGS],
  ['\u200e100030007788\ufeff', BOBS_SAVINGS],
])('the number %j is read as %s', (typed, accountNumber) => {
  expect(parsePayeeOrder({ accountNumber: typed, nickname: '  ' })).toEqual({ accountNumber, nickname: null })
})

test.each([
  ['accountNumber', { accountNumber: '' }],
  ['accountNumber', { accountNumber: '12a456' }],
  ['accountNumber', { accountNumber: 'DE100030007788' }],
  ['accountNumber', { accountNumber: '100030007788 or so' }],
  ['accountNumber', { accountNumber: '10003000778²' }],
  ['accountNumber', { accountNumber: '1000৪0007788' }],
  ['accountNumber', { accountNumber: 'No. 12345' }],
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
