import { parseArgs } from 'node:util'
import { benchAll } from './bench-all'
import type { Comparison } from './compare'
import { fullExtent, QUICK } from './extent'
import { benchGrowth } from './growth'
import { PAGE_MEMBERS } from './pages'
import { benchShards } from './shards'

// npm run bench [-- --json] [-- --seconds 120] [-- --quick] [-- --growth TRANSFERS] [-- --shards]

const SECONDS_DEFAULT = 120

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    seconds: { type: 'string' },
    quick: { type: 'boolean' },
    growth: { type: 'string' },
    shards: { type: 'boolean' },
  },
})
const seconds = Number(values.seconds ?? SECONDS_DEFAULT)
if (!Number.isFinite(seconds) || seconds < 1 || seconds > 3600) {
  console.error('--seconds: a number from 1 to 3600')
  process.exit(1)
}
const growth = Number(values.growth ?? 0)
if (!Number.isInteger(growth) || growth < 0 || growth > 20_000_000) {
  console.error('--growth: a whole number of transfers, up to 20000000')
  process.exit(1)
}

try {
  if (growth > 0) {
    console.log(
      JSON.stringify(await benchGrowth(growth, (seconds * 1000) / 24, (line) => console.error(line)), null, 2),
    )
    process.exit(0)
  }
  if (values.shards) {
    console.log(JSON.stringify(await benchShards(seconds, (line) => console.error(line)), null, 2))
    process.exit(0)
  }
  // On stderr, so that --json leaves one document and nothing else on stdout.
  const result = await benchAll(values.quick ? QUICK : fullExtent(seconds), (line) => console.error(line))
  if (values.json) console.log(JSON.stringify(result, null, 2))
  else {
    print(['what', 'compared', 'median ratio', 'min – max'], result.comparisons.map(rowOf))
    if ('weights' in result.pages && result.pages.weights)
      print(
        ['page', ...PAGE_MEMBERS],
        Object.entries(result.pages.weights).map(([page, weight]) => [
          page,
          ...PAGE_MEMBERS.map((m) => `${weight[m]}`),
        ]),
      )
  }
  process.exit(0)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

function rowOf({ what, setting, first, second, ratio }: Comparison): string[] {
  return [
    [what, ...Object.entries(setting).map(([name, value]) => `${value} ${name}`)].join(', '),
    `${first} : ${second}`,
    ratio.median.toFixed(2),
    `${ratio.min.toFixed(2)} – ${ratio.max.toFixed(2)}`,
  ]
}

function print(head: string[], rows: string[][]): void {
  const table = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  for (const row of table) console.log(`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
}
