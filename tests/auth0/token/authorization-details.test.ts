import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { type AgentBank, expectRefused, openAgentBank, send } from '../../support/agent/agent-bank'
import { openFor } from '../../support/bank/approvals'

const MISMATCH = { status: 403, code: 'approval_mismatch' }

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())

type Detail = Record<string, unknown>
const object = (value: unknown) => value as Detail

/** Sends a good order under a token whose `authorization_details` are what `from` makes of the good detail. */
function callWith(from: (detail: Detail) => unknown): Promise<Response> {
  const identifier = randomUUID()
  const order = agent.order()
  const claims = { authorization_details: from(agent.detailOf(order, identifier)) }
  return send(agent.tokenFor(null, { claims }), identifier, order)
}

describe('authorization_details are refused', () => {
  test.each<[string, (detail: Detail) => unknown]>([
    ['when they are null', () => null],
    ['when there are two', (detail) => [detail, detail]],
    ['when there are two for different transfers', (detail) => [detail, { ...detail, identifier: randomUUID() }]],
    ['as the detail itself and not a list of it', (detail) => detail],
    ['as a list in a list', (detail) => [[detail]]],
    ['as JSON text', (detail) => JSON.stringify([detail])],
    ['as a list of JSON text', (detail) => [JSON.stringify(detail)]],
    ['as an object with numbered members', (detail) => ({ 0: detail, length: 1 })],
    ['of another type', (detail) => [{ ...detail, type: 'account_information' }]],
    ["of Auth0's own type", (d) => [{ ...d, type: 'urn:auth0:schemas:authorization-details:v1:payment' }]],
    ['of a type in capitals', (detail) => [{ ...detail, type: 'Payment_Initiation' }]],
    ['of no type', ({ type: _, ...rest }) => [rest]],
    ['with a member more', (detail) => [{ ...detail, note: 'x' }]],
    ['with locations, as RFC 9396 allows but the phone does not show', (d) => [{ ...d, locations: ['https://a.b'] }]],
    [
      'with a member more in the amount',
      (d) => [{ ...d, instructedAmount: { ...object(d.instructedAmount), fee: '1' } }],
    ],
    ['with a member more in the debtor', (d) => [{ ...d, debtorAccount: { ...object(d.debtorAccount), iban: 'X' } }]],
    [
      'with a member more in the creditor',
      (d) => [{ ...d, creditorAccount: { ...object(d.creditorAccount), iban: 'X' } }],
    ],
  ])('%s', async (_, from) => {
    await expectRefused(agent.bank, () => callWith(from), MISMATCH)
  })

  test.each(['identifier', 'instructedAmount', 'debtorAccount', 'creditorAccount', 'creditorName'])(
    'without %s',
    async (member) => {
      await expectRefused(agent.bank, () => callWith((detail) => [{ ...detail, [member]: undefined }]), MISMATCH)
    },
  )

  test.each([
    ['instructedAmount', 'amount'],
    ['instructedAmount', 'currency'],
    ['debtorAccount', 'id'],
    ['debtorAccount', 'name'],
    ['debtorAccount', 'mask'],
    ['creditorAccount', 'id'],
    ['creditorAccount', 'name'],
    ['creditorAccount', 'mask'],
  ])('without %s.%s', async (outer, inner) => {
    const without = (d: Detail) => [{ ...d, [outer]: { ...object(d[outer]), [inner]: undefined } }]
    await expectRefused(agent.bank, () => callWith(without), MISMATCH)
  })
})

describe('a body is refused that differs from the detail by', () => {
  const euro = { currency: 'EUR', amount: '25.00' }
  test.each<[string, Detail]>([
    ['a cent more', { amount: '25.01' }],
    ['a cent less', { amount: '24.99' }],
    ['a thousand times', { amount: '2500.00' }],
    ['its currency', { currency: 'EUR' }],
    ['no memo', { memo: undefined }],
    ['an empty memo', { memo: '' }],
    ['one letter of the memo', { memo: 'rainy dayz' }],
    ['a blank behind the memo', { memo: 'rainy days ' }],
    ['the case of the memo', { memo: 'Rainy days' }],
    ['a Cyrillic letter that looks the same', { memo: 'r\u0430iny days' }],
    ['a no-break space', { memo: 'rainy\u00a0days' }],
    ['a wide letter that folds to the same', { memo: '\uff52ainy days' }],
  ])('%s', async (_, body) => {
    await expectRefused(agent.bank, () => agent.call({ body }), MISMATCH)
  })

  test('its debtor', async () => {
    const body = { fromAccountId: agent.bank.alice.accounts['Credit Card']?.id }
    await expectRefused(agent.bank, () => agent.call({ body }), MISMATCH)
  })

  test('its creditor', async () => {
    const body = { toAccountId: agent.bank.bob.accounts.Checking?.id }
    await expectRefused(agent.bank, () => agent.call({ body }), MISMATCH)
  })

  test('the two accounts changing places', async () => {
    const { fromAccountId, toAccountId } = agent.order()
    const body = { fromAccountId: toAccountId, toAccountId: fromAccountId }
    await expectRefused(agent.bank, () => agent.call({ body }), MISMATCH)
  })

  test('the last digit of an account', async () => {
    const { toAccountId } = agent.order()
    const digit = toAccountId.endsWith('0') ? '1' : '0'
    const body = { toAccountId: toAccountId.slice(0, -1) + digit }
    await expectRefused(agent.bank, () => agent.call({ body }), MISMATCH)
  })

  test('its key', async () => {
    await expectRefused(agent.bank, () => agent.call({ idempotencyKey: randomUUID() }), MISMATCH)
  })

  test.each<[string, Detail]>([
    ['fewer decimals', { currency: 'USD', amount: '25.0' }],
    ['no decimals', { currency: 'USD', amount: '25' }],
    ['a leading zero', { currency: 'USD', amount: '025.00' }],
    ['a blank', { currency: 'USD', amount: '25.00 ' }],
    ['digits of another script', { currency: 'USD', amount: '２５.00' }],
    ['a currency in small letters', { currency: 'usd', amount: '25.00' }],
    ['another currency', euro],
  ])('the spelling of the approved amount: %s', async (_, instructedAmount) => {
    await expectRefused(agent.bank, () => agent.call({ detail: { instructedAmount } }), MISMATCH)
  })

  test.each(['', '\u202Esyad yniar'])('a memo in the detail that cannot be shown as it is: "%s"', async (text) => {
    const detail = { remittanceInformationUnstructured: text }
    await expectRefused(agent.bank, () => agent.call({ detail, body: { memo: null } }), MISMATCH)
  })

  test('a memo that only the body has', async () => {
    const detail = { remittanceInformationUnstructured: undefined }
    await expectRefused(agent.bank, () => agent.call({ detail }), MISMATCH)
  })

  test('the way an accent is composed', async () => {
    const detail = { remittanceInformationUnstructured: 'caf\u00e9' }
    await expectRefused(agent.bank, () => agent.call({ detail, body: { memo: 'cafe\u0301' } }), MISMATCH)
  })
})

describe('an order is made', () => {
  test.each<[string, unknown]>([
    ['left out', undefined],
    ['null', null],
    ['empty', ''],
  ])('without a memo on either side, in the body %s', async (_, memo) => {
    const detail = { remittanceInformationUnstructured: undefined }
    const response = await agent.call({ detail, body: { memo } })
    expect(response.status).toBe(201)
    expect((await response.json()).transfer.memo).toBeNull()
  })

  test('once, whether its ids are written in capitals or not', async () => {
    const identifier = randomUUID()
    const order = agent.order()
    const shout = { fromAccountId: order.fromAccountId.toUpperCase(), toAccountId: order.toAccountId.toUpperCase() }
    const token = agent.tokenFor(agent.detailOf({ ...order, ...shout }, identifier.toUpperCase()))
    const first = await send(token, identifier, order)
    const second = await send(token, identifier.toUpperCase(), { ...order, ...shout })
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(await second.json()).toEqual(await first.json())
  })
})

describe('names in the detail are the ledger’s own', () => {
  type Party = { id: string; name: string; mask: string }
  const party = (detail: Detail, member: string) => detail[member] as Party
  test.each<[string, (detail: Detail) => Detail]>([
    ['another holder', (d) => ({ ...d, creditorName: 'Somebody' })],
    ['another name to pay to', (d) => ({ ...d, creditorAccount: { ...party(d, 'creditorAccount'), name: 'Rent' } })],
    ['another name to pay from', (d) => ({ ...d, debtorAccount: { ...party(d, 'debtorAccount'), name: 'Rent' } })],
    ['other digits to pay to', (d) => ({ ...d, creditorAccount: { ...party(d, 'creditorAccount'), mask: '••0000' } })],
    ['other digits to pay from', (d) => ({ ...d, debtorAccount: { ...party(d, 'debtorAccount'), mask: '••0000' } })],
    ['the same name in other letters', (d) => ({ ...d, creditorName: 'ALICE EXAMPLE' })],
  ])('or nothing moves: %s', async (_, change) => {
    await expectRefused(agent.bank, () => callWith((detail) => [change(detail)]), MISMATCH)
  })

  test('or were, when the bank itself asked', async () => {
    const order = agent.order()
    const { id: identifier } = await openFor(agent.bank.alice, parseTransferOrder(order))
    const token = agent.tokenFor(agent.detailOf(order, identifier))
    await agent.bank.sql`UPDATE accounts SET name = 'Everyday' WHERE id = ${order.fromAccountId}`
    const answer = await send(token, identifier, order)
    await agent.bank.sql`UPDATE accounts SET name = 'Checking' WHERE id = ${order.fromAccountId}`
    expect(answer.status).toBe(201)
  })

  test('and a transfer that was made is answered again after a new name', async () => {
    const { order, identifier, token } = agent.goodCall()
    expect((await send(token, identifier, order)).status).toBe(201)
    await agent.bank.sql`UPDATE accounts SET name = 'Everyday' WHERE id = ${order.fromAccountId}`
    const again = await send(token, identifier, order)
    await agent.bank.sql`UPDATE accounts SET name = 'Checking' WHERE id = ${order.fromAccountId}`
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })
})
