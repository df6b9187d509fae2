import { createHash, randomUUID } from 'node:crypto'
import { asc, eq, sql as expression, inArray } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { v7 as uuidv7 } from 'uuid'
import { accounts, auditEvents, dailyTotals, entries, transfers } from '@/db/schema'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { openDatabase } from '@/lib/platform/database/client'

/** One cent from one account to another, under a key of its own. */
export interface Cent {
  customer: string
  from: string
  to: string
}

/** A way to post a transfer. All of them write the same rows under the same locks; they differ in how they ask. */
export interface Poster {
  name: string
  post(cent: Cent): Promise<void>
  end(): Promise<void>
}

const LIMIT = '1000000000'
const digest = ({ from, to }: Cent) => createHash('sha256').update(from).update(to).digest('hex')
const today = () => new Date().toISOString().slice(0, 10)

/** What the bank does with all that waits at once, on its own pool. */
export function theBank(url: string): Poster {
  const database = openDatabase(url)
  return {
    name: 'the bank',
    async post({ customer, from, to }) {
      const order = { fromAccountId: from, toAccountId: to, amountMinor: 1n, currency: 'USD', memo: null }
      await postTransfer(order, { kind: 'session', customerId: customer }, randomUUID(), database)
    },
    end: () => database.sql.end(),
  }
}

/** One statement for each transfer, as the bank posts one that is alone: one round trip, one prepared plan. */
export function oneStatement(url: string, clients: number): Poster {
  const sql = postgres(url, { max: clients, onnotice: () => {} })
  return {
    name: 'one statement',
    async post(cent) {
      await sql`
        SELECT * FROM post_transfer(
          p_id => ${uuidv7()}, p_debit_entry => ${uuidv7()}, p_credit_entry => ${uuidv7()}, p_customer => ${cent.customer},
          p_key => ${randomUUID()}, p_digest => ${digest(cent)}, p_debtor => ${cent.from}, p_creditor => ${cent.to},
          p_amount => 1, p_currency => 'USD', p_memo => NULL, p_authority => 'session', p_transfer_limit => ${LIMIT},
          p_daily_limit => ${LIMIT}, p_actor => '{}')`
    },
    end: () => sql.end(),
  }
}

/** The same transfer as an interactive transaction: each step is a round trip, and the locks are held over all. */
export function interactive(url: string, clients: number): Poster {
  const sql = postgres(url, { max: clients, onnotice: () => {} })
  return {
    name: 'postgres.js transaction',
    async post(cent) {
      const id = uuidv7()
      await sql.begin(async (tx) => {
        const [inserted] = await tx`
          INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, authority)
          VALUES (${id}, ${cent.customer}, ${randomUUID()}, ${digest(cent)}, ${cent.from}, ${cent.to}, 1, 'USD', 'session')
          ON CONFLICT (customer_id, idempotency_key) DO NOTHING RETURNING id`
        if (!inserted) throw new Error('the key was used before')
        const locked = await tx`
          SELECT * FROM accounts WHERE id IN (${cent.from}, ${cent.to}) ORDER BY id FOR NO KEY UPDATE`
        const debtor = locked.find((account) => account.id === cent.from)
        if (!debtor || BigInt(debtor.balance_minor) < 1n) throw new Error('insufficient funds')
        await tx`
          INSERT INTO daily_totals AS d (customer_id, day, currency, total_minor) VALUES (${cent.customer}, ${today()}, 'USD', 1)
          ON CONFLICT (customer_id, day, currency) DO UPDATE SET total_minor = d.total_minor + 1`
        const [debit] = await tx`
          UPDATE accounts SET balance_minor = balance_minor - 1 WHERE id = ${cent.from} RETURNING balance_minor`
        const [credit] = await tx`
          UPDATE accounts SET balance_minor = balance_minor + 1 WHERE id = ${cent.to} RETURNING balance_minor`
        await tx`
          INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor) VALUES
            (${uuidv7()}, ${id}, ${cent.from}, -1, ${debit?.balance_minor}), (${uuidv7()}, ${id}, ${cent.to}, 1, ${credit?.balance_minor})`
        await tx`INSERT INTO audit_events (customer_id, kind, transfer_id) VALUES (${cent.customer}, 'transfer.posted', ${id})`
      })
    },
    end: () => sql.end(),
  }
}

/** The interactive transaction again, in the words of drizzle, whose statements are not prepared. */
export function throughDrizzle(url: string, clients: number): Poster {
  const sql = postgres(url, { max: clients, onnotice: () => {} })
  const db = drizzle(sql)
  return {
    name: 'drizzle transaction',
    async post({ customer, from, to }) {
      const id = uuidv7()
      const order = { debtorAccountId: from, creditorAccountId: to, amountMinor: 1n, currency: 'USD' }
      await db.transaction(async (tx) => {
        const [inserted] = await tx
          .insert(transfers)
          .values({
            id,
            customerId: customer,
            idempotencyKey: randomUUID(),
            bodyDigest: digest({ customer, from, to }),
            authority: 'session',
            ...order,
          })
          .onConflictDoNothing()
          .returning({ id: transfers.id })
        if (!inserted) throw new Error('the key was used before')
        const both = inArray(accounts.id, [from, to])
        const locked = await tx.select().from(accounts).where(both).orderBy(asc(accounts.id)).for('no key update')
        if ((locked.find((account) => account.id === from)?.balanceMinor ?? 0n) < 1n)
          throw new Error('insufficient funds')
        await tx
          .insert(dailyTotals)
          .values({ customerId: customer, day: today(), currency: 'USD', totalMinor: 1n })
          .onConflictDoUpdate({
            target: [dailyTotals.customerId, dailyTotals.day, dailyTotals.currency],
            set: { totalMinor: expression`${dailyTotals.totalMinor} + 1` },
          })
        const add = async (account: string, amount: bigint) => {
          const [row] = await tx
            .update(accounts)
            .set({ balanceMinor: expression`${accounts.balanceMinor} + ${amount}` })
            .where(eq(accounts.id, account))
            .returning({ after: accounts.balanceMinor })
          const balanceAfterMinor = row?.after ?? 0n
          return { id: uuidv7(), transferId: id, accountId: account, amountMinor: amount, balanceAfterMinor }
        }
        await tx.insert(entries).values([await add(from, -1n), await add(to, 1n)])
        await tx.insert(auditEvents).values({ customerId: customer, kind: 'transfer.posted', transferId: id })
      })
    },
    end: () => sql.end(),
  }
}
