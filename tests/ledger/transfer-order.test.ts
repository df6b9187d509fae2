import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ZodError } from 'zod'
import { digestOf, parseTransferOrder, type TransferOrder } from '@/lib/ledger/transfer-order'

const FROM = '019b7600-0000-7000-8000-000000000001'
const TO = '019b7600-0000-7000-8000-000000000002'
const body = { fromAccountId: FROM, toAccountId: TO, amount: '25.00', currency: 'USD', memo: 'Rent' }

/** The members that the refusal names. */
function refused(input: unknown): string[] {
  try {
    parseTransferOrder(input)
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    return error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')]))
  }
  throw new Error(`accepted: ${JSON.stringify(input)}`)
}

test('an order is read into minor units', () => {
  expect(parseTransferOrder(body)).toEqual({
    fromAccountId: FROM,
    toAccountId: TO,
    amountMinor: 2500n,
    currency: 'USD',
    memo: 'Rent',
  })
})

test('no memo has one meaning in three spellings', () => {
  const { memo: _, ...without } = body
  for (const input of [without, { ...body, memo: null }, { ...body, memo: '' }]) {
    expect(parseTransferOrder(input).memo).toBeNull()
  }
})

test('an id in capitals is the id that the database gives back', () => {
  expect(parseTransferOrder({ ...body, fromAccountId: FROM.toUpperCase() }).fromAccountId).toBe(FROM)
})

test.each<[string, unknown]>([
  ['fromAccountId', 'x'],
  ['fromAccountId', undefined],
  ['fromAccountId', `${FROM} `],
  ['toAccountId', `{${TO}}`],
  ['toAccountId', 7],
  ['amount', 25],
  ['amount', '25'],
  ['amount', '0.00'],
  ['amount', '-25.00'],
  ['amount', undefined],
  ['currency', 'usd'],
  ['currency', 'ZZZ'],
  ['memo', 7],
  ['memo', 'x'.repeat(141)],
  ['memo', 'two\nlines'],
  ['memo', 'nul\u0000'],
  ['memo', 'right\u202Eto left'],
  ['memo', 'half a pair \ud800'],
  ['customerId', FROM],
  ['__proto__x', 1],
])('a bad %s is named: %j', (member, value) => {
  expect(refused({ ...body, [member]: value })).toContain(member)
})

test('every bad member is named at once', () => {
  expect(refused({ fromAccountId: 'x', toAccountId: 'y', amount: 1, currency: 'nope', memo: 5, more: 1 })).toEqual(
    expect.arrayContaining(['fromAccountId', 'toAccountId', 'amount', 'currency', 'memo', 'more']),
  )
})

test.each([null, [], 'order', 7, undefined])('%j is no order', (input) => {
  expect(refused(input)).toEqual([''])
})

test('a memo has at most 140 characters, counted as people count them', () => {
  expect(parseTransferOrder({ ...body, memo: '😀'.repeat(140) }).memo).toBe('😀'.repeat(140))
  expect(refused({ ...body, memo: '😀'.repeat(141) })).toEqual(['memo'])
})

test('the digest does not depend on the order in which members were written', () => {
  const members = Object.entries(body)
  fc.assert(
    fc.property(fc.shuffledSubarray(members, { minLength: members.length }), (shuffled) => {
      expect(digestOf(parseTransferOrder(Object.fromEntries(shuffled)))).toBe(digestOf(parseTransferOrder(body)))
    }),
  )
})

test('the digest is the same tomorrow and on every replica', () => {
  expect(digestOf(parseTransferOrder(body))).toBe('1b359233aaf91925736d10534a125bb76b410b86cb4bdacf14c632adb0f4a865')
})

test('two orders have one digest only if they are the same in every member', () => {
  const order = fc.record<TransferOrder>({
    fromAccountId: fc.constantFrom(FROM, TO),
    toAccountId: fc.constantFrom(FROM, TO),
    amountMinor: fc.constantFrom(1n, 12n, 21n),
    currency: fc.constantFrom('USD', 'EUR'),
    memo: fc.constantFrom(null, 'null', '', '1', '",1'),
  })
  fc.assert(
    fc.property(order, order, (one, other) => {
      const same = (Object.keys(one) as (keyof TransferOrder)[]).every((member) => one[member] === other[member])
      expect(digestOf(one) === digestOf(other)).toBe(same)
    }),
    { numRuns: 2000 },
  )
})
