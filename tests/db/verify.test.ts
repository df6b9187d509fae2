import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CheckedTo, whereItStands } from '@/db/checked-to'
import { verifyLedger, verifyWithin } from '@/db/verify'
import { openApproval } from '@/lib/approvals/open-approval'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { lookAfter } from '../support/bank/look-after'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, approvedBy, orderFor, post } from '../support/ledger/ledger'

const BALANCE = 'a balance is the sum of its entries'
const CHAIN = 'each entry follows from the one before it'
const PAIR = 'a transfer has two entries that sum to zero'
const SAYS = 'entries are what their transfer says'
const ZERO = 'all entries of a currency sum to zero'
const FLOOR = 'no account is below its floor'
const HOLD = 'a hold is the sum of the open approvals'
const DAY = "a day's total is what was moved and what is held"
const POSTED = 'a posted approval has the one transfer that it names'

let bank: SeededBank
let owner: postgres.Sql
let seeded: CheckedTo | undefined

/** A book with transfers both ways, and approvals: a posted one, one whose order was sent by hand, an open and a cancelled one. */
beforeAll(async () => {
  bank = await openSeededBank()
  owner = postgres(bank.ownerUrl, { max: 1 })
  seeded = await whereItStands(owner)
  const [checking, savings] = [accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings')]
  await post(bank.alice, orderFor(checking, savings, '10.00', { memo: 'by hand' }))
  await post(bank.alice, orderFor(checking, accountOf(bank.bob, 'Checking'), '20.00'))
  const ask = (amount: string) => {
    const order = orderFor(savings, checking, amount)
    return openApproval({ customerId: bank.alice.id, order, chatId: randomUUID(), toolCallId: 'call' })
  }
  const posted = await ask('30.00')
  await postTransfer(orderFor(savings, checking, '30.00'), approvedBy(bank.alice, posted.id), posted.id)
  await ask('40.00')
  const asked = await ask('60.00')
  await post(bank.alice, orderFor(savings, checking, '60.00'), asked.id)
  await postTransfer(orderFor(savings, checking, '60.00'), approvedBy(bank.alice, asked.id), asked.id)
  const cancelled = await ask('50.00')
  await bank.sql`UPDATE approvals SET status = 'cancelled' WHERE id = ${cancelled.id}`
})
afterAll(async () => {
  await owner.end()
  await bank.close()
})

const rulesIn = (differences: string[]) => differences.map((line) => line.split(':')[0])

/** The differences after this damage. A check of what came after the seed finds the same. */
function differencesAfter(damage: string): Promise<string[]> {
  return lookAfter(owner, damage, async (tx) => {
    const { differences } = await verifyWithin(tx)
    expect(rulesIn((await verifyWithin(tx, seeded)).differences)).toEqual(expect.arrayContaining(rulesIn(differences)))
    return differences
  })
}

const oneEntry = (order = '') =>
  `(SELECT id FROM entries WHERE transfer_id = ${byHand} ORDER BY sequence ${order} LIMIT 1)`
const byHand = "(SELECT id FROM transfers WHERE memo = 'by hand')"
const approved = "(SELECT transfer_id FROM approvals WHERE status = 'posted' AND amount_minor = 3000)"

test('a book that only the ledger has written is sound, and is counted', async () => {
  const verification = await verifyLedger(bank.ownerUrl)
  expect(verification).toMatchObject({ transfers: 12, entries: 24, differences: [] })
})

test('what came after the seed is sound, and is counted; after now nothing has come', async () => {
  expect(await verifyLedger(bank.ownerUrl, seeded)).toMatchObject({ transfers: 4, entries: 8, differences: [] })
  expect(await verifyLedger(bank.ownerUrl, await whereItStands(owner))).toMatchObject({ transfers: 0, differences: [] })
})

test('how far a check comes is not known while a write is under way', async () => {
  let ended = () => {}
  const wait = new Promise<void>((resolve) => {
    ended = resolve
  })
  let begun = () => {}
  const began = new Promise<void>((resolve) => {
    begun = resolve
  })
  const write = bank.sql.begin(async (tx) => {
    await tx`UPDATE customers SET email = 'alice@example.com' WHERE id = ${bank.alice.id}`
    begun()
    await wait
  })
  await began
  const stands = whereItStands(owner)
  expect(await Promise.race([stands, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])).toBe('waits')
  ended()
  await write
  expect(await stands).toMatchObject({ entry: expect.stringMatching(/^\d+$/) })
})

test('an order that was sent by hand counts on its own day, not on the one its approval had reserved', async () => {
  const earlier = 'UPDATE approvals SET reserved_on = reserved_on - 1 WHERE amount_minor = 6000'
  expect(await differencesAfter(earlier)).toEqual([])
})

describe('each kind of damage is found, and named', () => {
  test.each<[string, string[], string]>([
    [
      'a balance that is a cent off',
      [BALANCE],
      "UPDATE accounts SET balance_minor = balance_minor + 1 WHERE number = '100020004321'",
    ],
    ['the bank’s own balance', [BALANCE], "UPDATE accounts SET balance_minor = 0 WHERE type = 'system'"],
    [
      'two wrong balances that cancel out',
      [BALANCE],
      "UPDATE accounts SET balance_minor = balance_minor + CASE number WHEN '100020004321' THEN 1 ELSE -1 END WHERE number IN ('100020004321', '100020008765')",
    ],
    [
      'a balance_after that is a cent off',
      [CHAIN],
      `UPDATE entries SET balance_after_minor = balance_after_minor + 1 WHERE id = ${oneEntry()}`,
    ],
    ['a missing entry', [BALANCE, CHAIN, PAIR, ZERO], `DELETE FROM entries WHERE id = ${oneEntry()}`],
    ['a transfer without entries', [BALANCE, CHAIN, PAIR], `DELETE FROM entries WHERE transfer_id = ${byHand}`],
    ['entries without their transfer', [SAYS, DAY], `DELETE FROM transfers WHERE id = ${byHand}`],
    ['a changed amount of a transfer', [SAYS, DAY], `UPDATE transfers SET amount_minor = 1 WHERE id = ${byHand}`],
    ['a changed currency of a transfer', [SAYS, DAY], `UPDATE transfers SET currency = 'EUR' WHERE id = ${byHand}`],
    [
      'a changed creditor of a transfer',
      [SAYS],
      `UPDATE transfers SET creditor_account_id = (SELECT id FROM accounts WHERE number = '400010001881') WHERE id = ${byHand}`,
    ],
    [
      'changed amounts of both entries',
      [BALANCE, CHAIN, SAYS],
      `UPDATE entries SET amount_minor = 2 * amount_minor WHERE transfer_id = ${byHand}`,
    ],
    [
      'a changed amount of one entry',
      [BALANCE, CHAIN, PAIR, SAYS, ZERO],
      `UPDATE entries SET amount_minor = amount_minor + 1 WHERE id = ${oneEntry()}`,
    ],
    [
      'an entry that went to another account',
      [BALANCE, CHAIN, SAYS],
      `UPDATE entries SET account_id = (SELECT id FROM accounts WHERE number = '400010001881') WHERE id = ${oneEntry('DESC')}`,
    ],
    [
      'an entry in another currency',
      [BALANCE, CHAIN, SAYS, ZERO],
      `UPDATE entries SET account_id = (SELECT id FROM accounts WHERE number = '100020002718') WHERE id = ${oneEntry('DESC')}`,
    ],
    [
      'an account below its floor',
      [FLOOR],
      "ALTER TABLE accounts DROP CONSTRAINT accounts_floor; UPDATE accounts SET floor_minor = balance_minor + 1 WHERE number = '100030007788'",
    ],
    ['a hold that nothing needs', [HOLD], "UPDATE accounts SET held_minor = 1 WHERE number = '100020004321'"],
    ['a hold that is missing', [HOLD], "UPDATE accounts SET held_minor = 0 WHERE number = '100020008765'"],
    [
      'an open approval that holds nothing',
      [HOLD, DAY],
      "UPDATE approvals SET status = 'requested' WHERE status = 'cancelled'",
    ],
    ['a day whose total is a cent off', [DAY], 'UPDATE daily_totals SET total_minor = total_minor + 1'],
    ['a day that forgot what it reserved', [DAY], 'UPDATE approvals SET reserved_on = reserved_on - 1'],
    [
      'a posted approval whose transfer is gone',
      [BALANCE, CHAIN, DAY, POSTED],
      `DELETE FROM entries WHERE transfer_id = ${approved}; DELETE FROM transfers WHERE id = ${approved}`,
    ],
    [
      'a posted approval without a transfer',
      [POSTED],
      "ALTER TABLE approvals DROP CONSTRAINT approvals_posted; UPDATE approvals SET transfer_id = NULL WHERE status = 'posted'",
    ],
    [
      'a posted approval with another’s transfer',
      [POSTED],
      `UPDATE approvals SET transfer_id = ${byHand} WHERE status = 'posted'`,
    ],
    ['a posted approval for another amount', [POSTED], "UPDATE approvals SET amount_minor = 1 WHERE status = 'posted'"],
    ['a posted approval with another memo', [POSTED], "UPDATE approvals SET memo = 'other' WHERE status = 'posted'"],
  ])('%s', async (_name, rules, damage) => {
    const found = await differencesAfter(damage)
    expect(rulesIn(found)).toEqual(rules)
  })
})

test('much damage is listed by its first rows, with the number of the others', async () => {
  const differences = await differencesAfter('UPDATE entries SET balance_after_minor = 7')
  expect(differences).toEqual([expect.stringMatching(/^each entry follows .* and \d+ more$/)])
})
