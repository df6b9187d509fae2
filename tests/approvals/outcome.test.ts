import { describe, expect, test } from 'vitest'
import { outcomeOf } from '@/lib/ai/protected/outcome-of'
import type { Approval } from '@/lib/approvals/approval'
import type { ApprovalStatus, FailureReason } from '@/lib/approvals/approval-states'
import { refusedOutcome, unknownOutcome } from '@/lib/approvals/outcome'
import type { RefusalCode } from '@/lib/ledger/refusal'

const NOT_MOVED = /Nothing has moved/
const account = (name: string) => ({ id: '019b7600-0000-7000-8000-000000000000', name, mask: '••4321' })

function approval(status: ApprovalStatus, reason: string | null = null): Approval {
  return {
    id: '019b7600-0000-7000-8000-000000000000',
    status,
    reason,
    bindingMessage: 'Transfer 1234.50 EUR from Checking 4321 to Savings 8765',
    details: {
      type: 'payment_initiation',
      identifier: '019b7600-0000-7000-8000-000000000000',
      instructedAmount: { currency: 'EUR', amount: '1234.50' },
      debtorAccount: account('Checking'),
      creditorAccount: account('Savings'),
      creditorName: 'Alice Example',
    },
    createdAt: '2026-11-21T22:00:00.000Z',
    expiresAt: '2026-11-21T22:05:00.000Z',
    transferId: status === 'posted' ? '019b7600-0000-7000-8000-000000000001' : null,
  }
}

test('a posted transfer is said with its amount and receiver', () => {
  expect(outcomeOf(approval('posted'))).toEqual({
    status: 'posted',
    message: '€1,234.50 was transferred to Savings.',
  })
})

test.each(['denied', 'expired', 'cancelled'] as const)('%s says that nothing has moved', (status) => {
  expect(outcomeOf(approval(status))).toEqual({ status, message: expect.stringMatching(NOT_MOVED) })
})

test.each<FailureReason | `bank_refused:${RefusalCode}`>([
  'no_device',
  'tenant_refused',
  'tenant_unavailable',
  'interrupted',
  'token_lost',
  'bank_unavailable',
  'restored',
  'bank_refused:insufficient_funds',
  'bank_refused:account_not_active',
  'bank_refused:limit_exceeded',
])('a failure has a sentence of its own: %s', (reason) => {
  const outcome = outcomeOf(approval('failed', reason))
  expect(outcome).toMatchObject({ status: 'failed', code: reason.replace('bank_refused:', '') })
  expect(outcome.message).toMatch(NOT_MOVED)
  expect(outcome.message).not.toBe(outcomeOf(approval('failed', 'something new')).message)
})

test('a failure for a reason that is not known yet says at least that nothing has moved', () => {
  for (const reason of [null, 'something new', 'bank_refused:teapot']) {
    expect(outcomeOf(approval('failed', reason)).message).toEqual(expect.stringMatching(NOT_MOVED))
  }
})

describe('doubt', () => {
  test.each(['requested', 'pending', 'approved'] as const)('an approval that is still %s is unknown', (status) => {
    expect(outcomeOf(approval(status))).toEqual(unknownOutcome())
  })

  test('is never called failed, done or unmoved', () => {
    const { status, message } = unknownOutcome()
    expect(status).toBe('unknown')
    expect(message).not.toMatch(/fail|not moved|nothing|has moved|was transferred|denied|done/i)
    expect(message).toContain('Approvals page')
  })
})

test.each<RefusalCode>([
  'account_not_found',
  'same_account',
  'account_not_active',
  'currency_mismatch',
  'limit_exceeded',
  'insufficient_funds',
])('a refusal before the phone is asked has a sentence of its own: %s', (code) => {
  const outcome = refusedOutcome(code)
  expect(outcome).toMatchObject({ status: 'refused', code, message: expect.stringMatching(NOT_MOVED) })
  expect(outcome.message).not.toBe(refusedOutcome('something_new').message)
})

test('an incomplete request names what is wrong with it', () => {
  expect(refusedOutcome('invalid_request', 'amount: must be positive').message).toContain('amount: must be positive')
})
