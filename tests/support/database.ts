import { randomBytes } from 'node:crypto'
import postgres from 'postgres'

export interface TestDatabase {
  /** Address of the superuser on a database that nobody else uses. */
  url: string
  drop(): Promise<void>
}

/** Makes an empty database in the run's cluster. Every test file (and so every worker) makes its own. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = process.env.TEST_POSTGRES_URL
  if (!adminUrl) throw new Error('TEST_POSTGRES_URL is not set: run the tests through `npm test` or vitest.')
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, (admin) => admin.unsafe(`CREATE DATABASE ${name}`))
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => asAdmin(adminUrl, (admin) => admin.unsafe(`DROP DATABASE ${name} WITH (FORCE)`)),
  }
}

async function asAdmin(url: string, work: (admin: postgres.Sql) => Promise<unknown>): Promise<void> {
  const admin = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
