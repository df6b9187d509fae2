import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { publicJwkOf } from '@/lib/evidence/receipts/receipt-key'
import { rotateReceiptKey, rotateSessionSecret } from '@/scripts/rotate-secrets'
import { readBusinessSecrets, readFormerReceiptKeys, readReceiptKey, readSecrets } from '@/scripts/secrets'

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

test.each([
  ['secrets.json', readSecrets],
  ['business-secrets.json', readBusinessSecrets],
  ['receipt-key.pem', readReceiptKey],
] as const)('a damaged %s is named in one line, and nothing of it is said', (name, read) => {
  read(dataDir)
  const held = readFileSync(join(dataDir, name), 'utf8')
  for (const damaged of ['', held.slice(0, held.length / 2), '[]']) {
    writeFileSync(join(dataDir, name), damaged)
    expect(() => read(dataDir)).toThrow(
      `${join(dataDir, name)} is damaged. Put it back from a backup; a bank without it needs a new DATA_DIR.`,
    )
  }
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

test('the sessions’ secret is known a change ahead, and two changes after', () => {
  const first = readSecrets(dataDir)
  expect(rotateSessionSecret(dataDir)).toBe(false)
  const ahead = readSecrets(dataDir)
  expect(ahead).toEqual({
    ...first,
    otherSessionSecrets: { next: expect.stringMatching(/^[0-9a-f]{64}$/), former: [] },
  })
  const used = [first.sessionSecret]
  for (let times = 0; times < 4; times++) {
    const { next } = readSecrets(dataDir).otherSessionSecrets ?? {}
    expect(rotateSessionSecret(dataDir)).toBe(true)
    const { sessionSecret, otherSessionSecrets, ...others } = readSecrets(dataDir)
    expect(sessionSecret).toBe(next)
    expect(otherSessionSecrets?.former).toEqual(used.slice(-2).reverse())
    expect(first).toMatchObject(others)
    used.push(sessionSecret)
  }
  expect(new Set(used).size).toBe(5)
  expect(statSync(file()).mode & 0o777).toBe(0o600)
})

test('the key of receipts changes, and the public halves of all former ones stay', () => {
  expect(() => rotateReceiptKey(dataDir)).toThrow('no key')
  const kids = [0, 1, 2].map(() => {
    const { kid } = publicJwkOf(readReceiptKey(dataDir))
    rotateReceiptKey(dataDir)
    return kid
  })
  const former = JSON.parse(readFormerReceiptKeys(dataDir)) as Record<string, unknown>[]
  expect(former.map(({ kid }) => kid)).toEqual(kids.reverse())
  for (const key of former) expect(key).not.toHaveProperty('d')
  expect(kids).not.toContain(publicJwkOf(readReceiptKey(dataDir)).kid)
})
