import { parseArgs } from 'node:util'
import nextEnv from '@next/env'
import postgres from 'postgres'
import { parseSettings } from '@/lib/env'
import { listDevices, removeDevice } from '@/tenant/devices/devices'
import { findUserByEmail } from '@/tenant/sign-in/users'
import { type BankDatabase, openEmbeddedDatabase, openGivenDatabase } from './bank-database'
import { readSecrets } from './secrets'

// npm run phone:forget -- EMAIL: for a customer of the local tenant who has lost every enrolled device. All of them are
// removed and all phones signed out, and the next browser with the password may be the first one again.

nextEnv.loadEnvConfig(process.cwd(), false, { info: () => {}, error: console.error })
const [email = ''] = parseArgs({ allowPositionals: true }).positionals
let database: BankDatabase | undefined
let sql: postgres.Sql | undefined
try {
  const settings = parseSettings(process.env)
  const secrets = readSecrets(settings.DATA_DIR)
  database = settings.DATABASE_URL
    ? await openGivenDatabase(settings.DATABASE_URL, secrets, console.error)
    : await openEmbeddedDatabase(settings.DATA_DIR, secrets)
  sql = postgres(database.ownerUrl, { max: 1, onnotice: () => {} })
  const user = await findUserByEmail(sql, email.trim().toLowerCase())
  if (!user) throw new Error(`The local tenant knows nobody with the address "${email}".`)
  const devices = await listDevices(sql, user.sub)
  for (const { id } of devices) await removeDevice(sql, user.sub, id)
  console.log(`${devices.length} of ${user.email}'s devices forgotten.`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await sql?.end()
  await database?.stop()
}
