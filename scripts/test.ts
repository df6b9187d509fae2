import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesWithCrashPoints } from '@/tests/faults/crash-point-search'
import { buildIfChanged } from './build'
import { ensureChromium } from './chromium'
import { atLeastOne, type Counts, checks, run, runStages, vitestStage } from './test-stages'

// npm test: types, lint and layout; both builds; units and integration on a real Postgres; a short run of the fault
// harness; then the browser's journeys on the built app.

// The fault harness in CI makes the same choices each time. A round works for nine seconds and then waits until all is
// quiet.
const FAULTS = ['--seed', '7', '--rounds', '3', '--minutes', '10', '--expiry', '10', '--json']

// First of all, because some of the tenant's own tests need a browser as well.
process.env.CHROMIUM_PATH = await ensureChromium()
await runStages([
  checks,
  { title: 'Builds', run: builds },
  vitestStage('Units and integration', [], true),
  // By itself: beside other work, the bank would be late without a fault, and nobody could say which it was.
  { title: 'Faults', run: faultRounds },
  { title: 'Browser', run: browserTests },
])

/** Makes both builds, and checks that only the one for the fault harness holds crash points. */
async function builds(): Promise<Counts> {
  await buildIfChanged(console.log)
  await buildIfChanged(console.log, 'faults')
  const left = filesWithCrashPoints('.next')
  for (const file of left) console.error(`A crash point is in the normal build: ${file}`)
  // Finding crash points in the faults build shows that the search works.
  const clean = left.length === 0 && filesWithCrashPoints('.next-faults').length > 0
  if (clean) return { passed: 1, failed: 0, skipped: 0 }
  return { passed: 0, failed: 1, skipped: 0, failures: ['crash points: one in the normal build, or none in the other'] }
}

/** Runs a few rounds of `npm run faults`; each round counts as a test. */
async function faultRounds(): Promise<Counts> {
  const child = spawn('npm', ['run', '-s', 'faults', '--', ...FAULTS], { stdio: ['inherit', 'pipe', 'inherit'] })
  let result = ''
  child.stdout.on('data', (chunk: Buffer) => {
    result += chunk
  })
  const [code] = await once(child, 'close')
  process.stdout.write(result)
  const { rounds, violations } = JSON.parse(result.trim().split('\n').at(-1) ?? '{}')
  return {
    passed: rounds - (violations.length > 0 ? 1 : 0),
    failed: atLeastOne(violations.length, code === 0),
    skipped: 0,
    failures: violations.map((violation: unknown) => `faults: ${JSON.stringify(violation)}`),
  }
}

async function browserTests(reports: string): Promise<Counts> {
  const file = join(reports, 'playwright.json')
  const ok = await run('npx', ['playwright', 'test', '--reporter=list,json', '--retries=1'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  })
  const { stats, suites } = JSON.parse(readFileSync(file, 'utf8'))
  const { expected, unexpected, flaky, skipped } = stats
  return {
    passed: expected + flaky,
    failed: atLeastOne(unexpected, ok),
    skipped,
    failures: suites.flatMap((suite: Suite) => titlesIn(suite, 'unexpected')),
    flaky: suites.flatMap((suite: Suite) => titlesIn(suite, 'flaky')),
  }
}

/** A part of Playwright's report: a file, or a `describe` in it. */
interface Suite {
  file: string
  suites?: Suite[]
  specs?: { title: string; tests: { status: string }[] }[]
}

function titlesIn({ file, suites = [], specs = [] }: Suite, ended: 'unexpected' | 'flaky'): string[] {
  const found = specs.filter(({ tests }) => tests.some(({ status }) => status === ended))
  return [
    ...found.map(({ title }) => `tests/e2e/${file} > ${title}`),
    ...suites.flatMap((suite) => titlesIn(suite, ended)),
  ]
}
