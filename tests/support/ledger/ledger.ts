import { randomInt, randomUUID } from 'node:crypto'
import type { Account } from '@/lib/ledger/accounts/account'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { parseAmount } from '@/lib/ledger/amounts/money'
import type { Authority } from '@/lib/ledger/authority'
import { type Posting, postTransfer } from '@/lib/ledger/post-transfer'
import { Refusal, type RefusalCode } from '@/lib/ledger/refusal'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import type { SeededBank } from '../bank/seeded-bank'

/** An order between two accounts. `amount` is a decimal string in the currency of `from`, or in the given one. */
export function orderFor(from: Account, to: Account, amount: string, rest: Partial<TransferOrder> = {}): TransferOrder {
  const currency = rest.currency ?? from.currency
  const amountMinor = parseAmount(amount, currency)
  if (amountMinor === null) throw new Error(`not an amount: ${amount}`)
  return { fromAccountId: from.id, toAccountId: to.id, amountMinor, currency, memo: null, ...rest }
}

/** Posts by the customer's session, under a new key unless one is given. */
export function post(customer: { id: string }, order: TransferOrder, key: string = randomUUID()): Promise<Posting> {
  return postTransfer(order, { kind: 'session', customerId: customer.id }, key)
}

/** The authority of an agent whose approval is `approvalId`, which is also its key. */
export function approvedBy(customer: { id: string }, approvalId: string): Authority {
  return { kind: 'approval', customerId: customer.id, approvalId, agentClientId: 'the-baink' }
}

/** The code of the bank's refusal. Any other outcome fails the test. */
export async function refusalOf(work: Promise<unknown>): Promise<RefusalCode> {
  const outcome: unknown = await work.catch((error: unknown) => error)
  if (outcome instanceof Refusal) return outcome.code
  throw outcome instanceof Error ? outcome : new Error(`accepted: ${JSON.stringify(outcome)}`)
}

/** A customer's account by name, which must exist. */
export function accountOf(customer: SeededBank['alice'], name: string): Account {
  const account = customer.accounts[name]
  if (!account) throw new Error(`no account ${name}`)
  return account
}

/** The balance and hold in the ledger's row, in minor units. */
export async function balanceOf({ sql }: Pick<SeededBank, 'sql'>, { id }: { id: string }) {
  const [row] = await sql<{ balance: bigint; held: bigint }[]>`
    SELECT balance_minor AS balance, held_minor AS held FROM accounts WHERE id = ${id}`
  if (!row) throw new Error(`no account ${id}`)
  return row
}

interface NewAccount {
  name: string
  currency?: string
  /** In minor units. */
  opening?: bigint
  floor?: bigint
  status?: Account['status']
}

/**
 * Opens one more account for a customer, as the schema's owner would.
 * @returns the account in the API's form
 */
export async function openAccount(
  { sql }: Pick<SeededBank, 'sql'>,
  customer: { id: string },
  { name, currency = 'USD', opening = 0n, floor = 0n, status = 'active' }: NewAccount,
): Promise<Account> {
  const id = randomUUID()
  const number = String(randomInt(10 ** 12))
  await sql`
    SELECT open_account(p_id => ${id}, p_customer => ${customer.id}, p_name => ${name}, p_type => 'checking',
      p_number => ${number}, p_currency => ${currency}, p_status => ${status}, p_opening => ${opening}, p_floor => ${floor},
      p_system => coalesce((SELECT id FROM accounts WHERE type = 'system' AND currency = ${currency}), ${randomUUID()}::uuid),
      p_transfer => ${randomUUID()}, p_debit_entry => ${randomUUID()}, p_credit_entry => ${randomUUID()})`
  const found = (await listAccounts(customer.id)).find((account) => account.id === id)
  if (!found) throw new Error(`${name} was not opened`)
  return found
}

/**
 * Moves everything that has happened one day back: today's limits are whole again, and the book stays sound. No
 * approval may be open.
 */
export async function passDay({ sql }: Pick<SeededBank, 'sql'>): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`SET LOCAL session_replication_role = replica`
    await tx`UPDATE transfers SET created_at = created_at - interval '1 day'`
    await tx`UPDATE approvals SET reserved_on = reserved_on - 1`
    await tx`DELETE FROM daily_totals`
  })
}
