import { parseArgs } from 'node:util'
import { withConnection } from '@/db/connect'
import type { Settings } from '@/lib/platform/env'
import { changeSigningKey } from '@/tenant/store/secrets'
import { asOwner } from './bank-database'
import { changeRolePasswords, suffixOf } from './roles-apart'
import { rotateReceiptKey, rotateSessionSecret } from './rotate-secrets'
import { runCommand } from './run-command'

// npm run rotate -- session-secret | receipt-key | tenant-key | database: what is started after this uses the new one, and still takes what
// the old one made (docs/runbook.md, "Changing secrets").

const ANNOUNCED =
  'The next one is made. Start each process again, one after the other, so that all know it; then run this once more to use it.'
const GIVEN =
  'Whoever starts from now on uses new passwords. Start each process again, one after the other; then run this once more to close the former ones.'
const CLOSED = 'Changed. The former passwords let nobody in any more.'
const CHANGED = 'Changed. Start each process again, one after the other.'

const commands: Record<string, (settings: Settings) => Promise<void>> = {
  async 'session-secret'({ AUTH0_SECRET, DATA_DIR }) {
    if (AUTH0_SECRET) throw new Error('AUTH0_SECRET is set: change it there. docs/runbook.md says in which order.')
    console.log(rotateSessionSecret(DATA_DIR) ? CHANGED : ANNOUNCED)
  },

  async 'receipt-key'({ RECEIPT_SIGNING_KEY, DATA_DIR }) {
    if (RECEIPT_SIGNING_KEY)
      throw new Error('RECEIPT_SIGNING_KEY is set: change it there, and add its public half to RECEIPT_FORMER_KEYS.')
    rotateReceiptKey(DATA_DIR)
    console.log(CHANGED)
  },

  async 'tenant-key'(settings) {
    if (settings.AUTH0_DOMAIN) throw new Error('AUTH0_DOMAIN is set: that tenant changes its keys itself.')
    await asOwner(settings, async (url) => {
      const isChanged = await withConnection(url, (sql) => sql.begin((tx) => changeSigningKey(tx)))
      console.log(isChanged ? CHANGED : ANNOUNCED)
    })
  },

  async database(settings) {
    await asOwner(settings, async (url) => {
      const suffix = settings.DATABASE_URL ? await suffixOf(url) : ''
      console.log((await changeRolePasswords(url, suffix)) ? CLOSED : GIVEN)
    })
  },
}

await runCommand(async (settings) => {
  const { positionals } = parseArgs({ allowPositionals: true })
  const command = commands[positionals[0] ?? '']
  if (!command || positionals.length > 1) throw new Error(`npm run rotate -- ${Object.keys(commands).join(' | ')}`)
  await command(settings)
})
