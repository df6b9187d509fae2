import { randomBytes } from 'node:crypto'
import postgres from 'postgres'

export interface TestDatabase {
  /** The superuser's address for a database that nobody else uses. */
  url: string
  /** Drops the database, and then the roles made for it, which belong to the whole cluster. */
  drop(roles?: string[]): Promise<void>
}

/** The first content of many databases: made once in each cluster, then copied. */
export interface Template {
  name: string
  /** Fills the empty database at `url`, and closes every connection to it. */
  fill(url: string): Promise<void>
}

/**
 * An arbitrary number used here alone. Of the workers that need a template first, one makes it while the others wait.
 */
const TEMPLATES_LOCK = 20_261_128

/** Makes a database in the run's cluster, empty or as a copy of a template. Each test file makes its own. */
export async function createTestDatabase(
  template?: Template,
  adminUrl = process.env.TEST_POSTGRES_URL,
): Promise<TestDatabase> {
  if (!adminUrl) throw new Error('TEST_POSTGRES_URL is not set: run the tests through `npm test` or vitest.')
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, async (admin) => {
    if (template) await makeOnce(admin, adminUrl, template)
    await admin.unsafe(`CREATE DATABASE ${name} ${template ? `TEMPLATE ${template.name} STRATEGY file_copy` : ''}`)
  })
  return {
    url: databaseAt(adminUrl, name),
    drop: (roles = []) =>
      asAdmin(adminUrl, async (admin) => {
        await admin.unsafe(`DROP DATABASE ${name} WITH (FORCE)`)
        if (roles.length > 0) await admin.unsafe(`DROP ROLE ${roles.join(', ')}`)
      }),
  }
}

/** Makes the template under another name and renames it once it is full, so that nobody copies half of it. */
async function makeOnce(admin: postgres.Sql, adminUrl: string, { name, fill }: Template): Promise<void> {
  const isThere = async () => (await admin`SELECT FROM pg_database WHERE datname = ${name}`).length > 0
  if (await isThere()) return
  await admin`SELECT pg_advisory_lock(${TEMPLATES_LOCK})`
  if (!(await isThere())) {
    await admin.unsafe(`DROP DATABASE IF EXISTS ${name}_in_making`)
    await admin.unsafe(`CREATE DATABASE ${name}_in_making`)
    await fill(databaseAt(adminUrl, `${name}_in_making`))
    await admin.unsafe(`ALTER DATABASE ${name}_in_making RENAME TO ${name}`)
  }
  await admin`SELECT pg_advisory_unlock(${TEMPLATES_LOCK})`
}

function databaseAt(adminUrl: string, name: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}

/** Runs on one connection, which keeps its lock as long as it is open. */
async function asAdmin(url: string, work: (admin: postgres.Sql) => Promise<unknown>): Promise<void> {
  const admin = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
