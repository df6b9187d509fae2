import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { GET as getReceipt } from '@/app/api/approvals/[approvalId]/receipt/route'
import { GET as getKeys } from '@/app/api/receipts/keys/route'
import { DOES_NOT_PROVE } from '@/lib/evidence/receipts/receipt'
import { env } from '@/lib/platform/env'
import { rotateReceiptKey } from '@/scripts/rotate-secrets'
import { readFormerReceiptKeys, readReceiptKey } from '@/scripts/secrets'
import { openIn } from '../../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { signInAs } from '../../support/bank/session-double'
import { accountOf, orderFor } from '../../support/ledger/ledger'
import { runScript, spawnScript } from '../../support/run-script'

vi.mock('@/lib/auth0/session/session', () => import('../../support/bank/session-double'))
// Each test starts a few processes.
vi.setConfig({ testTimeout: 90_000 })

let bank: SeededBank
let folder: string
let file: string
let jws: string
const verify = (path: string, ...args: string[]) =>
  runScript(['scripts/receipt.ts', path, ...args], { DATA_DIR: join(folder, 'data') })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'baink-receipt-'))
  process.env.RECEIPT_SIGNING_KEY = readReceiptKey(join(folder, 'data'))
  bank = await openSeededBank()
  signInAs(bank.alice.id)
  const order = orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), '25.00', { memo: 'rent' })
  const { id } = await openIn('posted', bank.alice, order)
  jws = await (await getReceipt(new Request('http://x/'), { params: Promise.resolve({ approvalId: id }) })).text()
  // An editor's line break at the end is no tampering.
  file = write('receipt.jws', `${jws}\n`)
})
afterAll(async () => {
  await bank.close()
  rmSync(folder, { recursive: true, force: true })
})

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('a downloaded file is told in words, by the data folder’s key or by the one that the bank publishes', async () => {
  const keys = write('keys.json', await (await getKeys()).text())
  for (const args of [[], ['--keys', keys]]) {
    const { code, stdout } = await spawnScript(['scripts/receipt.ts', file, ...args], {
      DATA_DIR: join(folder, 'data'),
    })
    expect(code).toBe(0)
    for (const said of [
      '$25.00',
      'Displayed',
      'Approved',
      'Posted',
      'the tenant did not say',
      'is genuine',
      ...DOES_NOT_PROVE,
    ])
      expect(stdout).toContain(said)
  }
})

test('a file that was changed ends with 1 and the reason, and tells no story', async () => {
  const [header, payload = '', signature] = jws.split('.')
  const said = Buffer.from(payload, 'base64url').toString().replaceAll('25.00', '95.00')
  const forged = [header, Buffer.from(said).toString('base64url'), signature].join('.')
  expect(await verify(write('forged.jws', forged))).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^NOT A GENUINE RECEIPT: the signature does not fit/),
  })
})

test('by another bank’s key it is nobody’s', async () => {
  readReceiptKey(join(folder, 'other'))
  const other = await runScript(['scripts/receipt.ts', file], { DATA_DIR: join(folder, 'other') })
  expect(other).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('not signed by any of these keys'),
  })
})

test('without a key it says what to give it, and makes none', async () => {
  mkdirSync(join(folder, 'empty'))
  const none = await runScript(['scripts/receipt.ts', file], { DATA_DIR: join(folder, 'empty') })
  expect(none).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('--keys') })
  expect(readdirSync(join(folder, 'empty'))).toEqual([])
})

test.each<[string, string[]]>([
  ['no file', []],
  ['a key file that is none', ['package.json', '--keys', 'package.json']],
])('%s ends with 1', async (_name, args) => {
  const { code, stdout, stderr } = await runScript(['scripts/receipt.ts', ...args], { DATA_DIR: join(folder, 'data') })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).not.toBe('')
  expect(stderr).not.toContain('PRIVATE KEY')
})

test('after a change of the key a receipt from before is as genuine, by the data folder and by what the bank publishes', async () => {
  const data = join(folder, 'data')
  rotateReceiptKey(data)
  Object.assign(env(), { RECEIPT_SIGNING_KEY: readReceiptKey(data), RECEIPT_FORMER_KEYS: readFormerReceiptKeys(data) })
  const keys = write('keys-after.json', await (await getKeys()).text())
  for (const args of [[], ['--keys', keys]])
    expect(await verify(file, ...args)).toMatchObject({ code: 0, stdout: expect.stringContaining('is genuine') })
})
