import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { CompactSign, type JSONWebKeySet } from 'jose'
import { describe, expect, test } from 'vitest'
import { displayedHash } from '@/lib/approvals/displayed'
import { describeReceipt } from '@/lib/evidence/receipts/describe-receipt'
import { DOES_NOT_PROVE, type Receipt } from '@/lib/evidence/receipts/receipt'
import { publicJwkOf } from '@/lib/evidence/receipts/receipt-key'
import { ReceiptRefused, verifyReceipt } from '@/lib/evidence/receipts/verify-receipt'
import { freshReceiptKey } from '../../support/bank/receipts'

const bankKey = freshReceiptKey()
const keys: JSONWebKeySet = { keys: [publicJwkOf(bankKey)] }
const HEADER = { alg: 'ES256', typ: 'receipt+jwt', kid: publicJwkOf(bankKey).kid }
const id = (last: string) => `0197a000-0000-7000-8000-00000000000${last}`
const detail = {
  type: 'payment_initiation' as const,
  identifier: id('1'),
  instructedAmount: { currency: 'USD', amount: '25.00' },
  debtorAccount: { id: id('2'), name: 'Checking', mask: '••4321' },
  creditorAccount: { id: id('3'), name: 'Savings', mask: '••8765' },
  creditorName: 'Alice Example',
  remittanceInformationUnstructured: 'rent',
}
const MESSAGE = 'Transfer 25.00 USD from Checking 4321 to Savings 8765'
const AT = '2026-11-22T03:00:00.000Z'
const GOOD: Receipt = {
  iss: 'http://localhost:3000',
  iat: 1_795_000_000,
  approvalId: id('1'),
  customerId: id('4'),
  asked: { at: AT, chatId: id('5'), toolCallId: 'call_1' },
  displayed: {
    document: { authorization_details: [detail], binding_message: MESSAGE },
    hash: displayedHash([detail], MESSAGE),
    recordedWhenAsked: true,
    confirmedByToken: true,
  },
  approved: {
    at: AT,
    device: { id: 'device-1', name: 'Phone', jkt: 'k'.repeat(43) },
    agentClientId: 'the-baink',
    tokenId: 'token-1',
  },
  posted: {
    at: AT,
    transferId: id('6'),
    authority: 'approval',
    debtorAccountId: id('2'),
    creditorAccountId: id('3'),
    amount: '25.00',
    currency: 'USD',
    memo: 'rent',
  },
  audit: ['approval.requested', 'approval.pending', 'approval.approved', 'approval.posted', 'transfer.posted'].map(
    (event, place) => ({ event, at: AT, position: String(place + 7), hash: 'f'.repeat(64) }),
  ),
  doesNotProve: DOES_NOT_PROVE,
}

function sign(payload: unknown, header: Record<string, unknown> = {}, pem = bankKey): Promise<string> {
  const { alg, ...rest } = { ...HEADER, ...header }
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg, ...rest })
    .sign(createPrivateKey(pem))
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const good = sign(GOOD)

/** Every leaf of a document by its path. */
function leavesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, member]) =>
    leavesOf(member, [...path, Array.isArray(value) ? Number(name) : name]),
  )
}

/** The document with one leaf changed by one character. */
function changed(document: unknown, path: (string | number)[]): unknown {
  const copy = structuredClone(document) as Record<string | number, unknown>
  const parent = path.slice(0, -1).reduce<Record<string | number, unknown>>((at, name) => at[name] as never, copy)
  const last = path.at(-1) ?? ''
  const value = parent[last]
  if (typeof value === 'boolean') parent[last] = !value
  else if (typeof value === 'number') parent[last] = value + 1
  else {
    const text = String(value)
    const end = text.slice(-1)
    parent[last] = text.slice(0, -1) + (end === '0' ? '1' : '0')
  }
  return copy
}

test('a receipt that the bank signed is genuine, and is told in words', async () => {
  const receipt = await verifyReceipt(await good, keys)
  expect(receipt).toEqual(GOOD)
  const words = describeReceipt(receipt)
  for (const said of [
    '$25.00',
    'Checking ••4321',
    'Savings ••8765',
    'Alice Example',
    'rent',
    MESSAGE,
    id('6'),
    'Phone',
  ])
    expect(words).toContain(said)
  for (const not of DOES_NOT_PROVE) expect(words).toContain(not)
})

test('where the tenant did not say, the words say so', () => {
  const words = describeReceipt({ ...GOOD, approved: { ...GOOD.approved, device: null } })
  expect(words).toContain('Device: the tenant did not say')
  expect(words).toContain('Confirmed by: the tenant did not say')
})

test.each([
  [['swk'], 'Confirmed by: the device’s key (swk)'],
  [['otp'], 'a code that the device made without a connection, which is no signature (otp)'],
  [['swk', 'pop', 'user', 'mfa'], 'a passkey that asked for biometrics or PIN (swk, pop, user, mfa)'],
  [
    ['swk', 'pop', 'user', 'mfa', 'spc'],
    'in the browser’s own dialogue with payee and amount (swk, pop, user, mfa, spc)',
  ],
])('a yes by %j is told as that', (amr, said) => {
  expect(describeReceipt({ ...GOOD, approved: { ...GOOD.approved, amr } })).toContain(said)
})

describe('any member changed by one character', () => {
  test.each(leavesOf(GOOD).map((path) => [path.join('.'), path] as const))('%s', async (_name, path) => {
    const [header, , signature] = (await good).split('.')
    const forged = `${header}.${encode(changed(GOOD, path))}.${signature}`
    await expect(verifyReceipt(forged, keys)).rejects.toThrow(ReceiptRefused)
  })

  test('each single character of the file', async () => {
    const jws = await good
    for (let place = 0; place < jws.length; place += 7) {
      const forged = `${jws.slice(0, place)}${jws[place] === 'A' ? 'B' : 'A'}${jws.slice(place + 1)}`
      await expect(verifyReceipt(forged, keys), `at ${place}`).rejects.toThrow(ReceiptRefused)
    }
    // The spare bits of the signature's last character change nothing in the signature.
    for (const end of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
      const forged = jws.slice(0, -1) + end
      if (forged !== jws) await expect(verifyReceipt(forged, keys), end).rejects.toThrow(ReceiptRefused)
    }
  })
})

describe('a receipt that somebody else made', () => {
  test.each<[string, () => Promise<string>]>([
    ['signed by another key', () => sign(GOOD, {}, freshReceiptKey())],
    [
      'signed by another key under its own name',
      () => {
        const other = freshReceiptKey()
        return sign(GOOD, { kid: publicJwkOf(other).kid }, other)
      },
    ],
    ['with alg none', async () => `${encode({ ...HEADER, alg: 'none' })}.${encode(GOOD)}.`],
    [
      'with alg none and the old signature',
      async () => `${encode({ ...HEADER, alg: 'none' })}.${(await good).split('.').slice(1).join('.')}`,
    ],
    [
      'with a MAC under the public key',
      () =>
        new CompactSign(new TextEncoder().encode(JSON.stringify(GOOD)))
          .setProtectedHeader({ ...HEADER, alg: 'HS256' })
          .sign(new TextEncoder().encode(JSON.stringify(keys.keys[0]))),
    ],
    ['without a signature', async () => `${(await good).split('.').slice(0, 2).join('.')}.`],
    ['with padding', async () => `${await good}=`],
    ['that is empty', async () => ''],
    ['that is no JWS', async () => 'a receipt'],
    ['that is endless', async () => 'A'.repeat(70_000)],
  ])('%s', async (_name, make) => {
    await expect(verifyReceipt(await make(), keys)).rejects.toThrow(ReceiptRefused)
  })

  test('a token of the same key is no receipt', async () => {
    await expect(verifyReceipt(await sign(GOOD, { typ: 'at+jwt' }), keys)).rejects.toThrow(/not a receipt/)
  })
})

describe('even with the bank’s signature, it must be of a piece', () => {
  const posted = (members: Partial<Receipt['posted']>) => ({ ...GOOD, posted: { ...GOOD.posted, ...members } })
  test.each<[string, unknown, RegExp]>([
    ['another amount posted', posted({ amount: '25.01' }), /not what was displayed/],
    ['another currency posted', posted({ currency: 'EUR' }), /not what was displayed/],
    ['another payee posted', posted({ creditorAccountId: id('9') }), /not what was displayed/],
    ['another payer posted', posted({ debtorAccountId: id('9') }), /not what was displayed/],
    ['another memo posted', posted({ memo: null }), /not what was displayed/],
    ['another approval', { ...GOOD, approvalId: id('9') }, /not what was displayed/],
    ['another hash', changed(GOOD, ['displayed', 'hash']), /does not have the hash/],
    ['another message', changed(GOOD, ['displayed', 'document', 'binding_message']), /does not have the hash/],
    [
      'the steps in another order',
      { ...GOOD, audit: GOOD.audit.map((a, n) => ({ ...a, position: String(20 - n) })) },
      /this order/,
    ],
    [
      'a step left out',
      { ...GOOD, audit: GOOD.audit.filter(({ event }) => event !== 'approval.approved') },
      /this order/,
    ],
    ['no posting', { ...GOOD, audit: GOOD.audit.filter(({ event }) => event !== 'transfer.posted') }, /this order/],
    ['another member', { ...GOOD, proves: 'everything' }, /not as a receipt/],
    ['nothing that it does not prove', { ...GOOD, doesNotProve: [] }, /not as a receipt/],
    ['a list', [], /not as a receipt/],
  ])('%s', async (_name, payload, why) => {
    const refusal = verifyReceipt(await sign(payload), keys)
    await expect(refusal).rejects.toThrow(ReceiptRefused)
    await expect(refusal).rejects.toThrow(why)
  })
})

test('a key for something else does not sign receipts', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  await expect(verifyReceipt(await sign(GOOD, { alg: 'RS256' }, pem), keys)).rejects.toThrow(ReceiptRefused)
})
