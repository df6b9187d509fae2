import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { Comparison } from './compare'
import { benchLedger } from './ledger'
import { benchTokens } from './tokens'

// npm run bench [-- --json] [-- --seconds 60]

const SECONDS_DEFAULT = 60
/** Starting a database and checking the book at the end take their time as well. */
const OVERHEAD_SECONDS = 8
const TOKENS_SHARE = 0.1

const { values } = parseArgs({ options: { json: { type: 'boolean' }, seconds: { type: 'string' } } })
const seconds = Number(values.seconds ?? SECONDS_DEFAULT)
if (!Number.isFinite(seconds) || seconds < 1 || seconds > 3600) {
  console.error('--seconds: a number from 1 to 3600')
  process.exit(1)
}

try {
  const work = Math.max(seconds - OVERHEAD_SECONDS, seconds / 2)
  // On stderr, so that --json leaves one document and nothing else on stdout.
  const ledger = await benchLedger(work * (1 - TOKENS_SHARE), (line) => console.error(line))
  const tokens = await benchTokens(work * TOKENS_SHARE)
  const comparisons = [...ledger, ...tokens]
  if (values.json) console.log(JSON.stringify({ machine: machine(), seconds, comparisons }, null, 2))
  else print(comparisons)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

function machine(): Record<string, string | number> {
  return { node: process.version, platform: `${process.platform}-${process.arch}`, cpus: cpus().length }
}

function print(comparisons: Comparison[]): void {
  const rows = comparisons.map(({ what, setting, first, second, ratio }) => [
    [what, ...Object.entries(setting).map(([name, value]) => `${value} ${name}`)].join(', '),
    `${first} : ${second}`,
    ratio.median.toFixed(2),
    `${ratio.min.toFixed(2)} – ${ratio.max.toFixed(2)}`,
  ])
  const table = [['what', 'compared', 'median ratio', 'min – max'], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  for (const row of table) console.log(`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
}
