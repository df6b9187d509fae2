import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, openDatabase } from '@/db/client'
import { migrateDatabase } from '@/db/migrate'
import { seed } from '@/db/seed'
import type { Account } from '@/lib/accounts/account'
import { listAccounts } from '@/lib/accounts/list-accounts'
import { findCustomer } from '@/lib/customers/customer'
import { parseAmount } from '@/lib/transfers/money'
import { postTransfer } from '@/lib/transfers/post-transfer'
import { createTestDatabase } from './database'

/** What a transfer announces goes out a moment later; the pool must be there for it. */
const ANNOUNCED_MS = 60

export interface SeededBank extends Database {
  alice: { id: string; accounts: Record<string, Account> }
  bob: { id: string; accounts: Record<string, Account> }
  close(): Promise<void>
}

/**
 * A database of its own with the demo customers, which the app's own `database()` and `env()` use as well: so one
 * call in each test file, before anything else.
 */
export async function openSeededBank(): Promise<SeededBank> {
  const test = await createTestDatabase()
  await migrateDatabase(test.url)
  await seed(test.url)
  const bank = openDatabase(test.url)
  const shared = globalThis as { bainkDatabase?: Database }
  shared.bainkDatabase = bank
  Object.assign(process.env, {
    APP_BASE_URL: 'http://localhost:3000',
    DATABASE_URL: test.url,
    AUTH0_DOMAIN: 'http://localhost:4000',
    AUTH0_CLIENT_ID: 'the-baink',
    AUTH0_CLIENT_SECRET: 'tests-only',
    AUTH0_SECRET: 'tests-only-tests-only-tests-only-tests',
  })
  return {
    ...bank,
    alice: await holder('auth0|alice'),
    bob: await holder('auth0|bob'),
    async close() {
      await sleep(ANNOUNCED_MS)
      await bank.sql.end({ timeout: 1 })
      await test.drop()
    },
  }
}

async function holder(subject: string): Promise<SeededBank['alice']> {
  const customer = await findCustomer(subject)
  if (!customer) throw new Error(`${subject} was not seeded`)
  const accounts = await listAccounts(customer.id)
  return { id: customer.id, accounts: Object.fromEntries(accounts.map((account) => [account.name, account])) }
}

interface Pay {
  customerId: string
  from: Account | undefined
  to: Account | undefined
  amount: string
  memo?: string
}

/** Moves money as the portal would. `amount` is a decimal string in the currency of `from`. */
export async function pay({ customerId, from, to, amount, memo }: Pay): Promise<string> {
  if (!from || !to) throw new Error('both accounts are needed')
  const amountMinor = parseAmount(amount, from.currency)
  if (amountMinor === null) throw new Error(`not an amount: ${amount}`)
  const order = {
    fromAccountId: from.id,
    toAccountId: to.id,
    amountMinor,
    currency: from.currency,
    memo: memo ?? null,
  }
  return (await postTransfer(order, { kind: 'session', customerId }, randomUUID())).transfer.id
}
