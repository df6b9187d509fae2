import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findTransactions, type Transaction } from '@/lib/ledger/accounts/find-transactions'
import { sumTransactions } from '@/lib/ledger/accounts/sum-transactions'
import { cursorAt } from '@/lib/ledger/accounts/transaction-cursor'
import { parseTransactionPage, type TransactionFilter } from '@/lib/ledger/accounts/transaction-filter'
import { openSeededBank, pay, type SeededBank } from '../../support/bank/seeded-bank'
import { accountOf, openAccount, orderFor, post } from '../../support/ledger/ledger'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

const scopeOf = (who: 'alice' | 'bob', account: string | null, timeZone = 'UTC') => ({
  customerId: bank[who].id,
  accountId: account === null ? null : accountOf(bank[who], account).id,
  timeZone,
})
const first = (limit: number, filter: TransactionFilter = {}) => ({ before: null, limit, filter })

test('an opening balance comes from the bank itself, which is nobody', async () => {
  const { transactions, nextCursor } = await findTransactions(scopeOf('alice', 'Savings'), first(20))
  expect(transactions).toEqual([
    {
      id: expect.any(String),
      transferId: expect.any(String),
      accountId: accountOf(bank.alice, 'Savings').id,
      currency: 'USD',
      amount: '10000.00',
      balanceAfter: '10000.00',
      description: 'Opening balance',
      counterparty: null,
      authority: 'opening',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    },
  ])
  expect(nextCursor).toBeNull()
})

test('the other side is an own account by name and mask, or its holder by name', async () => {
  const { id, accounts } = bank.alice
  await pay({ customerId: id, from: accounts.Checking, to: accounts.Savings, amount: '25.00' })
  await pay({ customerId: id, from: accounts.Checking, to: bank.bob.accounts.Checking, amount: '1.50', memo: 'Lunch' })
  const { transactions } = await findTransactions(scopeOf('alice', 'Checking'), first(2))
  expect(transactions).toMatchObject([
    { amount: '-1.50', balanceAfter: '2473.50', description: 'Lunch', counterparty: 'Bob Example' },
    {
      amount: '-25.00',
      balanceAfter: '2475.00',
      description: 'Transfer to Savings ••8765',
      counterparty: 'Savings ••8765',
      authority: 'session',
    },
  ])
  const received = await findTransactions(scopeOf('bob', 'Checking'), first(1))
  expect(received.transactions).toMatchObject([{ amount: '1.50', description: 'Lunch', counterparty: 'Alice Example' }])
})

test.each(['Savings', null])(
  'pages of %s join without a gap or a repeat, also when more comes in between',
  async (of) => {
    const { id, accounts } = bank.bob
    const transfer = (amount: string) => pay({ customerId: id, from: accounts.Checking, to: accounts.Savings, amount })
    for (let cents = 1; cents <= 7; cents++) await transfer(`0.0${cents}`)
    const before = await allOf(scopeOf('bob', of), 100)
    const joined = await allOf(scopeOf('bob', of), 3, () => transfer('1.00'))
    expect(joined.map((line) => line.id)).toEqual(before.map((line) => line.id))
    expect(new Set(joined.map((line) => line.id)).size).toBe(joined.length)
  },
)

test('somebody else’s account is not found, and adds nothing to what is one’s own', async () => {
  const foreign = { ...scopeOf('bob', null), accountId: accountOf(bank.alice, 'Checking').id }
  await expect(findTransactions(foreign, first(20))).rejects.toMatchObject({ code: 'account_not_found' })
  await expect(sumTransactions(foreign, {})).rejects.toMatchObject({ code: 'account_not_found' })
  const own = Object.values(bank.bob.accounts).map((account) => account.id)
  for (const line of await allOf(scopeOf('bob', null), 100)) expect(own).toContain(line.accountId)
})

describe('a history of which the newest page shows nothing', () => {
  const PIZZAS = 3
  beforeAll(async () => {
    const [carol] = await bank.sql<{ id: string }[]>`
      INSERT INTO customers (id, subject, name) VALUES (gen_random_uuid(), 'test|carol', 'Carol 100%_\\Ünal') RETURNING id`
    if (!carol) throw new Error('no carol')
    const [main, second] = [
      await openAccount(bank, carol, { name: 'Main', opening: 100_000n }),
      await openAccount(bank, carol, { name: 'Second' }),
    ]
    const { Checking, Savings, 'Euro Account': euro } = bank.alice.accounts
    await bank.sql`
      INSERT INTO payees (id, customer_id, account_id, nickname)
      VALUES (gen_random_uuid(), ${bank.alice.id}, ${main.id}, 'Kiddo'), (gen_random_uuid(), ${carol.id}, ${Checking?.id ?? ''}, NULL)`
    const at = async (instant: string, work: Promise<unknown>) => {
      await work
      // As if it had been posted then. The book's order stays: it is the order of its sequence.
      await bank.sql.begin(async (tx) => {
        await tx`SET LOCAL session_replication_role = replica`
        await tx`UPDATE entries SET created_at = ${instant}::timestamptz WHERE transfer_id = (SELECT transfer_id FROM entries ORDER BY sequence DESC LIMIT 1)`
      })
    }
    const days = ['2026-10-31T23:30:00Z', '2026-11-01T06:59:59.999Z', '2026-11-01T07:00:00Z']
    for (const day of days) {
      await at(
        day,
        post(bank.alice, orderFor(accountOf(bank.alice, 'Checking'), main, '12.34', { memo: 'Pizza night' })),
      )
    }
    await at(
      '2026-11-02T12:00:00Z',
      post(carol, orderFor(main, accountOf(bank.alice, 'Checking'), '5.00', { memo: 'pizza_back 50%' })),
    )
    await at('2026-11-02T12:00:00Z', post(carol, orderFor(main, second, '7.00')))
    if (euro) await openAccount(bank, bank.alice, { name: 'More Euro', currency: 'EUR', opening: 900n })
    for (let line = 0; line < 60; line++) {
      await pay({ customerId: bank.alice.id, from: Checking, to: Savings, amount: '0.01' })
    }
  })

  const found = async (filter: TransactionFilter, account: string | null = null, timeZone = 'UTC') =>
    (await allOf(scopeOf('alice', account, timeZone), 100, undefined, filter)).length

  test.each<[TransactionFilter, number]>([
    [{ q: 'pizza' }, PIZZAS + 1],
    [{ q: 'PIZZA NIGHT' }, PIZZAS],
    [{ q: 'night pizza' }, PIZZAS],
    [{ q: 'pizza kiddo' }, PIZZAS + 1],
    [{ q: 'pizza', direction: 'in' }, 1],
    [{ q: '%' }, PIZZAS + 1],
    [{ q: '50%' }, 1],
    [{ q: 'i_za' }, 0],
    [{ q: 'p.zza' }, 0],
    [{ q: '.*' }, 0],
    [{ q: '***:(?i)' }, 0],
    [{ q: '[pq]izza' }, 0],
    [{ q: 'pizza_back' }, 1],
    [{ q: '\\' }, PIZZAS + 1],
    [{ q: "' OR true --" }, 0],
    [{ q: 'ünal' }, PIZZAS + 1],
    [{ counterparty: 'kiddo' }, PIZZAS + 1],
    [{ counterparty: 'carol', direction: 'out' }, PIZZAS],
    [{ counterparty: 'pizza' }, 0],
    [{ counterparty: 'nobody' }, 0],
    [{ q: 'pizza', min: '12.34' }, PIZZAS],
    [{ q: 'pizza', min: '12.3401' }, 0],
    [{ q: 'pizza', max: '12.3399' }, 1],
    [{ q: 'pizza', min: '5', max: '5' }, 1],
    [{ q: 'pizza', from: '2026-11-01' }, 3],
    [{ q: 'pizza', from: '2026-11-01', to: '2026-11-01' }, 2],
    [{ q: 'pizza', to: '2026-10-31' }, 1],
  ])('%j finds %i', async (filter, lines) => {
    expect(await found(filter)).toBe(lines)
    const totals = await sumTransactions(scopeOf('alice', null), filter)
    expect(totals.reduce((sum, { count }) => sum + count, 0)).toBe(lines)
  })

  test('a day is the customer’s own', async () => {
    const november = { q: 'pizza night', from: '2026-11-01', to: '2026-11-30' }
    expect(await found(november, 'Checking', 'UTC')).toBe(2)
    expect(await found(november, 'Checking', 'America/Los_Angeles')).toBe(1)
    expect(await found(november, 'Checking', 'Asia/Tokyo')).toBe(3)
  })

  test('sums are of all lines, with what goes between own accounts apart', async () => {
    const checking = await sumTransactions(scopeOf('alice', 'Checking'), { from: '2026-10-01' })
    const apart = { currency: 'USD', kind: 'between_own_accounts' }
    expect(checking).toContainEqual({ ...apart, direction: 'out', count: 61, sum: '25.60' })
    const out = { currency: 'USD', direction: 'out', kind: 'with_others' }
    expect(checking).toContainEqual({ ...out, count: PIZZAS + 1, sum: '38.52' })
    const everywhere = await sumTransactions(scopeOf('alice', null), {})
    expect(everywhere).toContainEqual({ ...apart, direction: 'in', count: 61, sum: '25.60' })
    expect(everywhere).toContainEqual({
      currency: 'EUR',
      direction: 'in',
      kind: 'booked_by_the_bank',
      count: 2,
      sum: expect.any(String),
    })
  })

  test('lines stand in the order of the book, in which each balance follows from the one before', async () => {
    const lines = await allOf(scopeOf('alice', 'Checking'), 100)
    const cents = (decimal: string) => Math.round(Number(decimal) * 100)
    for (const [place, line] of lines.slice(0, -1).entries()) {
      expect(cents(lines[place + 1]?.balanceAfter ?? '')).toBe(cents(line.balanceAfter) - cents(line.amount))
    }
  })
})

async function allOf(
  scope: ReturnType<typeof scopeOf>,
  limit: number,
  between?: () => Promise<unknown>,
  filter: TransactionFilter = {},
): Promise<Transaction[]> {
  const lines: Transaction[] = []
  let before: bigint | null = null
  do {
    const page: Awaited<ReturnType<typeof findTransactions>> = await findTransactions(scope, { before, limit, filter })
    lines.push(...page.transactions)
    before = page.nextCursor ? parseTransactionPage(new URLSearchParams({ cursor: page.nextCursor })).before : null
    await between?.()
  } while (before !== null)
  return lines
}

test.each([
  ['', first(20)],
  ['cursor=&limit=&q=', first(20)],
  ['limit=1', first(1)],
  ['limit=100', first(100)],
  [`cursor=${cursorAt(42n)}`, { ...first(20), before: 42n }],
  [
    'q=+a+b+&direction=in&from=2026-01-01&to=2026-01-01&min=1&max=1.00',
    first(20, { q: 'a b', direction: 'in', from: '2026-01-01', to: '2026-01-01', min: '1', max: '1.00' }),
  ],
  ['q=%EF%BB%BFLun%C2%ADch%E2%80%8E', first(20, { q: 'Lunch' })],
  ['from=0000-01-01&to=9999-12-31', first(20, { from: '1900-01-01', to: '2999-12-31' })],
])('the query %j is understood', (query, page) => {
  expect(parseTransactionPage(new URLSearchParams(query))).toEqual(page)
})

test.each([
  ['limit', 'limit=0'],
  ['limit', 'limit=101'],
  ['limit', 'limit=-1'],
  ['limit', 'limit=2.5'],
  ['limit', 'limit=1e1'],
  ['limit', 'limit=many'],
  ['limit', 'limit=1&limit=2'],
  ['cursor', 'cursor=42'],
  ['cursor', `cursor=${cursorAt(42n)}=`],
  ['cursor', `cursor=${cursorAt(2n ** 63n)}`],
  ['cursor', `cursor=${Buffer.from('-1').toString('base64url')}`],
  ['q', `q=${'x'.repeat(101)}`],
  ['q', 'q=a%00b'],
  ['direction', 'direction=sideways'],
  ['from', 'from=2026-02-30'],
  ['from', 'from=yesterday'],
  ['to', 'to=2026-1-1'],
  ['to', 'from=2026-01-02&to=2026-01-01'],
  ['min', 'min=-1'],
  ['min', 'min=1e3'],
  ['max', 'max=1,5'],
  ['max', 'min=2&max=1.99'],
])('a bad %s is named: %s', (member, query) => {
  expect(() => parseTransactionPage(new URLSearchParams(query))).toThrow(
    expect.objectContaining({ issues: [expect.objectContaining({ path: [member] })] }),
  )
})

test('a filter that the bank does not know is refused, and not passed over', () => {
  expect(() => parseTransactionPage(new URLSearchParams('form=2026-01-01'))).toThrow(/form/)
})
