import { randomInt, randomUUID } from 'node:crypto'
import type { Account } from '@/lib/accounts/account'
import { listAccounts } from '@/lib/accounts/list-accounts'
import type { Authority } from '@/lib/transfers/authority'
import { parseAmount } from '@/lib/transfers/money'
import { type Posting, postTransfer } from '@/lib/transfers/post-transfer'
import { Refusal, type RefusalCode } from '@/lib/transfers/refusal'
import type { TransferOrder } from '@/lib/transfers/transfer-order'
import type { SeededBank } from './seeded-bank'

/** An order between two accounts; `amount` is a decimal string in the currency of `from` or the one given. */
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

/** The authority of an agent whose approval is `approvalId`, which is its key as well. */
export function approvedBy(customer: { id: string }, approvalId: string): Authority {
  return { kind: 'approval', customerId: customer.id, approvalId, agentClientId: 'the-baink' }
}

/** The code with which the bank refuses; anything else than a Refusal fails the test. */
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

/** What the ledger's row says now, in minor units. */
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

/** Opens one more account for a customer, as the schema's owner would. Returns it as the API shows it. */
export async function openAccount(
  { sql }: Pick<SeededBank, 'sql'>,
  customer: { id: string },
  { name, currency = 'USD', opening = 0n, floor = 0n, status = 'active' }: NewAccount,
): Promise<Account> {
  const id = randomUUID()
  const number = String(randomInt(10 ** 12))
  await sql`
    SELECT open_account(${id}, ${customer.id}, ${name}, 'checking', ${number}, ${currency}, ${status}, ${opening}, ${floor},
      coalesce((SELECT id FROM accounts WHERE type = 'system' AND currency = ${currency}), ${randomUUID()}::uuid),
      ${randomUUID()}, ${randomUUID()}, ${randomUUID()})`
  const found = (await listAccounts(customer.id)).find((account) => account.id === id)
  if (!found) throw new Error(`${name} was not opened`)
  return found
}

/**
 * As if a day had passed since everything that happened so far: today's limits are whole again, and the book is as
 * sound as it was. No approval may be open.
 */
export async function passDay({ sql }: Pick<SeededBank, 'sql'>): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`SET LOCAL session_replication_role = replica`
    await tx`UPDATE transfers SET created_at = created_at - interval '1 day'`
    await tx`UPDATE approvals SET reserved_on = reserved_on - 1`
    await tx`DELETE FROM daily_totals`
  })
}
