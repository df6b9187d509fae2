import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { displayedDocument, displayedHash } from '@/lib/approvals/displayed'

const MESSAGE = 'Transfer 25.00 USD from Checking 4321 to Savings 8765'
const detail = {
  type: 'payment_initiation' as const,
  identifier: '0197a000-0000-7000-8000-000000000001',
  instructedAmount: { currency: 'USD', amount: '25.00' },
  debtorAccount: { id: '0197a000-0000-7000-8000-000000000002', name: 'Checking', mask: '••4321' },
  creditorAccount: { id: '0197a000-0000-7000-8000-000000000003', name: 'Savings', mask: '••8765' },
  creditorName: 'Alice Example',
  remittanceInformationUnstructured: 'für “Miete” €',
}
const DOCUMENT =
  '{"authorization_details":[{"creditorAccount":{"id":"0197a000-0000-7000-8000-000000000003","mask":"••8765","name":"Savings"},' +
  '"creditorName":"Alice Example","debtorAccount":{"id":"0197a000-0000-7000-8000-000000000002","mask":"••4321","name":"Checking"},' +
  '"identifier":"0197a000-0000-7000-8000-000000000001","instructedAmount":{"amount":"25.00","currency":"USD"},' +
  '"remittanceInformationUnstructured":"für “Miete” €","type":"payment_initiation"}],' +
  '"binding_message":"Transfer 25.00 USD from Checking 4321 to Savings 8765"}'

test('the document is spelt the same whatever the order of the members was', () => {
  expect(displayedDocument(detail, MESSAGE)).toBe(DOCUMENT)
  const reversed = Object.fromEntries(Object.entries(detail).reverse()) as typeof detail
  expect(displayedDocument(reversed, MESSAGE)).toBe(DOCUMENT)
})

test('the hash is over its UTF-8 bytes, in base64url', () => {
  expect(displayedHash(detail, MESSAGE)).toBe(createHash('sha256').update(DOCUMENT).digest('base64url'))
  expect(displayedHash(detail, MESSAGE)).toMatch(/^[\w-]{43}$/)
})

test.each([
  ['message', detail, `${MESSAGE}.`],
  ['amount', { ...detail, instructedAmount: { currency: 'USD', amount: '25.01' } }, MESSAGE],
  ['a look-alike letter', { ...detail, creditorName: 'Аlice Example' }, MESSAGE],
  ['a decomposed letter', { ...detail, remittanceInformationUnstructured: 'fu\u0308r “Miete” €' }, MESSAGE],
  ['a missing memo', { ...detail, remittanceInformationUnstructured: undefined }, MESSAGE],
])('another %s is another hash', (_what, other, message) => {
  expect(displayedHash(other as typeof detail, message)).not.toBe(displayedHash(detail, MESSAGE))
})

test('half a character is refused', () => {
  expect(() => displayedHash({ ...detail, creditorName: '\ud800' }, MESSAGE)).toThrow()
})
