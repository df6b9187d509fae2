import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { failuresIn, mayPassLater, type VitestReport } from './vitest-failures'

/** The counts of a stage's tests. */
export interface Counts {
  passed: number
  failed: number
  skipped: number
  /** The names of the tests that failed, or what a stage that threw said. */
  failures?: string[]
  /** The names of the tests that failed at first and then passed. They count as passed. */
  flaky?: string[]
}

export interface Stage {
  title: string
  /** @param reports a folder for files of the stage's runner, deleted in the end */
  run: (reports: string) => Promise<Counts>
}

/** Runs the stages in turn, prints "N passed, M failed", and ends the process: with 0 if no test failed. */
export async function runStages(stages: Stage[]): Promise<never> {
  const reports = mkdtempSync(join(tmpdir(), 'baink-reports-'))
  let total: Counts = { passed: 0, failed: 0, skipped: 0 }
  try {
    for (const stage of stages) {
      console.log(`\n— ${stage.title} —\n`)
      const begun = performance.now()
      total = sum(total, await stage.run(reports).catch(asFailed))
      console.log(`\n${stage.title}: ${((performance.now() - begun) / 1_000).toFixed(0)} s`)
    }
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
  // Below everything, where a reader of the last lines finds them.
  for (const test of total.flaky ?? []) console.log(`passed only when run again: ${test}`)
  for (const failure of total.failures ?? []) console.log(`failed: ${failure}`)
  console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`)
  process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0)
}

function sum(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    failures: [...(one.failures ?? []), ...(other.failures ?? [])],
    flaky: [...(one.flaky ?? []), ...(other.flaky ?? [])],
  }
}

/** Counts a stage that threw as one failed test, so that the other stages still report. */
function asFailed(error: unknown): Counts {
  const message = String(error instanceof Error ? error.message : error)
  console.error(message)
  return { passed: 0, failed: 1, skipped: 0, failures: [message] }
}

/** Types, lint, unused code, layout: `npm run check`, counted as one test. */
export const checks: Stage = {
  title: 'Types, lint, unused code, layout',
  async run() {
    const ok = await run('npm', ['run', '-s', 'check'])
    return ok ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0, failures: ['npm run check'] }
  },
}

/** More files than these have one cause, which is no accident. */
const AGAIN_MAX = 6

/**
 * A stage of vitest tests on a real Postgres: the files whose path holds one of `paths`, or all files.
 * @param again whether files in which a test failed are run once more, whole, because later tests of a file often build on
 * earlier ones (docs/decisions/051-a-test-that-fails-is-run-again.md)
 */
export function vitestStage(title: string, paths: string[] = [], again = false): Stage {
  return {
    title,
    async run(reports) {
      const first = await runVitest(reports, paths)
      const failed = first.report.testResults.filter(({ status }) => status === 'failed')
      if (!again || failed.length === 0 || failed.length > AGAIN_MAX) return first.counts
      const failures = failuresIn(first.report)
      const strict = failures.filter((failure) => !mayPassLater(failure))
      console.log(`\nRun again: ${failed.map(({ name }) => relative('.', name)).join(', ')}\n`)
      const second = await runVitest(
        reports,
        failed.map(({ name }) => relative('.', name)),
      )
      const { passed, skipped } = first.counts
      const stillFailed = second.counts.failures ?? []
      const files = new Set(stillFailed.map(fileOf))
      const flaky = failures.filter((test) => !strict.includes(test) && !files.has(fileOf(test)))
      return {
        passed: passed + flaky.length,
        failed: Math.max(strict.length + stillFailed.length, second.counts.failed),
        skipped,
        failures: [...strict, ...stillFailed],
        flaky,
      }
    },
  }
}

function fileOf(test: string): string {
  return test.split(' > ')[0] ?? test
}

async function runVitest(reports: string, paths: string[]): Promise<{ report: VitestReport; counts: Counts }> {
  const file = join(reports, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const ok = await run('npx', ['vitest', 'run', ...paths, ...reporters])
  const report: VitestReport = JSON.parse(readFileSync(file, 'utf8'))
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = report
  return { report, counts: { passed, failed: atLeastOne(failed, ok), skipped, failures: failuresIn(report) } }
}

/** Counts at least one failure where the runner itself failed, as after a crash or a file that does not load. */
export function atLeastOne(failed: number, ok: boolean): number {
  return ok ? failed : Math.max(1, failed)
}

/**
 * Runs a command that prints where this process prints.
 * @returns whether it exited with 0
 */
export async function run(command: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  const [code] = await once(child, 'exit')
  return code === 0
}
