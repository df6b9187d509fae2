import { parseArgs } from 'node:util'
import { withConnection } from '@/db/connect'
import { listDevices, removeDevice } from '@/tenant/devices/devices'
import { listPasskeys, removePasskey } from '@/tenant/devices/passkeys'
import { forgetRecoveryCodes } from '@/tenant/devices/recovery-codes'
import { findUserByEmail } from '@/tenant/sign-in/users'
import { asOwner } from './bank-database'
import { runCommand } from './run-command'

// npm run phone:forget -- EMAIL: for a customer of the local tenant who has lost every enrolled device or passkey. Removes all
// of them and the recovery codes, and signs every phone out. The next browser that signs in with the password may become the first device
// again.

await runCommand((settings) =>
  asOwner(settings, async (url) => {
    const [email = ''] = parseArgs({ allowPositionals: true }).positionals
    await withConnection(url, async (sql) => {
      const user = await findUserByEmail(sql, email.trim().toLowerCase())
      if (!user) throw new Error(`The local tenant knows nobody with the address "${email}".`)
      const devices = await listDevices(sql, user.sub)
      for (const { id } of devices) await removeDevice(sql, user.sub, id)
      const passkeys = await listPasskeys(sql, user.sub)
      for (const { id } of passkeys) await removePasskey(sql, user.sub, id)
      await forgetRecoveryCodes(sql, user.sub)
      console.log(
        `${devices.length} of ${user.email}'s devices forgotten, ${passkeys.length} passkeys, and every recovery code.`,
      )
    })
  }),
)
