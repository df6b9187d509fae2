import { relative } from 'node:path'

/** The part of vitest's report (`--reporter=json`) that is read here. */
export interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: {
    name: string
    status: string
    /** Why the file as a whole failed: what its hook threw, or what kept it from loading. */
    message?: string
    assertionResults: {
      status: string
      fullName: string
      failureMessages: string[]
    }[]
  }[]
}

/** Each failed test, and each file that did not load or whose hook threw, with the first line of its error. */
export function failuresIn({ testResults }: VitestReport): string[] {
  return testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const file = relative('.', name)
      const failed = assertionResults.filter(({ status }) => status === 'failed')
      if (failed.length === 0) return [`${file} > ${firstLine(message)}`]
      return failed.map(({ fullName, failureMessages }) => `${file} > ${fullName}: ${firstLine(failureMessages[0])}`)
    })
}

const firstLine = (text = '') => text.split('\n')[0] ?? ''

/** Where money could be wrong: a test that fails here once has failed, whatever it does when it is run again. */
const NEVER_WRONG =
  /^tests\/(evidence|faults|injection|invariants|ledger|linking|mandates|scheduled-transfers|services)\//
/** The words of a test that ran out of time, or found nobody to ask. It has seen nothing wrong, there or anywhere else. */
const SAW_NOTHING = /timed? ?out|in time|DatabaseUnavailable|fetch failed|ECONNRE(SET|FUSED)|socket hang up/i

/**
 * Whether a failed test counts as passed if it passes when it is run again.
 * @param failure as `failuresIn` names it
 */
export function mayPassLater(failure: string): boolean {
  return !NEVER_WRONG.test(failure) || SAW_NOTHING.test(failure)
}
