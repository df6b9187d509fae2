import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { listDevices, removeDevice } from '@/tenant/devices/devices'
import { findUserByEmail } from '@/tenant/sign-in/users'
import { asOwner } from './bank-database'
import { runCommand } from './run-command'

// npm run phone:forget -- EMAIL: for a customer of the local tenant who has lost every enrolled device. All of them are
// removed and all phones signed out, and the next browser with the password may be the first one again.

await runCommand((settings) =>
  asOwner(settings, async (url) => {
    const [email = ''] = parseArgs({ allowPositionals: true }).positionals
    const sql = postgres(url, { max: 1, onnotice: () => {} })
    try {
      const user = await findUserByEmail(sql, email.trim().toLowerCase())
      if (!user) throw new Error(`The local tenant knows nobody with the address "${email}".`)
      const devices = await listDevices(sql, user.sub)
      for (const { id } of devices) await removeDevice(sql, user.sub, id)
      console.log(`${devices.length} of ${user.email}'s devices forgotten.`)
    } finally {
      await sql.end()
    }
  }),
)
