import { afterAll, beforeAll, expect, test } from 'vitest'
import expected from '@/db/expected-schema.json' with { type: 'json' }
import { readComments } from '@/db/read-schema'
import { connect, createSchema } from '@/tenant/store/database'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'

// What a DBA sees who has the database and not this repository: names that say what they hold, and words beside them.

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
  const tenant = connect(bank.ownerUrl)
  await createSchema(tenant)
  await tenant.end()
})
afterAll(() => bank.close())

test('every table of bank and tenant says what it is', async () => {
  const bare = await bank.sql`
    SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r'
      AND relnamespace IN ('public'::regnamespace, 'tenant'::regnamespace) AND obj_description(oid, 'pg_class') IS NULL`
  expect([...bare]).toEqual([])
})

test('every column of money, JSON, hashes or secrets says its unit or what is in it', async () => {
  const bare = await bank.sql`
    SELECT format('%s.%s', attrelid::regclass, attname) AS name FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
      AND (attname ~ '(_minor|_digest|_hash)$|^sealed_' OR atttypid = 'jsonb'::regtype)
      AND col_description(attrelid, attnum) IS NULL`
  expect([...bare]).toEqual([])
  const units = await bank.sql`
    SELECT format('%s.%s', attrelid::regclass, attname) AS name FROM pg_attribute
    WHERE attname LIKE '%\\_minor' AND attrelid IN (SELECT oid FROM pg_class WHERE relkind = 'r')
      AND col_description(attrelid, attnum) NOT LIKE 'Minor units%'`
  expect([...units]).toEqual([])
})

test('the comments are the file’s', async () => {
  expect(await readComments(bank.sql)).toEqual(expected.comments)
})

test('no constraint has the name that Postgres gives to one without, or a number', async () => {
  const unnamed = await bank.sql`
    SELECT format('%s.%s', conrelid::regclass, conname) AS name FROM pg_constraint k
    WHERE connamespace IN ('public'::regnamespace, 'tenant'::regnamespace)
      AND ((contype = 'c' AND conname ~ '_check\\d*$') OR (contype IN ('c', 'f', 'u', 'p') AND conname ~ '\\d$'))`
  expect([...unnamed]).toEqual([])
})
