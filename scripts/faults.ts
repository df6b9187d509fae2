import { parseArgs } from 'node:util'
import { runFaults } from '@/tests/faults/run'
import { buildIfChanged } from './build'

// npm run faults -- [--minutes N] [--seed S] [--rounds R] [--expiry SECONDS] [--only 'fault,fault'] [--plant NAME] [--ha] [--json]

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rounds: { type: 'string' },
    expiry: { type: 'string' },
    only: { type: 'string' },
    plant: { type: 'string' },
    ha: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const say = (line: string) => console.error(line)
await buildIfChanged(say, 'faults')
const begun = performance.now()
const report = await runFaults({
  seed: Number(values.seed),
  minutes: Number(values.minutes),
  ...(values.rounds && { roundsMax: Number(values.rounds) }),
  ...(values.expiry && { expirySeconds: Number(values.expiry) }),
  ...(values.only && { only: values.only.split(',').map((name) => name.trim()) }),
  ...(values.plant && { plant: values.plant }),
  ha: values.ha,
  say,
})
if (values.json) console.log(JSON.stringify(report))
else {
  const { seed, rounds, faults, kills, transfers, acknowledgedOrders, approvals, violations, logFile } = report
  const ends = Object.entries(approvals).map(([status, count]) => `${count} ${status}`)
  console.log(`
Seed ${seed}: ${rounds} rounds in ${((performance.now() - begun) / 60_000).toFixed(1)} minutes
Faults      ${faults}, of them ${kills} kills
Transfers   ${transfers}, of them ${acknowledgedOrders} in the portal
Approvals   ${Object.values(approvals).reduce((sum, n) => sum + n, 0)}: ${ends.join(', ')}
Over MCP    ${report.mcp.jobs}, of them ${report.mcp.repeated} sent again; ${report.mcp.lost} connections were cut
Purchases   ${report.purchases}; ${report.shareOrders} orders of shares
Mandates    ${report.mandates}; ${report.mandateUses} transfers on them
Reads       ${report.reads} of all balances
Joins       ${report.joined} of a running answer on the other replica, ${report.joinedAfterBreak} after it had broken off
Violations  ${violations.length}`)
  if (report.harm) console.log(`Harm        ${report.harm}`)
  if (logFile) console.log(`\nWhat happened: ${logFile}\nAgain: npm run faults -- --seed ${seed}`)
}
process.exit(report.violations.length > 0 ? 1 : 0)
