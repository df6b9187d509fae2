import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApproval } from '@/lib/approvals/open-approval'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, orderFor, post } from '../support/ledger/ledger'

// All of this as the schema's owner, who could otherwise do anything.
const RESTRICTED = '23001'
const CHECKED = '23514'
/** The check at commit, or the index that holds one debit and one credit of each transfer. */
const UNBALANCED = expect.stringMatching(/^(23514|23505)$/)

let bank: SeededBank
let transferId: string
let approvalId: string
const checking = () => accountOf(bank.alice, 'Checking')
const savings = () => accountOf(bank.alice, 'Savings')
beforeAll(async () => {
  bank = await openSeededBank()
  transferId = (await post(bank.alice, orderFor(checking(), savings(), '10.00'))).transfer.id
  const order = orderFor(checking(), savings(), '10.00')
  approvalId = (await openApproval({ customerId: bank.alice.id, order, chatId: randomUUID(), toolCallId: 'call' })).id
})
afterAll(() => bank.close())

describe('what is in the book stays in the book', () => {
  test.each([
    'UPDATE entries SET amount_minor = 1',
    'UPDATE entries SET balance_after_minor = balance_after_minor WHERE false',
    'DELETE FROM entries',
    'TRUNCATE entries CASCADE',
    'UPDATE transfers SET memo = NULL',
    'UPDATE transfers SET amount_minor = 1',
    'DELETE FROM transfers',
    'TRUNCATE transfers CASCADE',
    "UPDATE audit_events SET data = '{}'",
    'DELETE FROM audit_events',
    'TRUNCATE audit_events',
    'DELETE FROM accounts WHERE false',
    'TRUNCATE accounts CASCADE',
    'UPDATE accounts SET id = gen_random_uuid() WHERE false',
    "UPDATE accounts SET currency = 'EUR' WHERE false",
    'DELETE FROM approvals',
    'TRUNCATE approvals CASCADE',
    'UPDATE approvals SET amount_minor = amount_minor + 1, status = $$pending$$',
    'UPDATE approvals SET memo = $$other$$, status = $$pending$$',
    'UPDATE approvals SET creditor_account_id = debtor_account_id, status = $$pending$$',
    'UPDATE approvals SET details = $${}$$, status = $$pending$$',
  ])('%s', async (statement) => {
    await expect(bank.sql.unsafe(statement)).rejects.toMatchObject({ code: RESTRICTED })
  })
})

describe('at commit a transfer has two entries that sum to zero', () => {
  /** A transfer of 5.00 whose entries are these amounts, alternately on the debtor's and the creditor's account. */
  function write(amounts: bigint[]): Promise<unknown> {
    return bank.sql.begin(async (tx) => {
      const id = await begin(tx)
      for (const [place, amount] of amounts.entries()) await addEntry(tx, id, place, amount)
    })
  }

  async function begin(tx: postgres.TransactionSql): Promise<string> {
    const id = randomUUID()
    await tx`
      INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, authority)
      VALUES (${id}, ${bank.alice.id}, ${id}, 'by hand', ${checking().id}, ${savings().id}, 500, 'USD', 'session')`
    return id
  }

  function addEntry(tx: postgres.TransactionSql, transfer: string, place: number, amount: bigint): Promise<unknown> {
    const account = place % 2 === 0 ? checking().id : savings().id
    return tx`
      INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor)
      VALUES (${randomUUID()}, ${transfer}, ${account}, ${String(amount)}, 0)`
  }

  test('written one after the other in one transaction, they are accepted', async () => {
    await write([-500n, 500n])
  })

  test.each([
    ['no entry', []],
    ['the debtor’s side alone', [-500n]],
    ['the creditor’s side alone', [500n]],
    ['two sides that do not sum to zero', [-500n, 499n]],
    ['two credits', [500n, 500n]],
    ['three sides that sum to zero', [-500n, 250n, 250n]],
    ['four sides that sum to zero', [-500n, 500n, -500n, 500n]],
    ['one side that is nothing', [0n]],
  ])('%s is refused', async (_name, amounts) => {
    await expect(write(amounts)).rejects.toMatchObject({
      code: UNBALANCED,
      message: expect.stringMatching(/entries|entry/),
    })
  })

  test('nothing can be added to a transfer that is complete', async () => {
    const pair = bank.sql.begin(async (tx) => {
      await addEntry(tx, transferId, 0, -1n)
      await addEntry(tx, transferId, 1, 1n)
    })
    await expect(pair).rejects.toMatchObject({ code: UNBALANCED })
    for (const amount of [0n, 1n, -1n]) {
      const late = bank.sql.begin((tx) => addEntry(tx, transferId, 0, amount))
      await expect(late).rejects.toMatchObject({ code: UNBALANCED })
    }
  })

  test('whoever has it checked early can add nothing afterwards', async () => {
    const third = bank.sql.begin(async (tx) => {
      const id = await begin(tx)
      await addEntry(tx, id, 0, -500n)
      await addEntry(tx, id, 1, 500n)
      await tx`SET CONSTRAINTS ALL IMMEDIATE`
      await tx`SET CONSTRAINTS ALL DEFERRED`
      await addEntry(tx, id, 1, 500n)
    })
    await expect(third).rejects.toMatchObject({ code: UNBALANCED })
  })
})

describe('an entry is what its transfer says', () => {
  /** Both entries of a transfer of 5.00 from Checking to Savings, the second with `change`. */
  function write(change: {
    transfer?: string
    debtor?: string
    creditor?: string
    amounts?: [number, number]
    currency?: string
    /** The debtor that the transfer names. */
    named?: string
  }) {
    const { debtor = checking().id, creditor = savings().id, amounts = [-500, 500], currency = 'USD' } = change
    const id = randomUUID()
    return bank.sql.begin(async (tx) => {
      await tx`
        INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, authority)
        VALUES (${id}, ${bank.alice.id}, ${id}, 'by hand', ${change.named ?? checking().id}, ${savings().id}, 500, ${currency}, 'session')`
      await tx`
        INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor) VALUES
          (${randomUUID()}, ${change.transfer ?? id}, ${debtor}, ${amounts[0]}, 0), (${randomUUID()}, ${id}, ${creditor}, ${amounts[1]}, 0)`
    })
  }
  const MISMATCH = { code: CHECKED, message: expect.stringContaining('is not what its transfer says') }

  test('both entries of a transfer are accepted', async () => {
    await write({})
  })

  test.each([
    ['another amount on both sides', { amounts: [-499, 499] as [number, number] }],
    ['the sides the other way round', { amounts: [500, -500] as [number, number] }],
    ['a transfer that there is not', { transfer: randomUUID() }],
    ['an account that there is not', { creditor: randomUUID() }],
    ['a currency that the accounts do not have', { currency: 'EUR' }],
  ])('%s is refused', async (_name, change) => {
    await expect(write(change)).rejects.toMatchObject(MISMATCH)
  })

  test('an account that is no party is refused, of the customer or of another', async () => {
    for (const account of [accountOf(bank.alice, 'Credit Card'), accountOf(bank.bob, 'Checking')]) {
      await expect(write({ debtor: account.id })).rejects.toMatchObject(MISMATCH)
      await expect(write({ creditor: account.id })).rejects.toMatchObject(MISMATCH)
    }
  })

  test('an account that there is not is refused, even where the transfer names it', async () => {
    const nowhere = randomUUID()
    await expect(write({ named: nowhere, debtor: nowhere })).rejects.toMatchObject(MISMATCH)
  })
})

describe('an account’s row keeps its own bounds', () => {
  test.each([
    ['accounts_floor', 'UPDATE accounts SET balance_minor = floor_minor - 1 WHERE floor_minor IS NOT NULL'],
    ['accounts_floor', 'UPDATE accounts SET held_minor = balance_minor - floor_minor + 1 WHERE balance_minor > 0'],
    ['accounts_held', 'UPDATE accounts SET held_minor = -1'],
    ['accounts_system_floor', "UPDATE accounts SET floor_minor = NULL WHERE type <> 'system'"],
    ['accounts_system', "UPDATE accounts SET type = 'system'"],
    ['transfers_amount', insertTransfer(0, 'gen_random_uuid()')],
    ['transfers_amount', insertTransfer(-5, 'gen_random_uuid()')],
    ['transfers_accounts', insertTransfer(5, 'id')],
    ['daily_totals_sign', `INSERT INTO daily_totals VALUES (gen_random_uuid(), now(), 'USD', -1)`],
    ['approvals_posted', "UPDATE approvals SET status = 'posted' WHERE status = 'approved'"],
  ])('%s: %s', async (constraint, statement) => {
    const work = bank.sql.begin(async (tx) => {
      await tx`UPDATE approvals SET status = 'pending'`
      await tx`UPDATE approvals SET status = 'approved'`
      await tx.unsafe(statement)
    })
    await expect(work).rejects.toMatchObject({ code: CHECKED, constraint_name: constraint })
  })

  function insertTransfer(amount: number, creditor: string): string {
    return `INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, authority)
      SELECT gen_random_uuid(), customer_id, gen_random_uuid(), '', id, ${creditor}, ${amount}, 'USD', 'session' FROM accounts WHERE customer_id IS NOT NULL LIMIT 1`
  }
})

test('an approval makes no other move than those', async () => {
  await expect(bank.sql`UPDATE approvals SET status = 'approved' WHERE id = ${approvalId}`).rejects.toMatchObject({
    code: 'BK002',
  })
})
