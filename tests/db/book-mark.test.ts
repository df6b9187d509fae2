import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { requireSameBook, watchBook } from '@/scripts/book-mark'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, orderFor, post } from '../support/ledger/ledger'

// What a data folder notes of its book from the first start on (docs/decisions/058). A book that went back: restore.test.ts.

const dataDir = mkdtempSync(join(tmpdir(), 'baink-mark-'))
const marks = join(dataDir, 'book-marks')
const file = () => join(marks, readdirSync(marks)[0] ?? '')
const noted = () => JSON.parse(readFileSync(file(), 'utf8'))

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(async () => {
  await bank.close()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a book without any event is known again, before and after its first one', async () => {
  expect(await bank.sql`SELECT FROM audit_chain`).toHaveLength(0)
  await requireSameBook(dataDir, bank.ownerUrl)
  await requireSameBook(dataDir, bank.ownerUrl)
  expect(noted()).toMatchObject({ link: null })
  await post(
    bank.alice,
    orderFor(accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking'), '1.00'),
    randomUUID(),
  )
  await requireSameBook(dataDir, bank.ownerUrl)
  expect(noted()).toMatchObject({ link: expect.any(String), event: expect.any(String) })
  await requireSameBook(dataDir, bank.ownerUrl)
})

test('a mark that cannot be read is named, by the start and once by the watch, and read again when it is mended', async () => {
  await requireSameBook(dataDir, bank.ownerUrl)
  const whole = readFileSync(file(), 'utf8')
  for (const torn of ['', '{"epoch":', '[]', whole.replace(/"at":[^,]*/, '"at":"noon"')]) {
    writeFileSync(file(), torn)
    await expect(requireSameBook(dataDir, bank.ownerUrl)).rejects.toThrow(`${file()} cannot be read`)
  }
  const said: string[] = []
  const watch = watchBook(dataDir, bank.ownerUrl, (line) => said.push(line), 10)
  await vi.waitUntil(() => said.length > 0)
  writeFileSync(file(), whole)
  await vi.waitUntil(() => readFileSync(file(), 'utf8') !== whole)
  await watch.stop()
  expect(said).toEqual([expect.stringContaining(`${file()} cannot be read`)])
})
