import { parseArgs } from 'node:util'
import { hostOf } from '@/db/address'
import type { CheckedTo } from '@/db/checked-to'
import { schemaDifferences } from '@/db/compare-schema'
import { withConnection } from '@/db/connect'
import { dropSchema, requireMigrated } from '@/db/migrate'
import { ALICE, BOB, demoCustomer, seed } from '@/db/seed'
import { verifyShards } from '@/db/shards/verify-shards'
import { verifyLedger } from '@/db/verify'
import type { Settings } from '@/lib/platform/env'
import { asOwner, type BankDatabase, openBankDatabase } from './bank-database'
import { noteBook } from './book-mark'
import { checkNew } from './checked-mark'
import { runCommand } from './run-command'
import { readSecrets } from './secrets'
import { settleRestore } from './settle-restore'

// npm run db:migrate [-- --back] | db:seed [-- --subject SUB --name NAME] | db:reset [-- --yes] | db:verify [-- --new] | db:restored

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    subject: { type: 'string' },
    name: { type: 'string' },
    yes: { type: 'boolean' },
    back: { type: 'boolean', default: false },
    new: { type: 'boolean', default: false },
  },
})

const commands: Record<string, (settings: Settings) => Promise<void>> = {
  async migrate(settings) {
    const say = async ({ schema }: BankDatabase) => {
      if (schema === 'own') console.log('The database has the newest schema.')
    }
    await withBank(settings, say, { back: values.back })
  },

  async seed(settings) {
    const { subject, name } = values
    await withBank(settings, ({ ownerUrl }) =>
      seed(ownerUrl, subject ? [ALICE, BOB, demoCustomer(subject, name ?? subject)] : undefined),
    )
    console.log(subject ? `${subject} has the demo accounts.` : 'alice and bob have their accounts.')
  },

  async reset(settings) {
    requireConsent(settings)
    await withBank(settings, async ({ ownerUrl, wasRunning }) => {
      if (wasRunning) throw new Error('The bank is running on this data folder: stop it first.')
      await dropSchema(ownerUrl)
    })
    await withBank(settings, ({ ownerUrl }) => seed(ownerUrl))
    console.log('The database is as new.')
  },

  async restored(settings) {
    await asOwner(settings, async (url) => {
      await requireMigrated(url)
      const { approvals, mandates, customers, sessions, schedules } = await settleRestore(url)
      await noteBook(settings.DATA_DIR, url)
      console.log(`The restore is settled. Ended: ${approvals} approvals, ${mandates} mandates, ${sessions} sessions.`)
      console.log(`Agents are frozen for ${customers} customers, and ${schedules} scheduled transfers pause.`)
    })
  },

  async verify(settings) {
    const shards = settings.DATABASE_SHARDS
    const verifyBook = async (url: string) => {
      await requireMigrated(url)
      const dataDir = settings.DATA_DIR
      if (values.new) await checkNew({ dataDir, url, kind: 'book' }, (since) => checkBook(url, since))
      else await checkBook(url)
    }
    if (!shards) return asOwner(settings, verifyBook)
    for (const [name, url] of Object.entries(shards)) {
      console.log(`Shard ${name}:`)
      await verifyBook(url)
    }
    const between = await verifyShards(shards)
    for (const difference of between) console.error(difference)
    console.log(between.length === 0 ? 'The shards agree.' : 'THE SHARDS DO NOT AGREE.')
    if (between.length > 0) process.exitCode = 1
  },
}

/** @returns the differences of the book and of its schema, which were printed */
async function checkBook(url: string, since?: CheckedTo): Promise<string[]> {
  const { accounts, transfers, entries, differences } = await verifyLedger(url, since)
  const guards = await withConnection(url, schemaDifferences)
  const written = since ? ` written since ${since.at}` : ''
  console.log(
    `${accounts} accounts, ${transfers} transfers, ${entries} entries${written} checked, and the schema that guards them.`,
  )
  for (const difference of [...differences, ...guards]) console.error(difference)
  console.log(differences.length === 0 ? 'The book is sound.' : 'THE BOOK IS NOT SOUND.')
  if (guards.length > 0) console.log('THE SCHEMA IS NOT AS ITS MIGRATIONS MADE IT.')
  if (differences.length + guards.length > 0) process.exitCode = 1
  return [...differences, ...guards]
}

await runCommand((settings) => {
  const command = commands[positionals[0] ?? '']
  if (!command) throw new Error(`One of: ${Object.keys(commands).join(', ')}`)
  return command(settings)
})

/**
 * Opens the database at the newest schema. Where the bank is not running, the embedded server runs for this command
 * only.
 */
async function withBank(
  settings: Settings,
  work: (database: BankDatabase) => Promise<void>,
  { back = false } = {},
): Promise<void> {
  const secrets = readSecrets(settings.DATA_DIR)
  const database = await openBankDatabase(settings, secrets, console.error, { startedFor: 'command', back })
  try {
    await work(database)
  } finally {
    await database.stop()
  }
}

/** @throws Error where everything on another machine would be dropped, unless --yes is given */
function requireConsent({ DATABASE_URL: url = '' }: Settings): void {
  const host = url && hostOf(url)
  // A folder in place of a host is a socket, and so is on this machine.
  if (values.yes || /^((localhost|127\.0\.0\.1|\[::1\])?(:\d+)?|(\/|%2f).*)$/i.test(host)) return
  throw new Error(
    `This drops all that is in the schemas public, tenant, shop and brokerage on ${host}. If you mean it, add: -- --yes`,
  )
}
