import { expect, test } from 'vitest'
import { type ApprovalRow, checkChat, checkPhones } from './checks'
import { checkMandate, type MandateJob } from './mandate-jobs'
import type { Tap } from './thumb'

const row: ApprovalRow = {
  ...{ id: 'a', kind: 'transfer', memo: 'wl1', status: 'expired', reason: null, transfers: 0, ends: 1 },
  ...{ expiresAt: 100_000, lateSeconds: 0 },
}
const job = { memo: 'wl1', plan: 'approve' as const, shown: null, joins: [], cancelStatus: null }
const early: Tap = { said: 'approved', at: 90_000 }

test.each([
  ['posted after a yes', {}, 'posted', early],
  ['expired because the customer never got round to withdraw it', { plan: 'cancel' }, 'expired', null],
  ['expired because the customer saw it too late', {}, 'expired', null],
  ['expired because the yes came within the last poll', {}, 'expired', { said: 'approved', at: 99_000 }],
] as const)('what may happen on a busy machine: %s', (_what, plan, status, tap) => {
  const done = { calm: true, mayExpire: false, answerTo: () => tap }
  expect(checkChat({ ...job, ...plan }, [{ ...row, status }], done)).toEqual([])
})

test.each([
  ['expired after a yes in time', {}, 'expired', early],
  ['expired after an acknowledged withdrawal', { plan: 'cancel', cancelStatus: 200 }, 'expired', null],
  ['failed without a fault', {}, 'failed', null],
  ['posted though nobody said yes', { plan: 'ignore' }, 'posted', null],
] as const)('what a calm round finds: %s', (_what, plan, status, tap) => {
  const done = { calm: true, mayExpire: false, answerTo: () => tap }
  expect(checkChat({ ...job, ...plan }, [{ ...row, status }], done)).not.toEqual([])
})

test('a calm round in which no request came to a phone is found', () => {
  const jobs = ['wl1', 'wl2', 'wl3'].map((memo) => ({ memo, plan: 'approve' as const }))
  expect(checkPhones(jobs, { calm: true, answerTo: () => null })).toHaveLength(1)
  expect(checkPhones(jobs, { calm: true, answerTo: (memo) => (memo === 'wl2' ? early : null) })).toEqual([])
})

const mandate: MandateJob = {
  ...{ customer: 'alice', allows: '3.01 USD a day', plan: 'approve', id: 'm', status: 'active', ended: true },
  ...{ before: ['wl1 use 1'], after: ['wl1 after'] },
}

const sound = { begun: true, paid: ['wl1 use 1'], used: 100, most: 301 }

test.each<[string, Partial<MandateJob>, Partial<typeof sound>, string]>([
  ['began though nobody said yes', { plan: 'ignore' }, {}, 'approved'],
  ['began after a no', {}, {}, 'denied'],
  ['was shown as active and never began', {}, { begun: false }, 'approved'],
  ['paid one request twice', {}, { paid: ['wl1 use 1', 'wl1 use 1'] }, 'approved'],
  ['paid a cent too much', {}, { used: 302 }, 'approved'],
  ['paid after its end', {}, { paid: ['wl1 after'] }, 'approved'],
])('a mandate is found that %s', (_what, changes, row, said) => {
  expect(checkMandate({ ...mandate, ...changes }, { ...sound, ...row }, said)).toHaveLength(1)
  expect(checkMandate(mandate, sound, 'approved')).toEqual([])
})
