import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { HAPROXY } from '@/tests/replicas/balancer'
import { Traffic } from '@/tests/replicas/traffic'
import { phoneRobot } from '@/tests/support/phone/phone'
import { PASSWORD } from '@/tests/support/tenant/tenant'
import { buildIfChanged } from '../build'
import { buildEarlier, chooseCommit } from './earlier-version'
import { PageWatch } from './page-watch'
import { Phases, phaseTable } from './phases'
import { hold, type Report } from './report'
import { openUpgradeBank, type UpgradeBank } from './upgrade-bank'
import { type Customers, UpgradeRun, type Versions } from './upgrade-run'

const WORKERS = 4
const run = promisify(execFile)

/**
 * Upgrades a bank of two processes from an earlier commit to this working tree and back, while customers move money.
 * @throws Error that says what did not hold
 */
export async function drillUpgrade(from: string | undefined, report: Report): Promise<void> {
  if (!existsSync(HAPROXY)) throw new Error('Missing here: haproxy. Debian has it: apt-get install haproxy')
  const commit = await chooseCommit(from)
  const { stdout } = await run('git', ['log', '-1', '--format=%h %s', commit])
  report.say(`N is ${stdout.trim()}`)
  const earlier = await buildEarlier(commit, report)
  try {
    await report.step('N+1, the working tree, is built', () => buildIfChanged(() => {}))
    const bank = await report.step('two processes of N are ready', () => openUpgradeBank(earlier.folder))
    try {
      const findings = await upgrade(bank, { n: earlier.folder, next: process.cwd() }, report)
      hold(findings.length === 0, findings.join('\n'))
    } finally {
      await bank.close()
    }
  } finally {
    await earlier.remove()
  }
}

/** Goes forth and back, and looks at what customers had of it. @returns what did not hold */
async function upgrade(bank: UpgradeBank, versions: Versions, report: Report): Promise<string[]> {
  const customers = await openCustomers(bank)
  const { alice, bob, traffic, pages } = customers
  const phases = new Phases(report)
  const going = new UpgradeRun(bank, versions, customers, phases)
  const { findings } = going
  try {
    await going.forth()
    await going.back()
  } catch (error) {
    findings.push(error instanceof Error ? error.message : String(error))
  }
  await pages.end()
  const { acknowledged, longestGapMs, troubles, lost, doubled, unacknowledged } = await traffic.end()
  console.log(phaseTable(phases.all, traffic, pages))
  report.say(`${acknowledged} transfers, the longest pause ${longestGapMs} ms; ${pages.opened} pages.`)

  const broken = pages.brokenBetween(0, Number.POSITIVE_INFINITY)
  const signedIn = await Promise.all([alice, bob].map(async (one) => (await one.fetch('/api/accounts')).status))
  if (troubles.length > 0) findings.push(`${troubles.length} orders were not answered at once, such as ${troubles[0]}`)
  if (lost.length + doubled.length + unacknowledged.length > 0) findings.push('orders were lost or doubled')
  if (signedIn.some((status) => status !== 200)) findings.push(`customers were signed out: ${signedIn}`)
  if (broken.length > 0) findings.push(`${broken.length} pages of ${pages.opened} were not whole, such as ${broken[0]}`)
  return findings
}

async function openCustomers({ app, tenant, sql, signIn }: UpgradeBank): Promise<Customers> {
  const [alice, bob] = [await signIn('alice@example.com'), await signIn('bob@example.com')]
  const phone = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  const accounts = await sql<{ id: string }[]>`
    SELECT a.id FROM accounts a JOIN customers c ON c.id = a.customer_id
    WHERE c.subject = 'auth0|alice' AND a.name IN ('Checking', 'Savings')`
  const [one, other] = accounts.map(({ id }) => id)
  if (!one || !other) throw new Error('N has seeded no accounts for alice')
  return {
    ...{ alice, bob, phone },
    traffic: new Traffic(sql, alice, [one, other], WORKERS),
    pages: new PageWatch(app, alice),
  }
}
