import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isCut } from './hosts'
import { entranceUrl, FOLDER, NODES, PORTS } from './nodes'

/** What `npm run ha -- status --json` prints. */
export interface Status {
  /** For DATABASE_URL. */
  url: string
  /** The node that takes writes; null while none does. */
  primary: string | null
  nodes: { name: string; role: 'primary' | 'sync_standby' | 'replica' | 'unknown'; state: string }[]
}

const LOOK_MS_MAX = 2_000

/** Patroni's own account of one node (`GET /patroni`). */
const account = z.object({ role: z.string(), state: z.string(), sync_standby: z.boolean().optional() })

/**
 * Asks each node itself, so that a primary that was cut off is not taken for one.
 * @throws Error if there is no cluster
 */
export async function readStatus(): Promise<Status> {
  const secret = readSecret()
  const nodes = await Promise.all(
    NODES.map(async (node) => {
      if (isCut(node)) return { name: node.name, role: 'unknown' as const, state: 'cut off' }
      const found = await look(node.address)
      if (!found) return { name: node.name, role: 'unknown' as const, state: 'not running' }
      return { name: node.name, role: roleOf(found), state: found.state }
    }),
  )
  const primary = nodes.find(({ role, state }) => role === 'primary' && state === 'running')?.name ?? null
  return { url: entranceUrl(secret), primary, nodes }
}

export function readSecret(): string {
  try {
    return readFileSync(join(FOLDER, 'secret'), 'utf8')
  } catch {
    throw new Error('There is no cluster here. npm run ha -- up makes one.')
  }
}

async function look(address: string): Promise<z.infer<typeof account> | null> {
  try {
    const answer = await fetch(`http://${address}:${PORTS.patroni}/patroni`, {
      signal: AbortSignal.timeout(LOOK_MS_MAX),
    })
    return account.parse(await answer.json())
  } catch {
    return null
  }
}

function roleOf({ role, sync_standby }: z.infer<typeof account>): Status['nodes'][number]['role'] {
  // Patroni 3 says master, and 4 says primary.
  if (role === 'master' || role === 'primary') return 'primary'
  return sync_standby ? 'sync_standby' : 'replica'
}
