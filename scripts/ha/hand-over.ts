import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { processesIn } from './hosts'
import { NODES, type Node, PORTS } from './nodes'

const ASK_MS_MAX = 2_000
const STOPPED_MS_MAX = 60_000
const LOOK_MS = 200

const KEY = '/service/baink/sync'
const found = z.object({ kvs: z.array(z.object({ value: z.string() })).default([]) })
const synchronous = z.object({ leader: z.string().nullish() })

/**
 * The node that etcd's key of the synchronous standbys names as the primary; null if none is named, or etcd does not answer
 * (`POST /v3/kv/range`, etcd's JSON gateway, with keys and values in base64).
 */
export async function primaryOfStandbys(): Promise<string | null> {
  for (const { address } of NODES) {
    try {
      const answer = await fetch(`http://${address}:${PORTS.etcd}/v3/kv/range`, {
        method: 'POST',
        body: JSON.stringify({ key: Buffer.from(KEY).toString('base64') }),
        signal: AbortSignal.timeout(ASK_MS_MAX),
      })
      const [key] = found.parse(await answer.json()).kvs
      return key ? (synchronous.parse(JSON.parse(Buffer.from(key.value, 'base64').toString())).leader ?? null) : null
    } catch {
      // Another node's etcd may answer.
    }
  }
  return null
}

/**
 * Ends a node's Patroni, and by it Postgres, which ends once every standby has all that it has written. The lease passes to a
 * node that etcd allows.
 * @throws Error if it has not ended after a minute
 */
export async function handOver(node: Node): Promise<void> {
  for (const pid of processesIn(node, 'patroni')) process.kill(pid, 'SIGTERM')
  for (const until = performance.now() + STOPPED_MS_MAX; performance.now() < until; await sleep(LOOK_MS))
    if (processesIn(node, 'patroni').length === 0) return
  throw new Error(`Patroni of ${node.name} has not ended after ${STOPPED_MS_MAX / 1_000} s.`)
}
