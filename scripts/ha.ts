import { parseArgs } from 'node:util'
import { down, up } from './ha/cluster'
import { cut, killAll } from './ha/hosts'
import { nodeNamed } from './ha/nodes'
import { requirePackages, requireRoot } from './ha/packages'
import { readStatus, type Status } from './ha/status'
import { runCommand } from './run-command'

// npm run ha -- up | down | status | fail NODE | cut NODE: a highly available Postgres on this one machine, to practise on.
// docs/runbook.md says what each does to the bank.

const USAGE = `npm run ha -- up               start what does not run, and mend what failed or was cut off
           down [--erase]    stop everything; --erase removes the data too
           status [--json]   the address for DATABASE_URL, and who is the primary
           fail NODE         end a node as a power failure does
           cut NODE          pull a node's network cable`

interface Words {
  binaries: string
  name: string | undefined
  json: boolean
  erase: boolean
}

const COMMANDS: Record<string, (words: Words) => Promise<void> | void> = {
  up: async ({ binaries, json }) => show(await up(binaries), json),
  down: ({ erase }) => down({ erase }),
  status: async ({ json }) => show(await readStatus(), json),
  fail: ({ name }) => killAll(nodeNamed(name)),
  cut: ({ name }) => cut(nodeNamed(name)),
}

function show(status: Status, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(status))
    return
  }
  console.log(`DATABASE_URL=${status.url}\n`)
  for (const { name, role, state } of status.nodes) console.log(`${name}  ${role.padEnd(12)}  ${state}`)
}

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, erase: { type: 'boolean', default: false } },
  })
  const [command, name, ...rest] = positionals
  const run = COMMANDS[command ?? '']
  if (!run || rest.length > 0) throw new Error(USAGE)
  const binaries = requirePackages()
  requireRoot()
  await run({ binaries, name, ...values })
})
