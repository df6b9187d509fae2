import { BankPostgres } from './bank-postgres'
import type { Cluster } from './cluster'
import type { Fault } from './fault'
import { pause } from './orders'
import type { Random } from './random'

/** What may happen to the database and to the ways that lead there. */
export const POSTGRES_FAULTS: Record<string, Fault> = {
  async 'postgres killed'(cluster, random) {
    const database = serverOf(cluster)
    await database.kill()
    await pause(random.between(200, 3_000))
    await database.start()
    return ''
  },
  async 'postgres restarted'(cluster, random) {
    const database = serverOf(cluster)
    await database.stop()
    await pause(random.between(0, 2_000))
    await database.start()
    return ''
  },
  'postgres frozen': (cluster, random) => freezePostgres(cluster, random.between(2_000, 12_000)),
  'postgres frozen for 30 s': (cluster) => freezePostgres(cluster, 30_000),
  async 'postgres out of connections'(cluster, random) {
    const giveBack = await serverOf(cluster).exhaust()
    await pause(random.between(2_000, 6_000))
    await giveBack()
    return ''
  },
  async 'connections to postgres cut'({ replicas }, random) {
    const { name, postgres: link } = random.pick(replicas)
    for (let n = random.between(1, 5); n > 0; n--) {
      link.reset()
      await pause(random.between(100, 800))
    }
    return name
  },
  async 'postgres unreachable'({ replicas }, random) {
    const { name, postgres: link } = random.pick(replicas)
    link.become({ kind: 'black_hole' })
    await pause(random.between(3_000, 14_000))
    if (random.chance(0.5)) link.reset()
    link.clear()
    return name
  },
  async 'postgres slow'({ replicas }, random) {
    const delayMs = random.between(50, 400)
    for (const { postgres: link } of replicas) link.become({ kind: 'slow', delayMs })
    await pause(random.between(3_000, 8_000))
    for (const { postgres: link } of replicas) link.clear()
    return `${delayMs} ms each way`
  },
  'cut before the commit': (cluster, random) => cutPostings(cluster, random, 'before'),
  'cut after the commit': (cluster, random) => cutPostings(cluster, random, 'after'),
}

function serverOf({ database }: Cluster): BankPostgres {
  if (database instanceof BankPostgres) return database
  throw new Error('this fault is about one server, and there is a cluster of them')
}

async function freezePostgres(cluster: Cluster, ms: number): Promise<string> {
  const database = serverOf(cluster)
  database.freeze()
  await pause(ms)
  database.thaw()
  return `${ms} ms`
}

async function cutPostings({ replicas }: Cluster, random: Random, when: 'before' | 'after'): Promise<string> {
  const before = replicas.reduce((sum, { postgres: link }) => sum + link.cuts, 0)
  for (const { postgres: link } of replicas) link.cutPostings(when, random.between(1, 4))
  await pause(4_000)
  for (const { postgres: link } of replicas) link.clear()
  return `${replicas.reduce((sum, { postgres: link }) => sum + link.cuts, 0) - before} postings`
}
