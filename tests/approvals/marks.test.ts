import { randomInt, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { GET as getPayees } from '@/app/api/payees/route'
import { getApproval } from '@/lib/approvals/approval'
import { bindingMessageFor } from '@/lib/approvals/binding-message'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openFor } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'
import { openAccount, orderFor, post } from '../support/ledger/ledger'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

/** Somebody with an account, whom `payer` has saved as a payee. */
async function payee(
  payer: { id: string },
  name: string,
  nickname: string | null = null,
  holder: string = randomUUID(),
) {
  await bank.sql`INSERT INTO customers (id, subject, name) VALUES (${holder}, ${`test|${holder}`}, ${name}) ON CONFLICT DO NOTHING`
  const account = await openAccount(bank, { id: holder }, { name: `Theirs ${randomInt(1e9)}` })
  await bank.sql`INSERT INTO payees (id, customer_id, account_id, nickname) VALUES (${randomUUID()}, ${payer.id}, ${account.id}, ${nickname})`
  return account
}

/** A customer with money and no payees. */
async function payer(name = 'Carol Customer') {
  const id = randomUUID()
  await bank.sql`INSERT INTO customers (id, subject, name) VALUES (${id}, ${`test|${id}`}, ${name})`
  return { id, checking: await openAccount(bank, { id }, { name: 'Checking', opening: 100_000n }) }
}

type Payer = Awaited<ReturnType<typeof payer>>
/** What an approval for a transfer to this account is marked with, and its message. */
async function opened(by: Payer, to: Awaited<ReturnType<typeof payee>>) {
  const { id, marks, bindingMessage } = await openFor(by, orderFor(by.checking, to, '25.00'))
  expect((await getApproval(by.id, id)).marks).toEqual(marks)
  await moveApproval(id, 'cancelled')
  return { marks, bindingMessage }
}

describe('a new payee', () => {
  test('is marked until they have been paid once, by hand or through an agent', async () => {
    const carol = await payer()
    const dave = await payee(carol, 'Dave Somebody')
    const first = await opened(carol, dave)
    expect(first.marks).toEqual([{ kind: 'new_payee' }])
    expect(first.bindingMessage).toMatch(/^New payee: 25\.00 USD from Checking \d{4} to Dave Somebody \d{4}$/)
    await post(carol, orderFor(carol.checking, dave, '1.00'))
    const second = await opened(carol, dave)
    expect(second.marks).toBeUndefined()
    expect(second.bindingMessage).toMatch(/^Transfer 25\.00 USD from/)
  })

  test('is one of this customer’s: that others have paid them counts for nothing', async () => {
    const [carol, erin] = [await payer(), await payer()]
    const dave = await payee(carol, 'Dave Somebody')
    await bank.sql`INSERT INTO payees (id, customer_id, account_id) VALUES (${randomUUID()}, ${erin.id}, ${dave.id})`
    await post(carol, orderFor(carol.checking, dave, '1.00'))
    expect((await opened(erin, dave)).marks).toEqual([{ kind: 'new_payee' }])
  })

  test('is one of this account: another account of the same person is new again, and no double', async () => {
    const carol = await payer()
    const holder = randomUUID()
    const dave = await payee(carol, 'Dave Somebody', null, holder)
    await post(carol, orderFor(carol.checking, dave, '1.00'))
    const second = await payee(carol, 'Dave Somebody', null, holder)
    expect((await opened(carol, second)).marks).toEqual([{ kind: 'new_payee' }])
  })

  test('own accounts are never marked', async () => {
    const { Checking, Savings } = bank.alice.accounts
    if (!Checking || !Savings) throw new Error('not seeded')
    const approval = await openFor(bank.alice, orderFor(Savings, Checking, '1.00'))
    expect(approval).not.toHaveProperty('marks')
    expect(await getApproval(bank.alice.id, approval.id)).not.toHaveProperty('marks')
    await moveApproval(approval.id, 'cancelled')
  })
})

describe('a name like another’s', () => {
  test.each([
    ['the same', 'Bob Example'],
    ['in other letters', 'BOB EXAMPLE'],
    ['with a Cyrillic о', 'Bоb Example'],
    ['with a Greek Β', 'Βob Example'],
    ['with accents', 'Bób Éxample'],
    ['in full width', 'Ｂｏｂ　Ｅｘａｍｐｌｅ'],
    ['with a digit', 'B0b Examp1e'],
    ['without the blank', 'BobExample'],
    ['with rn for m', 'Bob Exarnple'],
    ['with a letter more', 'Bob Exammple'],
    ['with a letter less', 'Bob Exampl'],
    ['with another letter', 'Rob Example'],
  ])('is marked: %s', async (_, name) => {
    const carol = await payer()
    await post(carol, orderFor(carol.checking, await payee(carol, 'Bob Example'), '1.00'))
    const { marks, bindingMessage } = await opened(carol, await payee(carol, name))
    expect(marks).toEqual([{ kind: 'new_payee' }, { kind: 'resembles', name: 'Bob Example' }])
    expect(bindingMessage).toMatch(/^Check payee: 25\.00 USD from .*\d{4} to .*\d{4}$/)
    expect(bindingMessage.length).toBeLessThanOrEqual(64)
  })

  test('is marked where it is what the customer calls somebody else', async () => {
    const carol = await payer()
    await payee(carol, 'Robert Landlord', 'Landlord')
    const { marks } = await opened(carol, await payee(carol, 'Land1ord'))
    expect(marks).toContainEqual({ kind: 'resembles', name: 'Landlord' })
  })

  test('is marked where it is the customer’s own', async () => {
    const carol = await payer('Carol Customer')
    const { marks } = await opened(carol, await payee(carol, 'Carol Custorner'))
    expect(marks).toContainEqual({ kind: 'resembles', name: 'Carol Customer' })
  })

  test.each(['Bob Sample', 'Dave Example', 'Bob', 'Bobby Example'])('is not marked: %s', async (name) => {
    const carol = await payer()
    await payee(carol, 'Bob Example')
    expect((await opened(carol, await payee(carol, name))).marks).toEqual([{ kind: 'new_payee' }])
  })

  test('is not looked for among other customers’ payees', async () => {
    const [carol, erin] = [await payer(), await payer('Erin Else')]
    await payee(erin, 'Bob Example')
    expect((await opened(carol, await payee(carol, 'Bob Example'))).marks).toEqual([{ kind: 'new_payee' }])
  })
})

test('the portal’s payees carry their marks, and no empty ones', async () => {
  const carol = await payer()
  const [bob, double, plain] = [
    await payee(carol, 'Bob Example'),
    await payee(carol, 'Bob Exampie'),
    await payee(carol, 'Dave Somebody'),
  ]
  await post(carol, orderFor(carol.checking, plain, '1.00'))
  signInAs(carol.id)
  const { payees } = await (await getPayees()).json()
  const marksOf = ({ id }: { id: string }) => payees.find((one: { accountId: string }) => one.accountId === id)
  expect(marksOf(bob).marks).toContainEqual({ kind: 'resembles', name: 'Bob Exampie' })
  expect(marksOf(double).marks).toContainEqual({ kind: 'resembles', name: 'Bob Example' })
  expect(marksOf(plain)).not.toHaveProperty('marks')
})

describe('the message of a marked transfer', () => {
  const detail = (name: string, amount: string) => ({
    type: 'payment_initiation' as const,
    identifier: '019b7600-0000-7000-8000-000000000000',
    instructedAmount: { amount, currency: 'USD' },
    debtorAccount: { id: '', name: 'C'.repeat(140), mask: '••4321' },
    creditorAccount: { id: '', name, mask: '••8765' },
    creditorName: name,
  })
  test.each(['999999999999999.99', '1.00'])('says amount and digits whole: %s', (amount) => {
    for (const mark of [{ kind: 'new_payee' as const }, { kind: 'resembles' as const, name: 'x' }]) {
      const message = bindingMessageFor(detail('D'.repeat(140), amount), [mark])
      expect(message).toMatch(/^[A-Za-z0-9 +\-_.,:#]{1,64}$/)
      expect(message).toMatch(new RegExp(`^(New|Check) payee: ${amount} USD from C*.?4321 to D*.?8765$`))
    }
  })
})
