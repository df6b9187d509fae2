import { expect, test } from 'vitest'
import { grown, type Look, valueIn } from '@/bench/soak-looks'

const look = (more: Partial<Look>): Look => ({
  ...{ name: 'a look', transfersPerSecond: 10, p50Ms: 5, p99Ms: 20, chats: 1, events: 1, residentMb: 200, heapMb: 80 },
  ...{ descriptors: 60, handles: 40, eventLoopP99Ms: 12, databaseMb: 20, deadRows: 0, transfers: 1 },
  ...{ verifyLedgerMs: 1, verifyAuditMs: 1, verifyNewInLedgerMs: 1, verifyNewInAuditMs: 1 },
  ...more,
})

test('what a process holds and has gained by more than a quarter is said to have grown', () => {
  expect(grown([look({}), look({ residentMb: 250, heapMb: 100, descriptors: 75, handles: 50, p99Ms: 25 })])).toEqual([])
  expect(grown([look({}), look({ residentMb: 251, handles: 51 })])).toEqual([
    'residentMb: 200 at the beginning, 251 at the end',
    'handles: 40 at the beginning, 51 at the end',
  ])
})

test('only looks under load are compared: after it, caches and pages are still there', () => {
  const after = look({ transfersPerSecond: 0, descriptors: 900 })
  expect(grown([look({}), look({}), after])).toEqual([])
  expect(grown([after])).toEqual([])
})

test('a series is read by its whole name, and one that is not there is no number', () => {
  const metrics = '# HELP fds x\nfds_max 9\nfds 3\nfds{a="b"} 4\n'
  expect([valueIn(metrics, 'fds'), valueIn(metrics, 'fds{a="b"}')]).toEqual([3, 4])
  expect(valueIn(metrics, 'none')).toBeNaN()
})
