import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import type { Shard } from '@/db/shards/carry'
import { listAccountsOf, listCustomersOf, listShards, prepareDirectory } from '@/db/shards/directory'

const LOOK_AGAIN_MS = 5_000
/** An account that was opened in a slow transaction shows up after younger ones. */
const OVERLAP_MS = 600_000

/**
 * Lists the accounts and customers of all shards in the directory, and each new one some seconds after it was opened, until `signal`
 * is aborted.
 * @param apps where the app of a shard is reached
 * @param say is told once when the directory or a shard is away, and of numbers and customers that two shards have
 */
export async function keepDirectory(
  shards: Shard[],
  directory: postgres.Sql,
  apps: Record<string, string>,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  let isPrepared = false
  const prepare = async () => {
    if (isPrepared) return
    await prepareDirectory(directory)
    const names = shards.map(({ name }) => name)
    await listShards(names, apps, directory)
    isPrepared = true
  }
  await Promise.all(shards.map((shard) => keepListed(shard, directory, prepare, signal, say)))
}

async function keepListed(
  shard: Shard,
  directory: postgres.Sql,
  prepare: () => Promise<void>,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  let since: Date | null = null
  let said = ''
  while (!signal.aborted) {
    const begun = Date.now()
    let problem = ''
    try {
      await prepare()
      const taken = await listAccountsOf(shard, directory, since)
      const elsewhere = await listCustomersOf(shard, directory, since)
      since = new Date(begun - OVERLAP_MS)
      if (taken.length > 0)
        problem = `other shards have these numbers, and nobody elsewhere reaches them: ${taken.join(', ')}`
      else if (elsewhere.length > 0) problem = `these customers bank on another shard as well: ${elsewhere.join(', ')}`
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error)
    }
    if (problem && problem !== said) say(`Directory of ${shard.name}: ${problem}`)
    said = problem
    await sleep(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {})
  }
}
