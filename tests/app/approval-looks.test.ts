import { expect, test } from 'vitest'
import { explanationOf } from '@/app/_ui/approval-looks'
import { outcomeOf } from '@/lib/ai/protected/outcome-of'
import type { Approval } from '@/lib/approvals/approval'
import { ENGLISH } from '../support/english'

for (const reason of [
  'bank_refused:insufficient_funds',
  'bank_refused:limit_exceeded',
  'no_device',
  'token_lost',
  null,
]) {
  test(`the card gives the reason that Aiya gives: ${reason}`, () => {
    const aiya = outcomeOf({ status: 'failed', reason, details: { type: 'payment_initiation' } } as Approval).message
    expect(explanationOf({ status: 'failed', reason }, ENGLISH)).toBe(aiya)
  })
}

test('money that is missing is named, and so is a freeze after the yes', () => {
  expect(explanationOf({ status: 'failed', reason: 'bank_refused:insufficient_funds' }, ENGLISH)).toMatch(
    /not enough money/,
  )
  expect(explanationOf({ status: 'failed', reason: 'bank_refused:agent_transfers_frozen' }, ENGLISH)).toMatch(
    /You froze agent transfers/,
  )
})
