import { connect, withConnection } from '@/db/connect'
import { requireMigrated } from '@/db/migrate'
import type { Shard } from '@/db/shards/carry'
import { readNotice, unconfirmedCommits } from '@/lib/platform/database/warnings'
import { keepDirectory } from './keep-directory'
import { clearingApart } from './roles-apart'
import { runCommand } from './run-command'
import { sweep } from './sweep'

// npm run clearing: carries transfers between the shards of DATABASE_SHARDS until it is stopped, and keeps the directory of their
// accounts and customers in DATABASE_DIRECTORY. Any number may run.

/** Longer than this no shard may take for one batch; then the batch is asked for again. */
const STATEMENT_MS_MAX = 10_000
const CONNECT_SECONDS_MAX = 5
const CONNECTIONS_MAX = 8

await runCommand(async ({ DATABASE_SHARDS: addresses, DATABASE_DIRECTORY: directoryUrl, SHARD_APPS: apps = {} }) => {
  if (!addresses) throw new Error('DATABASE_SHARDS: not set, so there is nothing to carry between')
  const unknown = Object.keys(apps).find((name) => !(name in addresses))
  if (unknown) throw new Error(`SHARD_APPS: DATABASE_SHARDS names no shard ${unknown}`)
  const shards: Shard[] = []
  for (const [name, url] of Object.entries(addresses)) {
    await requireMigrated(url)
    await withConnection(url, (sql) => sql`SELECT name_shard(p_name => ${name})`)
    shards.push({ name, sql: openShard(await clearingApart(url)), warnings: unconfirmedCommits })
  }
  const stopped = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())
  console.log(`Carrying between ${shards.map(({ name }) => name).join(', ')}.`)
  const say = (line: string) => console.error(line)
  const directory = directoryUrl ? openShard(directoryUrl) : null
  await Promise.all([
    sweep(shards, stopped.signal, say),
    directory && keepDirectory(shards, directory, apps, stopped.signal, say),
  ])
  await Promise.all([directory, ...shards.map(({ sql }) => sql)].map((sql) => sql?.end({ timeout: 1 })))
})

function openShard(url: string): Shard['sql'] {
  return connect(url, {
    max: CONNECTIONS_MAX,
    connect_timeout: CONNECT_SECONDS_MAX,
    onnotice: readNotice,
    connection: { application_name: 'baink-clearing', statement_timeout: STATEMENT_MS_MAX },
  })
}
