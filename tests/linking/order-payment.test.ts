import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { purchaseTool } from '@/lib/ai/protected/purchase'
import { getApproval } from '@/lib/approvals/approval'
import { displayedHash } from '@/lib/approvals/displayed'
import { type OpenedApproval, openApproval } from '@/lib/approvals/open-approval'
import type { PaymentInitiation } from '@/lib/approvals/payment-initiation'
import { moneyOf, send } from '../support/agent/agent-bank'
import { letAiyaAsk } from '../support/bank/approvals'
import { type HighStreet, openHighStreet } from '../support/services/high-street'

// A purchase that this bank asked the phone for, paid by the shop with a token that names the payment alone: the bank takes
// that payment, as it was displayed beside the order, and no other.

let street: HighStreet
let approval: OpenedApproval
let payment: PaymentInitiation
beforeAll(async () => {
  street = await openHighStreet()
  const { id: customerId } = street.bank.alice
  await letAiyaAsk(customerId)
  const prepare = purchaseTool.prepare({ product: 'running-shoes', qty: 1 })
  approval = await openApproval({ customerId, prepare })
  payment = approval.payment as PaymentInitiation
})
afterAll(() => street.close())

const order = (of: PaymentInitiation) => ({
  fromAccountId: of.debtorAccount.id,
  toAccountId: of.creditorAccount.id,
  ...of.instructedAmount,
  memo: of.remittanceInformationUnstructured ?? null,
})

/** The shop pays with a token for this detail, and this body under this key. */
async function pay(detail: object, body: object, key: string, claims: object = {}) {
  const hash = displayedHash([approval.details, payment], approval.bindingMessage)
  const said = { azp: 'baink-shop', act: { sub: 'baink-shop' }, aud: street.tenant.config.agentAudience }
  const token = await street.bareToken('shop', 'create:transfer', {
    ...said,
    authorization_details: [detail],
    displayed_hash: hash,
    binding_message: approval.bindingMessage,
    ...claims,
  })
  const response = await send(token, key, body)
  return { status: response.status, code: ((await response.json()) as { code?: string }).code }
}

describe('nothing moves where token or request differ from what was displayed', () => {
  const other = (of: PaymentInitiation) => {
    const { Savings, Checking } = street.bank.alice.accounts
    return `${of.debtorAccount.id === Savings?.id ? Checking?.id : Savings?.id}`
  }
  const MUTATIONS: [string, (of: PaymentInitiation) => PaymentInitiation][] = [
    ['the amount', (of) => ({ ...of, instructedAmount: { ...of.instructedAmount, amount: '75.01' } })],
    ['the currency', (of) => ({ ...of, instructedAmount: { ...of.instructedAmount, currency: 'EUR' } })],
    ['the payer', (of) => ({ ...of, debtorAccount: { ...of.debtorAccount, id: other(of) } })],
    ['the payee', (of) => ({ ...of, creditorAccount: { ...of.creditorAccount, id: other(of) } })],
    ['the payee’s name', (of) => ({ ...of, creditorName: 'Another Shop' })],
    ['the memo', (of) => ({ ...of, remittanceInformationUnstructured: '2 x Running shoes' })],
    ['the key', (of) => ({ ...of, identifier: '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e10' })],
  ]

  test.each(MUTATIONS)('%s, in the token and the request', async (_, change) => {
    const before = await moneyOf(street.bank)
    const changed = change(payment)
    expect((await pay(changed, order(changed), approval.id)).status).toBeGreaterThanOrEqual(400)
    expect(await moneyOf(street.bank)).toEqual(before)
  })

  test.each(MUTATIONS.slice(0, 4))('%s, in the request alone', async (_, change) => {
    const before = await moneyOf(street.bank)
    expect(await pay(payment, order(change(payment)), approval.id)).toMatchObject({
      status: 403,
      code: 'approval_mismatch',
    })
    expect(await moneyOf(street.bank)).toEqual(before)
  })

  test.each<[string, () => Promise<{ status: number }>]>([
    ['another key', () => pay(payment, order(payment), '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e10')],
    ['the order in place of the payment', () => pay(approval.details, order(payment), approval.id)],
    ['another hash', () => pay(payment, order(payment), approval.id, { displayed_hash: 'a'.repeat(43) })],
    ['no hash', () => pay(payment, order(payment), approval.id, { displayed_hash: undefined })],
    [
      'the hash of the payment alone',
      () =>
        pay(payment, order(payment), approval.id, {
          displayed_hash: displayedHash([payment], approval.bindingMessage),
        }),
    ],
    ['another customer', () => pay(payment, order(payment), approval.id, { sub: 'auth0|bob' })],
  ])('%s', async (_, attempt) => {
    const before = await moneyOf(street.bank)
    expect((await attempt()).status).toBeGreaterThanOrEqual(400)
    expect(await moneyOf(street.bank)).toEqual(before)
  })

  test('the account’s name of now, where the phone showed the one before', async () => {
    await street.bank.sql`UPDATE accounts SET name = 'Renamed' WHERE id = ${payment.debtorAccount.id}`
    const before = await moneyOf(street.bank)
    const renamed = { ...payment, debtorAccount: { ...payment.debtorAccount, name: 'Renamed' } }
    const refused = await pay(renamed, order(payment), approval.id)
    expect(refused).toMatchObject({ status: 403, code: 'approval_mismatch' })
    expect(await moneyOf(street.bank)).toEqual(before)
  })

  test('and the payment as it was displayed is made, once', async () => {
    expect(await pay(payment, order(payment), approval.id)).toMatchObject({ status: 201 })
    const after = await moneyOf(street.bank)
    expect(await pay(payment, order(payment), approval.id)).toMatchObject({ status: 201 })
    expect(await moneyOf(street.bank)).toEqual(after)
    expect(await getApproval(street.bank.alice.id, approval.id)).toMatchObject({ status: 'posted' })
  })
})
