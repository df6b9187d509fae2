import { expect, test } from 'vitest'
import { withConnection } from '@/db/connect'
import { database } from '@/lib/platform/database/client'
import { openSeededBank } from '../support/bank/seeded-bank'

test('in tests the app has the rights of its own role, and the bank’s pool those of the owner', async () => {
  const bank = await openSeededBank()
  const rename = `UPDATE customers SET name = name`
  await expect(database().sql.unsafe(rename)).rejects.toMatchObject({ code: '42501' })
  await expect(withConnection(process.env.DATABASE_URL ?? '', (sql) => sql.unsafe(rename))).rejects.toMatchObject({
    code: '42501',
  })
  await bank.sql.unsafe(rename)
  await bank.close()
})

test('a test’s roles are gone with its database', async () => {
  const bank = await openSeededBank()
  const database = new URL(bank.ownerUrl).pathname.slice(1)
  const roles = (url: string) =>
    withConnection(url, (sql) => sql`SELECT rolname FROM pg_roles WHERE starts_with(rolname, ${database})`)
  expect(await roles(bank.ownerUrl)).toHaveLength(3)
  await bank.close()
  expect(await roles(process.env.TEST_POSTGRES_URL ?? '')).toHaveLength(0)
})
