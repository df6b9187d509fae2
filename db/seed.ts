import { createHash } from 'node:crypto'
import type postgres from 'postgres'
import { withConnection } from './connect'

interface SeedAccount {
  name: string
  type: 'checking' | 'savings' | 'credit'
  currency: string
  status: 'active' | 'frozen' | 'closed'
  /** In minor units; a debt is negative. */
  opening: bigint
  /** The lowest balance allowed, in minor units; a credit card's is minus its limit. */
  floor: bigint
  number: string
  /** Whether a business holds it: every customer may pay it, by an agent. */
  merchant: boolean
}

/** A customer to open accounts for. `subject` is the tenant's `sub`. */
export interface SeedCustomer {
  subject: string
  name: string
  email: string | null
  accounts: SeedAccount[]
}

/** Enough to buy back what the demo customers could ever hold, in minor units. */
const BROKERAGE_OPENING = 100_000_000n

const account = (
  name: string,
  type: SeedAccount['type'],
  number: string,
  opening: bigint,
  rest: Partial<SeedAccount> = {},
): SeedAccount => ({
  name,
  type,
  number,
  opening,
  currency: 'USD',
  status: 'active',
  floor: 0n,
  merchant: false,
  ...rest,
})

export const ALICE: SeedCustomer = {
  subject: 'auth0|alice',
  name: 'Alice Example',
  email: 'alice@example.com',
  accounts: [
    account('Checking', 'checking', '100020004321', 250_000n),
    account('Savings', 'savings', '100020008765', 1_000_000n),
    account('Credit Card', 'credit', '400010001881', -34_250n, { floor: -500_000n }),
    account('Euro Account', 'checking', '100020002718', 120_000n, { currency: 'EUR' }),
    account('Holiday Fund', 'savings', '100020003141', 80_000n, { status: 'frozen' }),
    account('Old Checking', 'checking', '100020001009', 0n, { status: 'closed' }),
  ],
}

export const BOB: SeedCustomer = {
  subject: 'auth0|bob',
  name: 'Bob Example',
  email: 'bob@example.com',
  accounts: [
    account('Checking', 'checking', '100030005566', 120_000n),
    account('Savings', 'savings', '100030007788', 500_000n),
  ],
}

/**
 * A business as a customer of the bank, by the subject of its own tokens. It buys what it sells with the money that it
 * opens with.
 */
export function businessCustomer(kind: 'shop' | 'brokerage', clientId = `baink-${kind}`): SeedCustomer {
  const subject = `${clientId}@clients`
  const [name, opening] = kind === 'shop' ? ['bAInk Shop', 0n] : ['bAInk Brokerage', BROKERAGE_OPENING]
  const only = account(name, 'checking', digits(subject), opening as bigint, { merchant: true })
  return { subject, name, email: null, accounts: [only] }
}

/** The account of a business, which is the same at every seeding. */
export function businessAccountId(business: SeedCustomer): string {
  const [only] = business.accounts
  if (!only) throw new Error(`${business.subject} has no account`)
  return accountIdOf(business, only)
}

const SHOP = businessCustomer('shop')
const BROKERAGE = businessCustomer('brokerage')

/** Opens the demo customers' accounts, each once. Running it again changes nothing. */
export async function seed(url: string, customers: SeedCustomer[] = [ALICE, BOB, SHOP, BROKERAGE]): Promise<void> {
  await withConnection(url, (sql) =>
    sql.begin(async (tx) => {
      for (const customer of customers) await seedCustomer(tx, customer)
      await addPayee(tx, ALICE, BOB, 'Bob')
      await addPayee(tx, BOB, ALICE, 'Alice')
    }),
  )
}

/** The demo accounts for a customer of another tenant, with account numbers derived from the subject. */
export function demoCustomer(subject: string, name: string): SeedCustomer {
  const numbered = ALICE.accounts.map((open) => ({ ...open, number: digits(`${subject}/${open.name}`) }))
  return { subject, name, email: null, accounts: numbered }
}

async function seedCustomer(tx: postgres.TransactionSql, customer: SeedCustomer): Promise<void> {
  await tx`
    INSERT INTO customers (id, subject, name, email)
    VALUES (${idOf(customer.subject)}, ${customer.subject}, ${customer.name}, ${customer.email})
    ON CONFLICT (subject) DO NOTHING`
  // A customer who has signed in before has a row already, with another id.
  const [known] = await tx<{ id: string }[]>`SELECT id FROM customers WHERE subject = ${customer.subject}`
  if (!known) throw new Error(`${customer.subject} could not be stored`)
  for (const open of customer.accounts) {
    const id = accountIdOf(customer, open)
    await tx`
      SELECT open_account(
        p_id => ${id}, p_customer => ${known.id}, p_name => ${open.name}, p_type => ${open.type},
        p_number => ${open.number}, p_currency => ${open.currency}, p_status => ${open.status},
        p_opening => ${open.opening.toString()}, p_floor => ${open.floor.toString()},
        p_system => ${idOf(`system/${open.currency}`)}, p_transfer => ${idOf(`${id}/transfer`)},
        p_debit_entry => ${idOf(`${id}/debit`)}, p_credit_entry => ${idOf(`${id}/credit`)}, p_merchant => ${open.merchant})`
  }
}

async function addPayee(tx: postgres.TransactionSql, payer: SeedCustomer, payee: SeedCustomer, nickname: string) {
  const [first] = payee.accounts
  if (!first) return
  await tx`
    INSERT INTO payees (id, customer_id, account_id, nickname)
    SELECT ${idOf(`${payer.subject}/${payee.subject}`)}, payer.id, account.id, ${nickname}
    FROM customers payer, accounts account
    WHERE payer.subject = ${payer.subject} AND account.id = ${accountIdOf(payee, first)}
    ON CONFLICT DO NOTHING`
}

function accountIdOf(customer: SeedCustomer, open: SeedAccount): string {
  return idOf(`${customer.subject}/${open.name}`)
}

/** A UUIDv7 that is the same at every seeding: its time is 2026-01-01, and the rest comes from the name. */
function idOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex')
  const variant = ((Number.parseInt(hash.charAt(3), 16) & 3) | 8).toString(16)
  return `019b7600-0000-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}

function digits(name: string): string {
  return (BigInt(`0x${createHash('sha256').update(name).digest('hex').slice(0, 14)}`) % 10n ** 12n)
    .toString()
    .padStart(12, '0')
}
