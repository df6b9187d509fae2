import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { migrateDatabase } from '@/db/migrate'
import { asRole, grantClearing, grantRoles, type Role } from '@/db/roles'
import { seed } from '@/db/seed'
import type { Account } from '@/lib/ledger/accounts/account'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { parseAmount } from '@/lib/ledger/amounts/money'
import { findCustomer } from '@/lib/ledger/customer'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { type Database, openDatabase } from '@/lib/platform/database/client'
import { createTestDatabase, type Template } from './database'

/** Announcements of a transfer go out a moment later, and still need the pool. */
const ANNOUNCED_MS = 60

/** The newest schema and the demo customers. */
const SEEDED: Template = {
  name: 'seeded_bank',
  async fill(url) {
    await migrateDatabase(url)
    await seed(url)
  },
}

const shared = globalThis as { bainkDatabase?: Database; bainkOwner?: Database }

/**
 * A bank with the demo customers. `sql` and `db` are the owner's, and may do what the app may not: set a scene, do
 * damage, read everything.
 */
export interface SeededBank extends Database {
  /** The address for the database's owner. The address for the app's role is `DATABASE_URL` in the environment. */
  ownerUrl: string
  /** The address for the role that carries transfers between shards. */
  clearingUrl: string
  alice: { id: string; accounts: Record<string, Account> }
  bob: { id: string; accounts: Record<string, Account> }
  close(): Promise<void>
}

/**
 * Opens a new database with the demo customers, which the app's own `database()` and `env()` use too. Call it once in
 * each test file, before anything else. The app's pool has the app's role, so that a missing right shows here and not
 * first in production. The database is in the run's cluster, unless `adminUrl` names another.
 */
export async function openSeededBank(adminUrl?: string): Promise<SeededBank> {
  const test = await createTestDatabase(SEEDED, adminUrl)
  const roles = rolesFor(test.url)
  await grantRoles(test.url, roles)
  await grantClearing(test.url, roles.clearing)
  const appUrl = asRole(test.url, roles.app)
  const bank = openDatabase(test.url)
  const app = openDatabase(appUrl)
  shared.bainkDatabase = app
  shared.bainkOwner = bank
  Object.assign(process.env, {
    APP_BASE_URL: 'http://localhost:3000',
    DATABASE_URL: appUrl,
    AUTH0_DOMAIN: 'http://localhost:4000',
    AUTH0_CLIENT_ID: 'the-baink',
    AUTH0_CLIENT_SECRET: 'tests-only',
    AUTH0_SECRET: 'tests-only-tests-only-tests-only-tests',
    // No business runs beside this bank, unless a test says so before.
    SHOP_PORT: process.env.SHOP_PORT ?? '0',
    BROKERAGE_PORT: process.env.BROKERAGE_PORT ?? '0',
  })
  return {
    ...bank,
    ownerUrl: test.url,
    clearingUrl: asRole(test.url, roles.clearing),
    alice: await holder('auth0|alice'),
    bob: await holder('auth0|bob'),
    async close() {
      await sleep(ANNOUNCED_MS)
      await Promise.all([bank, app].map(({ sql }) => sql.end({ timeout: 1 })))
      await test.drop(Object.values(roles).map(({ name }) => name))
    },
  }
}

/**
 * Each bank's roles have their own names, because roles belong to the whole cluster and other test files make theirs.
 */
export function rolesFor(url: string): { app: Role; tenant: Role; clearing: Role } {
  const name = new URL(url).pathname.slice(1)
  const role = (kind: string) => ({ name: `${name}_${kind}`, password: randomBytes(16).toString('hex') })
  return { app: role('app'), tenant: role('tenant'), clearing: role('clearing') }
}

/** The owner's pool of the open bank, for code that sets a scene and has no bank at hand. */
export function ownersDatabase(): Database {
  if (!shared.bainkOwner) throw new Error('no bank is open')
  return shared.bainkOwner
}

/** The demo accounts by id, each with its holder and its name in the ledger. */
export const seeded = new Map<string, { holder: string; name: string; mask: string }>()

async function holder(subject: string): Promise<SeededBank['alice']> {
  const customer = await findCustomer(subject)
  if (!customer) throw new Error(`${subject} was not seeded`)
  const accounts = await listAccounts(customer.id)
  for (const { id, name, mask } of accounts) seeded.set(id, { holder: customer.name, name, mask })
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
