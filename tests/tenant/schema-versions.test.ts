import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '@/tenant/postgres/free-port'
import { connect, createSchema } from '@/tenant/store/database'
import { createTenant } from '@/tenant/tenant'
import { startTestTenant, type TestTenant } from '../support/tenant/tenant'

let tenant: TestTenant
let sql: postgres.Sql
beforeAll(async () => {
  tenant = await startTestTenant()
  sql = postgres(tenant.config.databaseUrl, { max: 3, onnotice: () => {} })
})
afterAll(async () => {
  await sql.end()
  await tenant.stop()
})

const versions = async () => sql<{ hash: string }[]>`SELECT hash FROM tenant.schema_versions ORDER BY version`
const waiting = async () =>
  (await sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).length

/** Holds what a tenant that is reading and writing holds, on every table of it, until told to let go. */
async function holdAll(): Promise<() => Promise<void>> {
  let letGo = () => {}
  const told = new Promise<void>((resolve) => {
    letGo = resolve
  })
  let hold = () => {}
  const held = new Promise<void>((resolve) => {
    hold = resolve
  })
  const transaction = sql.begin(async (tx) => {
    const tables = await tx<{ name: string }[]>`
      SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace = 'tenant'::regnamespace AND relkind = 'r'`
    await tx.unsafe(`LOCK TABLE ${tables.map(({ name }) => name).join(', ')} IN ROW EXCLUSIVE MODE`)
    hold()
    await told
  })
  await held
  return async () => {
    letGo()
    await transaction
  }
}

test('a second tenant starts beside one with open transactions on all its tables, without waiting', async () => {
  const before = await versions()
  const release = await holdAll()
  let most = 0
  let watching = true
  const watch = (async () => {
    while (watching) {
      most = Math.max(most, await waiting())
      await sleep(5)
    }
  })()
  const port = await freePort()
  const second = await createTenant({ ...tenant.config, port })
  await second.listen()
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
  await second.close()
  watching = false
  await watch
  await release()
  expect(most).toBe(0)
  expect(await versions()).toEqual(before)
})

test('a schema that has changed waits for tables in use, lets others at them meanwhile, and is made once', async () => {
  const before = await versions()
  await sql`INSERT INTO tenant.schema_versions (hash) VALUES ('of another version')`
  const release = await holdAll()
  const starters = Array.from({ length: 3 }, () => connect(tenant.config.databaseUrl))
  const made = Promise.all(starters.map(createSchema))
  await sleep(1_500)
  // A start that stood in the queue for a table would make this stand behind it.
  await sql.begin(async (tx) => {
    await tx`SET LOCAL statement_timeout = '3s'`
    await tx`SELECT count(*) FROM tenant.users`
  })
  await release()
  await made
  await Promise.all(starters.map((starter) => starter.end()))
  expect((await versions()).map(({ hash }) => hash)).toEqual([
    ...before.map(({ hash }) => hash),
    'of another version',
    before.at(-1)?.hash,
  ])
})
