import { execFileSync } from 'node:child_process'
import { entrancePid, up } from '@/scripts/ha/cluster'
import { cut, killAll, processesIn } from '@/scripts/ha/hosts'
import { DATABASE, NODES, type Node, nodeNamed, PORTS, passwordOf, USERS } from '@/scripts/ha/nodes'
import { requirePackages } from '@/scripts/ha/packages'
import { readSecret, readStatus } from '@/scripts/ha/status'
import type { Fault } from './fault'
import { pause } from './orders'
import { sendSignal } from './part'

const NEW_PRIMARY_MS_MAX = 90_000
const LOOK_MS = 500

/** What may happen to the practice cluster, each mended by `npm run ha -- up`, as an operator would. */
export const HA_FAULTS: Record<string, Fault> = {
  'primary’s host killed': () =>
    withPrimary(async (old) => {
      killAll(old)
      return untilAnother(old)
    }),
  'primary’s host cut off': () =>
    withPrimary(async (old) => {
      cut(old)
      const waited = await untilAnother(old)
      return waited + (await refuseOldPrimary(old))
    }),
  'primary’s host frozen': () =>
    withPrimary(async (old) => {
      const pids = processesIn(old)
      for (const pid of pids) sendSignal(pid, 'SIGSTOP')
      const waited = await untilAnother(old)
      for (const pid of pids) sendSignal(pid, 'SIGCONT')
      return waited + (await refuseOldPrimary(old))
    }),
  'both standbys cut off': (_cluster, random) =>
    withPrimary(async (primary) => {
      for (const node of NODES.filter(({ name }) => name !== primary.name)) cut(node)
      await pause(random.between(5_000, 15_000))
      return `beside ${primary.name}`
    }),
  'etcd’s majority killed': (_cluster, random) =>
    withPrimary(async (primary) => {
      for (const node of NODES.filter(({ name }) => name !== primary.name)) killAll(node, 'etcd')
      await pause(random.between(5_000, 20_000))
      return ''
    }),
  'the entrance killed': (_cluster, random) =>
    withPrimary(async () => {
      sendSignal(entrancePid() ?? 0, 'SIGKILL')
      await pause(random.between(500, 4_000))
      return ''
    }),
}

async function withPrimary(harm: (primary: Node) => Promise<string>): Promise<string> {
  const { primary } = await readStatus()
  const what = await harm(nodeNamed(primary ?? undefined))
  await up(requirePackages())
  return what
}

async function untilAnother(old: Node): Promise<string> {
  const begun = performance.now()
  while (performance.now() - begun < NEW_PRIMARY_MS_MAX) {
    const { nodes } = await readStatus()
    const next = nodes.find(({ name, role, state }) => name !== old.name && role === 'primary' && state === 'running')
    if (next) return `${old.name}, ${next.name} after ${((performance.now() - begun) / 1_000).toFixed(1)} s`
    await pause(LOOK_MS)
  }
  throw new Error(`no node became the primary in place of ${old.name}`)
}

/**
 * Writes on a primary whose place another has taken, from its own host. One that wakes up from a freeze may take its place back,
 * by a hole of Patroni 3.0.2 (docs/runbook.md), and is the primary again: the harness's other checks say whether anything was lost.
 * @throws Error if it is acknowledged by a node that is no primary: the fence has a hole
 */
async function refuseOldPrimary(old: Node): Promise<string> {
  if (!writeOn(old, 'CREATE TABLE old_primary_wrote ()')) return ''
  const { primary } = await readStatus()
  if (primary !== old.name || !writeOn(old, 'DROP TABLE old_primary_wrote'))
    throw new Error('an old primary took a write')
  return ', which took its place back'
}

/** Whether a write on this host's own server is acknowledged. */
function writeOn({ namespace, address }: Node, statement: string): boolean {
  const url = `postgres://${USERS.owner}:${passwordOf(USERS.owner, readSecret())}@${address}:${PORTS.postgres}/${DATABASE}`
  const program = ['timeout', '5', 'psql', '-X', '-q', '-d', url, '-c', statement]
  try {
    execFileSync('ip', ['netns', 'exec', namespace, ...program], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
