import { expect, test } from 'vitest'
import { APPROVAL_LOOKS } from '@/app/_ui/approval-looks'
import { outcomeOf } from '@/lib/ai/protected/outcome-of'
import type { Approval } from '@/lib/approvals/approval'

for (const reason of [
  'bank_refused:insufficient_funds',
  'bank_refused:limit_exceeded',
  'no_device',
  'token_lost',
  null,
]) {
  test(`the card gives the reason that Aiya gives: ${reason}`, () => {
    const aiya = outcomeOf({ status: 'failed', reason, details: { type: 'payment_initiation' } } as Approval).message
    expect(APPROVAL_LOOKS.failed.explanation(reason)).toBe(aiya)
  })
}

test('money that is missing is named, and so is a freeze after the yes', () => {
  expect(APPROVAL_LOOKS.failed.explanation('bank_refused:insufficient_funds')).toMatch(/not enough money/)
  expect(APPROVAL_LOOKS.failed.explanation('bank_refused:agent_transfers_frozen')).toMatch(/You froze agent transfers/)
})
