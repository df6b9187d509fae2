import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { startEmbeddedPostgres } from '@/db/embedded'
import { migrateDatabase } from '@/db/migrate'

const CUSTOMERS = 256
/** In minor units; no run is long enough to spend it in single cents. */
const OPENING = 100_000_000n

export interface BenchCustomer {
  id: string
  accounts: [string, string]
}

export interface BenchBank {
  url: string
  customers: BenchCustomer[]
  /** An account that every customer may pay. */
  hotAccount: string
  /** Stops the server and removes everything. Safe to call twice. */
  close(): Promise<void>
}

/** A bank of its own in a temporary folder: many customers with two accounts, and one that all of them may pay. */
export async function openBenchBank(): Promise<BenchBank> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-bench-'))
  const server = await startEmbeddedPostgres(join(folder, 'postgres'), 'bench-only').catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true })
    throw error
  })
  const close = async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await migrateDatabase(server.adminUrl)
    return { url: server.adminUrl, ...(await openAccounts(server.adminUrl)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openAccounts(url: string): Promise<Pick<BenchBank, 'customers' | 'hotAccount'>> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const system = randomUUID()
  const open = async (tx: postgres.TransactionSql, customer: string, number: string): Promise<string> => {
    const id = randomUUID()
    await tx`
      SELECT open_account(${id}, ${customer}, ${number}, 'checking', ${number}, 'USD', 'active', ${OPENING.toString()}, 0,
        ${system}, ${randomUUID()}, ${randomUUID()}, ${randomUUID()})`
    return id
  }
  const customers: BenchCustomer[] = []
  let hotAccount = ''
  await sql.begin(async (tx) => {
    for (let place = 0; place < CUSTOMERS; place++) {
      const id = randomUUID()
      await tx`INSERT INTO customers (id, subject, name) VALUES (${id}, ${`bench|${place}`}, ${`Customer ${place}`})`
      customers.push({ id, accounts: [await open(tx, id, `${place}-1`), await open(tx, id, `${place}-2`)] })
    }
    const shop = randomUUID()
    await tx`INSERT INTO customers (id, subject, name) VALUES (${shop}, 'bench|shop', 'Shop')`
    hotAccount = await open(tx, shop, 'shop')
    await tx`INSERT INTO payees (id, customer_id, account_id) SELECT gen_random_uuid(), id, ${hotAccount} FROM customers WHERE id <> ${shop}`
  })
  await sql.unsafe('ANALYZE')
  await sql.end()
  return { customers, hotAccount }
}
