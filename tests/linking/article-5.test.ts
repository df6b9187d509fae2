import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Account } from '@/lib/ledger/accounts/account'
import { moneyOf, type Order, orderBetween, send } from '../support/agent/agent-bank'
import { untilEnded } from '../support/bank/approvals'
import { say } from '../support/bank/chat'
import { approvedToken, type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf } from '../support/ledger/ledger'
import { ALICE } from '../support/tenant/tenant'
import { oneCharacterOff, oneDigitOff, otherAmounts, otherMemos } from './mutations'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// Commission Delegated Regulation (EU) 2018/389, Article 5 (dynamic linking), is the strongest public statement of what
// an approval of a payment must prove. Each clause is a group of tests here. It is an anchor, not a claim of compliance.

let live: LiveBank
beforeAll(async () => {
  live = await openLiveBank({ RATE_LIMIT_PER_MINUTE: '100000' })
})
afterAll(() => live.close())

const alices = (name: string): Account => accountOf(live.bank.alice, name)
const orderTo = (to: Account, amount = '25.00', memo = `Miete März ${randomUUID().slice(0, 4)}`): Order => ({
  ...orderBetween(alices('Checking'), to, amount),
  memo,
})
/** Amounts in the order that Postgres keeps them, with nothing of when or by whom. */
const balances = async () => [...(await live.bank.sql`SELECT id, balance_minor FROM accounts ORDER BY id`)]

interface Approved {
  order: Order
  key: string
  token: string
}

async function approved(order: Order): Promise<Approved> {
  const key = randomUUID()
  return { order, key, token: await approvedToken(live, order, key) }
}

/** Sends each of these and expects every one to be refused, with no cent moved by any. */
async function nothingMoves(tries: { token: string; key: string; body: object }[]): Promise<void> {
  const before = await moneyOf(live.bank)
  for (const { token, key, body } of tries) {
    const { status } = await send(token, key, body)
    expect({ status, key, body }).toEqual({ status: expect.toBeOneOf([400, 401, 403]), key, body })
  }
  expect(await moneyOf(live.bank)).toEqual(before)
}

// Clause (2), what is shown and its way, is in integrity.test.ts.

describe('(1)(a) the payer is made aware of the amount and of the payee', () => {
  test.each<[string, string, string[]]>([
    ['an own account', 'savings', ['Savings', '••8765', 'Alice Example']],
    ['a payee', 'Bob', ['Bob Example', '••5566']],
  ])(
    'the phone shows amount, currency, both accounts, the name and the memo before it asks: %s',
    async (_, to, parts) => {
      signInAs(live.bank.alice.id, ALICE)
      await say(uuidv7(), `send $12.34 from checking to ${to} for ${to} shown`)
      const { id, text } = await live.phone.waitForRequest(`${to} shown`)
      for (const part of ['$12.34', 'USD', 'Checking', '••4321', ...parts]) expect(text).toContain(part)
      await live.phone.deny(id)
      expect(await untilEnded(live.bank.alice.id, `${to} shown`)).toMatchObject({ status: 'denied' })
    },
  )
})

describe('(1)(b) the code is specific to the amount and the payee that the payer agreed to', () => {
  test('the token names one transfer: two approvals’ tokens cannot stand in for each other', async () => {
    const [one, two] = [
      await approved(orderTo(alices('Savings'), '1.00')),
      await approved(orderTo(alices('Savings'), '2.00')),
    ]
    await nothingMoves([
      { token: one.token, key: one.key, body: two.order },
      { token: one.token, key: two.key, body: two.order },
      { token: two.token, key: one.key, body: one.order },
      { token: two.token, key: two.key, body: one.order },
    ])
    for (const { token, key, order } of [one, two]) expect((await send(token, key, order)).status).toBe(201)
  })

  test('the same wish twice is two approvals, and each is good for one transfer', async () => {
    const order = orderTo(alices('Savings'), '3.00')
    const [one, two] = [await approved(order), await approved(order)]
    await nothingMoves([
      { token: one.token, key: two.key, body: order },
      { token: two.token, key: one.key, body: order },
    ])
    const before = await balances()
    const answers = await Promise.all([one, two, one, two].map(({ token, key }) => send(token, key, order)))
    const ids = await Promise.all(answers.map(async (answer) => (await answer.json()).transfer.id))
    expect(new Set(ids).size).toBe(2)
    expect(await balances()).not.toEqual(before)
  })
})

describe('(1)(c) what is accepted corresponds to the original amount and payee', () => {
  test('the transfer in the book, its entries and the answer are what the phone showed, to the last character', async () => {
    const { order, key, token } = await approved(orderTo(accountOf(live.bank.bob, 'Checking'), '17.17'))
    const { transfer } = await (await send(token, key, order)).json()
    expect(transfer).toMatchObject({ ...order, status: 'posted', authority: 'approval' })
    const { sql } = live.bank
    const [row] = await sql`SELECT * FROM transfers WHERE idempotency_key = ${key}`
    expect(row).toMatchObject({
      debtor_account_id: order.fromAccountId,
      creditor_account_id: order.toAccountId,
      amount_minor: 1_717n,
      currency: 'USD',
      memo: order.memo,
    })
    const entries =
      await sql`SELECT account_id, amount_minor FROM entries WHERE transfer_id = ${transfer.id} ORDER BY amount_minor`
    expect([...entries]).toEqual([
      { account_id: order.fromAccountId, amount_minor: -1_717n },
      { account_id: order.toAccountId, amount_minor: 1_717n },
    ])
  })
})

describe('(1)(d) any change to the amount or the payee invalidates the code', () => {
  let approval: Approved
  beforeAll(async () => {
    approval = await approved(orderTo(alices('Savings')))
  })
  /** The order still goes through afterwards: what was refused is the change, not the token. */
  afterAll(async () => {
    expect((await send(approval.token, approval.key, approval.order)).status).toBe(201)
  })

  const changed = (member: keyof Order, values: unknown[]) =>
    nothingMoves(
      values.map((value) => ({
        token: approval.token,
        key: approval.key,
        body: { ...approval.order, [member]: value },
      })),
    )

  test('the amount, by one minor unit, one character or one look-alike', () => changed('amount', otherAmounts('25.00')))

  test('the currency', () => changed('currency', ['EUR', 'usd', 'US', 'USDT', 'JPY', ...oneCharacterOff('USD')]))

  test('the payee’s account, by one digit at any place', async () => {
    await changed('toAccountId', oneDigitOff(approval.order.toAccountId))
    await changed('toAccountId', [alices('Credit Card').id, accountOf(live.bank.bob, 'Checking').id])
  })

  test('the payer’s account, by one digit at any place', () =>
    changed('fromAccountId', oneDigitOff(approval.order.fromAccountId)))

  test('both accounts, changing places', () =>
    nothingMoves([
      {
        token: approval.token,
        key: approval.key,
        body: {
          ...approval.order,
          fromAccountId: approval.order.toAccountId,
          toAccountId: approval.order.fromAccountId,
        },
      },
    ]))

  test('the memo, by one character, one look-alike, or another spelling of the same letters', () =>
    changed('memo', otherMemos(approval.order.memo ?? '')))

  test('the approval it is for, by one digit at any place', () =>
    nothingMoves(oneDigitOff(approval.key).map((key) => ({ token: approval.token, key, body: approval.order }))))

  test('the token itself, by one character at any place of what is signed', async () => {
    const signed = approval.token.slice(0, approval.token.lastIndexOf('.'))
    const flip = (at: number) =>
      approval.token.slice(0, at) + (approval.token[at] === 'A' ? 'B' : 'A') + approval.token.slice(at + 1)
    const places = [...signed].flatMap((character, at) => (character !== '.' && at % 3 === 0 ? [at] : []))
    await nothingMoves(places.map((at) => ({ token: flip(at), key: approval.key, body: approval.order })))
  })
})
