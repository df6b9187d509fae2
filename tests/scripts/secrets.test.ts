import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readReceiptKey, readSecrets } from '@/scripts/secrets'

let parent: string
let dataDir: string
const file = () => join(dataDir, 'secrets.json')
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'baink-secrets-'))
  dataDir = join(parent, 'data')
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

test('the first start makes them, for the owner’s eyes only', () => {
  const secrets = readSecrets(dataDir)
  expect(statSync(file()).mode & 0o777).toBe(0o600)
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  expect(readdirSync(dataDir)).toEqual(['secrets.json'])
  expect(secrets.demoPassword).toMatch(/^demo-[0-9a-f]{10}$/)
})

test('every later start has the same ones', () => {
  expect(readSecrets(dataDir)).toEqual(readSecrets(dataDir))
})

test('no two of them are the same, and no two banks share one', () => {
  const all = [...Object.values(readSecrets(dataDir)), ...Object.values(readSecrets(join(parent, 'other')))]
  expect(new Set(all).size).toBe(10)
})

test('what a killed start left half-written does not count', () => {
  readSecrets(dataDir)
  rmSync(file())
  writeFileSync(`${file()}.new`, '{"databasePass')
  expect(readSecrets(dataDir)).toEqual(JSON.parse(readFileSync(file(), 'utf8')))
})

test.each(['', '{', '{}', '{"demoPassword":"demo-1234567890"}'])(
  'a damaged file is refused, not replaced: %j',
  (text) => {
    readSecrets(dataDir)
    writeFileSync(file(), text)
    expect(() => readSecrets(dataDir)).toThrow()
    expect(readFileSync(file(), 'utf8')).toBe(text)
  },
)

test('the key that signs receipts is made once, for the owner’s eyes only, in folders from before it too', () => {
  readSecrets(dataDir)
  const key = readReceiptKey(dataDir)
  expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----/)
  expect(readReceiptKey(dataDir)).toBe(key)
  expect(readReceiptKey(join(parent, 'other'))).not.toBe(key)
  expect(statSync(join(dataDir, 'receipt-key.pem')).mode & 0o777).toBe(0o600)
})
