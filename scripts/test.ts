import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesWithCrashPoints } from '@/tests/faults/crash-point-search'
import { buildIfChanged } from './build'
import { ensureChromium } from './chromium'

// npm test: types, lint and layout; units and integration on real Postgres; the browser's journeys on the built app; a
// short run of the fault harness.

interface Counts {
  passed: number
  failed: number
  skipped: number
}

// The fault harness in CI: always the same choices, and under two minutes.
const FAULT_SEED = '7'
const FAULT_MINUTES = '1.2'
const FAULT_EXPIRY_SECONDS = '10'

const reports = mkdtempSync(join(tmpdir(), 'baink-reports-'))
const total: Counts = { passed: 0, failed: 0, skipped: 0 }
try {
  // Before anything else: some of the tenant's own tests look at it through a browser as well.
  process.env.CHROMIUM_PATH = await ensureChromium()
  await stage('Types, lint, unused code, layout', checks)
  await stage('Units and integration', unitTests)
  await stage('Browser', browserTests)
  await stage('Faults', faultTests)
} finally {
  rmSync(reports, { recursive: true, force: true })
}
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0)

/** A stage that fails does not keep the next from telling what it knows. */
async function stage(title: string, run: () => Promise<Counts>): Promise<void> {
  console.log(`\n— ${title} —\n`)
  const counts = await run().catch((error: unknown): Counts => {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1, skipped: 0 }
  })
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key]
}

async function checks(): Promise<Counts> {
  const ok = await run('npm', ['run', '-s', 'check'])
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

async function unitTests(): Promise<Counts> {
  const file = join(reports, 'vitest.json')
  const ok = await run('npx', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`])
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(file, 'utf8'))
  return { passed: numPassedTests, failed: atLeastOne(numFailedTests, ok), skipped: numPendingTests }
}

async function browserTests(): Promise<Counts> {
  const file = join(reports, 'playwright.json')
  const ok = await run('npx', ['playwright', 'test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  })
  const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(file, 'utf8')).stats
  return { passed: expected, failed: atLeastOne(unexpected + flaky, ok), skipped }
}

/** A few rounds of `npm run faults`, the same ones each time; each is a test, and so is that no other build can crash. */
async function faultTests(): Promise<Counts> {
  await buildIfChanged(console.log)
  await buildIfChanged(console.log, 'faults')
  const left = filesWithCrashPoints('.next')
  for (const file of left) console.error(`A crash point is in the normal build: ${file}`)
  // The search itself must be able to find something.
  const clean = left.length === 0 && filesWithCrashPoints('.next-faults').length > 0
  const budget = ['--seed', FAULT_SEED, '--minutes', FAULT_MINUTES, '--expiry', FAULT_EXPIRY_SECONDS]
  const { code, output } = await runAndRead('npm', ['run', '-s', 'faults', '--', ...budget, '--json'])
  const { rounds, violations } = JSON.parse(output.trim().split('\n').at(-1) ?? '{}')
  const counts = { passed: rounds - (violations.length > 0 ? 1 : 0), failed: atLeastOne(violations.length, code === 0) }
  return { passed: counts.passed + (clean ? 1 : 0), failed: counts.failed + (clean ? 0 : 1), skipped: 0 }
}

async function runAndRead(command: string, args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk
    process.stdout.write(chunk)
  })
  const [code] = await once(child, 'close')
  return { code, output }
}

/** A runner that fails without a failed test (a crash, a file that does not load) has failed all the same. */
function atLeastOne(failed: number, ok: boolean): number {
  return ok ? failed : Math.max(1, failed)
}

async function run(command: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  const [code] = await once(child, 'exit')
  return code === 0
}
