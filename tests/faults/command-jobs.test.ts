import { expect, test } from 'vitest'
import { type CommandJob, checkCommand } from './command-jobs'

const job: CommandJob = { memo: 'wl1', plan: 'approve', exit: 0, killed: false, approvalId: 'a' }

test.each([
  [{}, 'posted'],
  [{ exit: 3, plan: 'deny' }, 'denied'],
  [{ exit: 4, plan: 'ignore' }, 'expired'],
  [{ exit: 5, plan: 'cancel' }, 'cancelled'],
  [{ exit: 1 }, 'failed'],
  [{ exit: 6 }, 'posted'],
  [{ exit: null, killed: true }, 'posted'],
] as const)('a run whose exit agrees with its approval breaks no promise: %j, %s', (run, status) => {
  expect(checkCommand({ ...job, ...run }, [{ id: 'a', status }])).toEqual([])
})

test.each([
  [{}, 'failed'],
  [{ exit: 1 }, 'posted'],
  [{ exit: 3 }, 'posted'],
  [{ exit: 5 }, 'posted'],
  [{ exit: null, killed: false }, 'posted'],
  [{ exit: 'hangs' }, 'expired'],
  [{ plan: 'deny' }, 'posted'],
  [{ approvalId: 'another' }, 'posted'],
] as const)('a run whose exit contradicts its approval is found: %j, %s', (run, status) => {
  expect(checkCommand({ ...job, ...run }, [{ id: 'a', status }])).toHaveLength(1)
})
