import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { failuresIn, mayPassLater } from '@/scripts/vitest-failures'

const failedTest = (error: string) => [
  { status: 'failed', fullName: 'pays once', failureMessages: [`${error}\n    at`] },
]
const failuresOf = (room: string, error: string, isHook: boolean) =>
  failuresIn({
    numPassedTests: 0,
    numFailedTests: 1,
    numPendingTests: 0,
    testResults: [
      {
        name: resolve(`tests/${room}/some.test.ts`),
        status: 'failed',
        message: isHook ? error : '',
        assertionResults: isHook
          ? [{ status: 'skipped', fullName: 'pays once', failureMessages: [] }]
          : failedTest(error),
      },
      { name: resolve('tests/other.test.ts'), status: 'passed', assertionResults: [] },
    ],
  })

test.each([
  [false, 'tests/ledger/some.test.ts > pays once: AssertionError: expected 2 to be 1'],
  [true, 'tests/ledger/some.test.ts > AssertionError: expected 2 to be 1'],
])('what failed is named with the first line of its error (in a hook: %s)', (isHook, name) => {
  expect(failuresOf('ledger', 'AssertionError: expected 2 to be 1', isHook)).toEqual([name])
})

test.each([
  ['ledger', 'AssertionError: expected 2 to be 1', false],
  ['injection', 'PostgresError: violates check constraint', false],
  ['services', '', false],
  ['injection', 'Hook timed out in 480000ms.', true],
  ['injection', 'Timed out in waitUntil!', true],
  ['services', 'TypeError: fetch failed', true],
  ['mandates', 'DatabaseUnavailable: the database is busy', true],
  ['chats', 'AssertionError: expected 2 to be 1', true],
])('in %s, "%s" may pass later: %s', (room, error, may) => {
  for (const isHook of [true, false]) expect(failuresOf(room, error, isHook).map(mayPassLater)).toEqual([may])
})
