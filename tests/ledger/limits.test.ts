import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import type { Account } from '@/lib/ledger/accounts/account'
import { limitWords } from '@/lib/ledger/limit-words'
import { readLimits } from '@/lib/ledger/limits'
import { postTransfer } from '@/lib/ledger/post-transfer'
import type { Refusal } from '@/lib/ledger/refusal'
import { openDatabase } from '@/lib/platform/database/client'
import { answer } from '@/lib/platform/http/answer'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, approvedBy, openAccount, orderFor, post, refusalOf } from '../support/ledger/ledger'

// 100.00 for a transfer, 250.00 for a day: small enough to be reached by the demo accounts.
let bank: SeededBank
let yen: [Account, Account]
const checking = () => accountOf(bank.alice, 'Checking')
const savings = () => accountOf(bank.alice, 'Savings')
const move = (amount: string) => post(bank.alice, orderFor(checking(), savings(), amount))
const ask = (amount: string) =>
  openApproval({
    customerId: bank.alice.id,
    order: orderFor(checking(), savings(), amount),
    chatId: randomUUID(),
    toolCallId: 'call',
  })

beforeAll(async () => {
  Object.assign(process.env, { TRANSFER_LIMIT: '100.00', DAILY_LIMIT: '250.00' })
  bank = await openSeededBank()
  yen = [
    await openAccount(bank, bank.alice, { name: 'Yen', currency: 'JPY', opening: 1000n }),
    await openAccount(bank, bank.alice, { name: 'More yen', currency: 'JPY' }),
  ]
})
afterAll(() => bank.close())
beforeEach(async () => {
  await bank.sql`DELETE FROM daily_totals`
})

/** As if the customer had moved this much, in minor units, so many days ago (UTC). */
async function movedBefore(amount: bigint, days: number, customer = bank.alice): Promise<void> {
  await bank.sql`
    INSERT INTO daily_totals (customer_id, day, currency, total_minor)
    VALUES (${customer.id}, (now() AT TIME ZONE 'UTC')::date - ${days}::int, 'USD', ${amount})`
}

async function totals(): Promise<[string, bigint][]> {
  const rows = await bank.sql<{ currency: string; total_minor: bigint }[]>`
    SELECT currency, total_minor FROM daily_totals WHERE customer_id = ${bank.alice.id} ORDER BY currency`
  return rows.map(({ currency, total_minor }) => [currency, total_minor])
}

test('a transfer may be as large as the limit and not a cent larger', async () => {
  expect(await refusalOf(move('100.01'))).toBe('limit_exceeded')
  expect((await move('100.00')).transfer.amount).toBe('100.00')
})

test('the largest amount there is, from either of two accounts to the other, is over the limit and nothing else', async () => {
  const largest = { ...orderFor(checking(), savings(), '1.00'), amountMinor: 2n ** 63n - 1n }
  const back = { ...largest, fromAccountId: largest.toAccountId, toAccountId: largest.fromAccountId }
  expect(await refusalOf(post(bank.alice, largest))).toBe('limit_exceeded')
  expect(await refusalOf(post(bank.alice, back))).toBe('limit_exceeded')
})

test('an order without a limit is no order, and is refused at once', async () => {
  for (const [transferLimit, dailyLimit] of [
    [null, '25000'],
    ['10000', null],
  ]) {
    const posting = bank.sql`
      SELECT post_transfer(
        p_id => ${randomUUID()}, p_debit_entry => ${randomUUID()}, p_credit_entry => ${randomUUID()}, p_customer => ${bank.alice.id},
        p_key => ${randomUUID()}, p_digest => 'x', p_debtor => ${checking().id}, p_creditor => ${savings().id}, p_amount => 1,
        p_currency => 'USD', p_memo => NULL, p_authority => 'session', p_transfer_limit => ${transferLimit ?? null},
        p_daily_limit => ${dailyLimit ?? null}, p_actor => '{}')`
    await expect(posting).rejects.toThrow('not a transfer order')
  }
})

test('a day ends with the cent that fills it', async () => {
  await movedBefore(24_900n, 0)
  expect(await refusalOf(move('1.01'))).toBe('limit_exceeded')
  await move('1.00')
  expect(await refusalOf(move('0.01'))).toBe('limit_exceeded')
  expect(await totals()).toEqual([['USD', 25_000n]])
})

test('what was refused does not count', async () => {
  await movedBefore(20_000n, 0)
  await refusalOf(move('90.00'))
  await refusalOf(post(bank.alice, orderFor(checking(), accountOf(bank.alice, 'Holiday Fund'), '40.00')))
  await move('50.00')
  expect(await totals()).toEqual([['USD', 25_000n]])
})

test('what was sent again counts once', async () => {
  const key = randomUUID()
  const order = orderFor(checking(), savings(), '60.00')
  for (let time = 0; time < 3; time++) await post(bank.alice, order, key)
  expect(await totals()).toEqual([['USD', 6_000n]])
})

test('yesterday does not count today', async () => {
  await movedBefore(25_000n, 1)
  expect((await move('1.00')).replayed).toBe(false)
})

test.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago'])('a day is UTC’s, also on a server in %s', async (zone) => {
  await movedBefore(25_000n, 0)
  const url = new URL(process.env.DATABASE_URL ?? '')
  url.searchParams.set('TimeZone', zone)
  const abroad = openDatabase(url.href)
  try {
    const [{ timezone } = {}] = await abroad.sql<{ timezone: string }[]>`SELECT current_setting('TimeZone') AS timezone`
    expect(timezone).toBe(zone)
    const order = orderFor(checking(), savings(), '1.00')
    const session = { kind: 'session', customerId: bank.alice.id } as const
    expect(await refusalOf(postTransfer(order, session, randomUUID(), abroad))).toBe('limit_exceeded')
  } finally {
    await abroad.sql.end()
  }
})

test('a refusal says which limit it is, what is left of it, and when it renews', async () => {
  const said = async (work: Promise<unknown>) => ((await work.catch((error: unknown) => error)) as Refusal).limit
  const once = { currency: 'USD', limit: '100.00', left: '100.00', renewsAt: null }
  expect(await said(move('100.01'))).toEqual(once)
  expect(await said(ask('100.01'))).toEqual(once)
  await movedBefore(24_900n, 0)
  const today = { currency: 'USD', limit: '250.00', left: '1.00', renewsAt: midnight() }
  expect(await said(move('1.01'))).toEqual(today)
  expect(await said(ask('1.01'))).toEqual(today)
  expect(await said(post(bank.alice, orderFor(...yen, '101')))).toEqual({
    ...once,
    currency: 'JPY',
    limit: '100',
    left: '100',
  })
})

test('the limits of every currency are told, with what is left of the day', async () => {
  await movedBefore(20_000n, 0)
  await movedBefore(9_900n, 1)
  const approval = await ask('49.00')
  const limits = await readLimits(bank.alice.id)
  expect(limits.map(({ currency }) => currency)).toEqual(['EUR', 'JPY', 'USD'])
  const day = { perTransfer: '100.00', perDay: '250.00', renewsAt: midnight() }
  expect(limits).toContainEqual({ ...day, currency: 'USD', usedToday: '249.00', left: '1.00' })
  expect(limits).toContainEqual({ ...day, currency: 'EUR', usedToday: '0.00', left: '250.00' })
  expect(limits).toContainEqual({
    ...day,
    currency: 'JPY',
    perTransfer: '100',
    perDay: '250',
    usedToday: '0',
    left: '250',
  })
  await moveApproval(approval.id, 'cancelled')
})

test('a limit that was lowered below what was used leaves nothing, and no less', async () => {
  await movedBefore(30_000n, 0)
  expect(await readLimits(bank.alice.id)).toContainEqual(expect.objectContaining({ currency: 'USD', left: '0.00' }))
  const refused = await move('1.00').catch((error: unknown) => error)
  expect(refused).toMatchObject({ limit: { left: '0.00' } })
})

test('whom the API refuses for a limit learns the same, beside the code', async () => {
  await movedBefore(24_900n, 0)
  const response = await answer(async () => Response.json(await move('1.01')))()
  expect(response.status).toBe(422)
  expect(await response.json()).toMatchObject({
    code: 'limit_exceeded',
    limit: '250.00',
    left: '1.00',
    renewsAt: midnight(),
  })
})

test('the words tell the day by the reader’s clock', () => {
  const limit = { currency: 'USD', limit: '250.00', left: '1.00', renewsAt: '2026-11-29T00:00:00.000Z' }
  expect(limitWords(limit, 'America/Los_Angeles')).toBe(
    'You can move $1.00 more today, of $250.00 a day. It renews on 28 Nov at 16:00 GMT-8.',
  )
})

/** The next midnight of UTC. */
function midnight(): string {
  return new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 + 86_400_000).toISOString()
}

test('somebody else’s day does not count', async () => {
  await movedBefore(25_000n, 0, bank.bob)
  expect((await move('1.00')).replayed).toBe(false)
})

test('each currency has a limit of its own, in its own units', async () => {
  await movedBefore(25_000n, 0)
  expect(await refusalOf(post(bank.alice, orderFor(...yen, '101')))).toBe('limit_exceeded')
  await post(bank.alice, orderFor(...yen, '100'))
  expect(await totals()).toEqual([
    ['JPY', 100n],
    ['USD', 25_000n],
  ])
})

test('an open approval counts, and gives back what it counted when it is cancelled', async () => {
  await movedBefore(20_000n, 0)
  const approval = await ask('50.00')
  expect(await refusalOf(move('0.01'))).toBe('limit_exceeded')
  expect(await refusalOf(ask('0.01'))).toBe('limit_exceeded')
  expect(await moveApproval(approval.id, 'cancelled')).toBe(true)
  await move('50.00')
})

test('an approved transfer counts once: what it reserved is what it uses', async () => {
  await movedBefore(20_000n, 0)
  const approval = await ask('50.00')
  await postTransfer(orderFor(checking(), savings(), '50.00'), approvedBy(bank.alice, approval.id), approval.id)
  expect(await totals()).toEqual([['USD', 25_000n]])
})

test('concurrent transfers cannot be the last one together', async () => {
  await movedBefore(24_000n, 0)
  const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => move('3.00')))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect(await totals()).toEqual([['USD', 24_900n]])
})

test('three approvals wait for a customer at most, also when they are asked for in two currencies at once', async () => {
  const open = () => bank.sql<{ id: string }[]>`
    SELECT id FROM approvals WHERE status IN ('requested', 'pending', 'approved') AND customer_id = ${bank.alice.id}`
  for (let round = 0; round < 5; round++) {
    const orders = [1, 2, 3, 4].flatMap((n) => [orderFor(checking(), savings(), `${n}.00`), orderFor(...yen, `${n}`)])
    const asked = orders.map((order) =>
      openApproval({ customerId: bank.alice.id, order, chatId: randomUUID(), toolCallId: 'call' }),
    )
    await Promise.allSettled(asked)
    expect(await open()).toHaveLength(3)
    for (const { id } of await open()) await moveApproval(id, 'cancelled')
  }
})
