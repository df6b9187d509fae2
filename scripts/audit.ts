import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { CheckedTo } from '@/db/checked-to'
import { requireMigrated } from '@/db/migrate'
import type { Earlier } from '@/lib/evidence/audit/earlier'
import { headLine, parseHeads } from '@/lib/evidence/audit/heads'
import { readTrail, type TrailEntry } from '@/lib/evidence/audit/trail'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { openDatabase } from '@/lib/platform/database/client'
import type { Settings } from '@/lib/platform/env'
import { asOwner } from './bank-database'
import { checkNew } from './checked-mark'
import { runCommand } from './run-command'

// npm run audit:verify [-- --new] [-- --json] [-- --expect HASH|FILE …]
// npm run audit:trail -- --approval ID | --transfer ID | --chat ID | --tool-call ID | --device ID | --agent-client ID [--json]

const HASH = /^[0-9a-f]{64}$/
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const text = { type: 'string' } as const

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    new: { type: 'boolean', default: false },
    expect: { type: 'string', multiple: true },
    approval: text,
    transfer: text,
    chat: text,
    'tool-call': text,
    device: text,
    'agent-client': text,
  },
})

const commands: Record<string, (url: string, settings: Settings) => Promise<void>> = {
  async verify(url, { DATA_DIR: dataDir }) {
    const expected = values.expect ?? []
    const lists = expected.filter((one) => !HASH.test(one)).map((file) => parseHeads(readFileSync(file, 'utf8')))
    const earlier = { lists, hashes: expected.filter((one) => HASH.test(one)) }
    if (values.new) await checkNew({ dataDir, url, kind: 'audit-log' }, (since) => checkLog(url, earlier, since))
    else await checkLog(url, earlier)
  },

  async trail(url) {
    const database = openDatabase(url)
    try {
      const events = await readTrail(requireEntry(), database)
      if (values.json) return console.log(JSON.stringify(events, null, 2))
      for (const { at, kind, customerId, position, data } of events)
        console.log(
          `${at}  ${kind.padEnd(18)}  customer ${customerId}, position ${position}\n  ${JSON.stringify(data)}`,
        )
      console.log(`${events.length} events.`)
    } finally {
      await database.sql.end()
    }
  },
}

/** @returns the differences, which were printed */
async function checkLog(url: string, earlier: Earlier, since?: CheckedTo): Promise<string[]> {
  const found = await verifyAudit(url, earlier, since)
  if (values.json) console.log(JSON.stringify(found, null, 2))
  else {
    const written = since ? ` written since ${since.at}` : ''
    console.log(
      `${found.links} events${written} in ${found.heads.length} chains checked. Each customer's chain ends here:`,
    )
    for (const head of found.heads) console.log(headLine(head))
    console.log(`All heads: ${found.headsHash}`)
  }
  for (const difference of found.differences) console.error(difference)
  // With --json, stdout holds one JSON document, so words go to stderr.
  console.error(found.differences.length === 0 ? 'The audit log is sound.' : 'THE AUDIT LOG IS NOT SOUND.')
  if (found.differences.length > 0) process.exitCode = 1
  return found.differences
}

await runCommand((settings) => {
  const command = commands[positionals[0] ?? '']
  if (!command) throw new Error(`One of: ${Object.keys(commands).join(', ')}`)
  return asOwner(settings, async (url) => {
    await requireMigrated(url)
    await command(url, settings)
  })
})

function requireEntry(): TrailEntry {
  const { approval, transfer, chat, device } = values
  for (const id of [approval, transfer]) if (id && !UUID.test(id)) throw new Error(`${id} is not a UUID`)
  if (approval) return { approvalId: approval }
  if (transfer) return { transferId: transfer }
  if (chat) return { chatId: chat }
  if (values['tool-call']) return { toolCallId: values['tool-call'] }
  if (device) return { deviceId: device }
  if (values['agent-client']) return { agentClientId: values['agent-client'] }
  throw new Error('One of --approval, --transfer, --chat, --tool-call, --device, --agent-client with an id')
}
