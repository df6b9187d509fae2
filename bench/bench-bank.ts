import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { migrateDatabase } from '@/db/migrate'
import { startEmbeddedPostgres } from '@/tenant/postgres/embedded'
import { processorMicroseconds } from './processor-time'

/** In minor units; no run is long enough to spend it in single cents. */
const OPENING = 100_000_000n
/** Transfers in the book before anything is measured. */
const FIRST_BOOK = 5_000

export interface BenchCustomer {
  id: string
  /** The tenant's `sub`. */
  subject: string
  accounts: [string, string]
}

export interface BenchBank {
  url: string
  customers: BenchCustomer[]
  /** An account that every customer may pay. */
  hotAccount: string
  /** The processor time that the server has used so far; null where the system does not tell it. */
  postgresMicroseconds(): number | null
  /** Writes a file that goes when the bank does, and answers its path. */
  write(name: string, text: string): string
  /** Stops the server and removes everything. Safe to call twice. */
  close(): Promise<void>
}

/**
 * A bank of its own in a temporary folder: customers with two accounts each, and one account that all may pay.
 * @param prefix of its account numbers, where it is one of several
 */
export async function openBenchBank(customers: number, prefix = ''): Promise<BenchBank> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-bench-'))
  const data = join(folder, 'postgres')
  const server = await startEmbeddedPostgres(data, 'bench-only').catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true })
    throw error
  })
  const close = async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await migrateDatabase(server.adminUrl)
    const opened = await openAccounts(server.adminUrl, customers, prefix)
    const postmaster = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
    return {
      url: server.adminUrl,
      ...opened,
      postgresMicroseconds: () => processorMicroseconds(postmaster),
      write(name, text) {
        writeFileSync(join(folder, name), text)
        return join(folder, name)
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function openAccounts(
  url: string,
  count: number,
  prefix: string,
): Promise<Pick<BenchBank, 'customers' | 'hotAccount'>> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const system = randomUUID()
  const open = async (tx: postgres.TransactionSql, customer: string, number: string): Promise<string> => {
    const id = randomUUID()
    await tx`
      SELECT open_account(p_id => ${id}, p_customer => ${customer}, p_name => ${number}, p_type => 'checking',
        p_number => ${prefix + number}, p_currency => 'USD', p_status => 'active', p_opening => ${OPENING.toString()}, p_floor => 0,
        p_system => ${system}, p_transfer => ${randomUUID()}, p_debit_entry => ${randomUUID()},
        p_credit_entry => ${randomUUID()})`
    return id
  }
  const customers: BenchCustomer[] = []
  let hotAccount = ''
  await sql.begin(async (tx) => {
    for (let place = 0; place < count; place++) {
      const [id, subject] = [randomUUID(), `bench|${place}`]
      await tx`INSERT INTO customers (id, subject, name) VALUES (${id}, ${subject}, ${`Customer ${place}`})`
      customers.push({ id, subject, accounts: [await open(tx, id, `${place}-1`), await open(tx, id, `${place}-2`)] })
    }
    const shop = randomUUID()
    await tx`INSERT INTO customers (id, subject, name) VALUES (${shop}, 'bench|shop', 'Shop')`
    hotAccount = await open(tx, shop, 'shop')
    await tx`INSERT INTO payees (id, customer_id, account_id) SELECT gen_random_uuid(), id, ${hotAccount} FROM customers WHERE id <> ${shop}`
    // For pgbench, which knows its customers by number.
    await tx`CREATE TABLE bench_customers (place int PRIMARY KEY, id uuid, one uuid, two uuid, hot uuid)`
    for (const [
      place,
      {
        id,
        accounts: [one, two],
      },
    ] of customers.entries())
      await tx`INSERT INTO bench_customers VALUES (${place}, ${id}, ${one}, ${two}, ${hotAccount})`
  })
  await fill(sql, count)
  await sql.end()
  return { customers, hotAccount }
}

/**
 * Posts a first book. Trap: what is planned while tables are nearly empty reads them whole, and goes on doing so for as
 * long as its connection lives; pgbench's own tables are full before it begins.
 */
async function fill(sql: postgres.Sql, customers: number): Promise<void> {
  await sql`
    SELECT count(p.transfer_id) FROM generate_series(1, ${FIRST_BOOK}::int) AS n JOIN bench_customers c ON c.place = n % ${customers}::int,
      LATERAL post_transfer(
        p_id => gen_random_uuid(), p_debit_entry => gen_random_uuid(), p_credit_entry => gen_random_uuid(), p_customer => c.id,
        p_key => gen_random_uuid(), p_digest => repeat('0', 64), p_debtor => c.one, p_creditor => c.two, p_amount => 1,
        p_currency => 'USD', p_memo => NULL, p_authority => 'session', p_transfer_limit => 1000000000,
        p_daily_limit => 1000000000, p_actor => '{}') p`
  await sql.unsafe('VACUUM ANALYZE')
}
