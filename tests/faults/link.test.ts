import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'
import { Link } from './link'

let database: TestDatabase
let direct: postgres.Sql
let link: Link
let over: postgres.Sql
beforeAll(async () => {
  database = await createTestDatabase()
  direct = postgres(database.url, { max: 1, onnotice: () => {} })
  await direct`CREATE TABLE postings (key int)`
  link = await Link.open(Number(new URL(database.url).port))
  const url = new URL(database.url)
  url.port = String(link.port)
  over = postgres(url.href, { max: 1, onnotice: () => {} })
})
afterAll(async () => {
  await over.end({ timeout: 1 })
  await link.close()
  await direct.end()
  await database.drop()
})
beforeEach(async () => {
  link.clear()
  await direct`TRUNCATE postings`
  // Prepared once, so that the posting itself is a Bind of a statement that is known by its name.
  for (let n = 0; n < 2; n++) await post(n)
})

/** Looks like the bank's posting to whoever reads the wire. */
const post = (key: number) => over`INSERT INTO postings VALUES (${key}) /* post_transfer( */`
const keys = async () => (await direct`SELECT key FROM postings ORDER BY key`).map((row) => row.key)

test('a clear link changes nothing', async () => {
  expect(await keys()).toEqual([0, 1])
})

test('a posting cut before the commit is not there', async () => {
  link.cutPostings('before', 1)
  await expect(post(7)).rejects.toThrow()
  expect(await keys()).toEqual([0, 1])
  await post(8)
  expect(await keys()).toEqual([0, 1, 8])
})

test('a posting cut after the commit is there, and nobody was told', async () => {
  link.cutPostings('after', 1)
  await expect(post(7)).rejects.toThrow()
  expect(await keys()).toEqual([0, 1, 7])
})

test('other statements are never cut', async () => {
  const before = link.cuts
  link.cutPostings('before', 1)
  expect(await over`SELECT 1 AS one`).toMatchObject([{ one: 1 }])
  expect(link.cuts).toBe(before)
})

test('a black hole keeps what it swallowed, and gives it back when it clears', async () => {
  link.become({ kind: 'black_hole' })
  const waiting = post(9).then(() => 'done')
  expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 300, 'nothing'))])).toBe('nothing')
  link.clear()
  expect(await waiting).toBe('done')
  expect(await keys()).toEqual([0, 1, 9])
})
