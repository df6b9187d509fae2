import { parseArgs } from 'node:util'
import nextEnv from '@next/env'
import { dropSchema } from '@/db/migrate'
import { ALICE, BOB, demoCustomer, seed } from '@/db/seed'
import { verifyLedger } from '@/db/verify'
import { parseSettings } from '@/lib/env'
import { type BankDatabase, openEmbeddedDatabase, openGivenDatabase } from './bank-database'
import { readSecrets } from './secrets'

// npm run db:migrate | db:seed [-- --subject SUB --name NAME] | db:reset [-- --yes] | db:verify

nextEnv.loadEnvConfig(process.cwd(), false, { info: () => {}, error: console.error })
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { subject: { type: 'string' }, name: { type: 'string' }, yes: { type: 'boolean' } },
})

/** The bank's database; the embedded one is started for the command where the bank is not running. */
function open(): Promise<BankDatabase> {
  const settings = parseSettings(process.env)
  const secrets = readSecrets(settings.DATA_DIR)
  if (settings.DATABASE_URL) return openGivenDatabase(settings.DATABASE_URL, secrets, console.error)
  return openEmbeddedDatabase(settings.DATA_DIR, secrets)
}

/** @throws Error where all would be dropped on another machine, and nobody has said that this is meant. */
function requireConsent(): void {
  const { DATABASE_URL: url } = parseSettings(process.env)
  // One host or several; none is a socket on this machine.
  const hosts = /^[^:]+:\/\/(?:[^@/]*@)?([^/?]*)/.exec(url ?? '')?.[1] ?? ''
  if (values.yes || /^(localhost|127\.0\.0\.1|\[::1\])?(:\d+)?$/.test(hosts)) return
  throw new Error(`This drops all that is in the schemas public and tenant on ${hosts}. If you mean it, add: -- --yes`)
}

const commands: Record<string, (database: BankDatabase) => Promise<void>> = {
  async migrate() {
    console.log('The database has the newest schema.')
  },

  async seed({ ownerUrl }) {
    const { subject, name } = values
    await seed(ownerUrl, subject ? [ALICE, BOB, demoCustomer(subject, name ?? subject)] : undefined)
    console.log(subject ? `${subject} has the demo accounts.` : 'alice and bob have their accounts.')
  },

  async reset({ ownerUrl, wasRunning }) {
    if (wasRunning) throw new Error('The bank is running on this data folder: stop it first.')
    await dropSchema(ownerUrl)
    const fresh = await open()
    await seed(fresh.ownerUrl)
    console.log('The database is as new.')
  },

  async verify({ ownerUrl }) {
    const { accounts, transfers, entries, differences } = await verifyLedger(ownerUrl)
    console.log(`${accounts} accounts, ${transfers} transfers, ${entries} entries checked.`)
    for (const difference of differences) console.error(difference)
    console.log(differences.length === 0 ? 'The book is sound.' : 'THE BOOK IS NOT SOUND.')
    if (differences.length > 0) process.exitCode = 1
  },
}

let database: BankDatabase | undefined
try {
  const command = commands[positionals[0] ?? '']
  if (!command) throw new Error(`One of: ${Object.keys(commands).join(', ')}`)
  if (command === commands.reset) requireConsent()
  database = await open()
  await command(database)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await database?.stop()
}
