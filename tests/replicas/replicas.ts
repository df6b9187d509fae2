import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseSettings } from '@/lib/platform/env'
import { environmentsFor } from '@/scripts/bank-environment'
import { buildIfChanged } from '@/scripts/build'
import { nextServer } from '@/scripts/next-server'
import { readSecrets } from '@/scripts/secrets'
import { freePort } from '@/tenant/postgres/free-port'
import { Part } from '../faults/part'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { APP_CLIENT } from '../support/tenant/tenant'
import { type Front, openFront } from './front'

const READY_MS_MAX = 60_000
const LOOK_MS = 50

/** A process of the built app, and the address at which it alone answers. */
export interface Replica extends Part {
  origin: string
}

/** One bank: its database, its tenant, and processes of the app behind one address. */
export interface Replicas extends Front {
  bank: SeededBank
  replicas: Replica[]
  /** Where the secrets of every process are kept. */
  dataDir: string
}

/**
 * Starts the bank with processes of the built app under these names, and waits until each is ready for visitors.
 * @param variables more of a process's environment, asked for at each start
 * @param prepare is awaited before the first start
 */
export async function openReplicas(
  names: string[],
  variables: () => Record<string, string>,
  prepare: (bank: SeededBank) => Promise<unknown> = async () => {},
): Promise<Replicas> {
  await buildIfChanged(() => {})
  const dataDir = mkdtempSync(join(tmpdir(), 'baink-replicas-'))
  const ends: (() => unknown)[] = [() => rmSync(dataDir, { recursive: true, force: true })]
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const bank = await openSeededBank()
    ends.push(() => bank.close())
    await prepare(bank)
    const ports = await Promise.all(names.map(() => freePort()))
    const front = await openFront(ports)
    ends.push(() => front.close())
    const ambient = { ...process.env }
    const replicas = names.map((name, n) =>
      replica(name, ports[n] ?? 0, () => ({ ...ambient, ...environmentOf(front, dataDir), ...variables() })),
    )
    for (const one of replicas) {
      ends.push(() => one.stop())
      one.run()
    }
    await Promise.all(replicas.map(untilReady))
    await front.balancer.untilServing(replicas.length)
    return { ...front, bank, replicas, dataDir, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Waits until the process says that it can serve visitors. */
export async function untilReady(replica: Replica): Promise<void> {
  const deadline = performance.now() + READY_MS_MAX
  while (!(await fetch(`${replica.origin}/api/health/ready`).catch(() => null))?.ok) {
    if (!replica.isRunning || performance.now() > deadline)
      throw new Error(`${replica.name} did not get ready:\n${replica.words}`)
    await sleep(LOOK_MS)
  }
}

/** What every process of one bank is told, with the secrets that its data folder holds now. */
function environmentOf({ app, tenant }: Front, dataDir: string): NodeJS.ProcessEnv {
  const settings = parseSettings({
    ...{ APP_BASE_URL: app, DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    ...{
      AUTH0_DOMAIN: new URL(tenant.issuer).origin,
      AUTH0_CLIENT_ID: APP_CLIENT.id,
      AUTH0_CLIENT_SECRET: APP_CLIENT.secret,
    },
  })
  const url = process.env.DATABASE_URL ?? ''
  const database = { ownerUrl: '', appUrl: url, tenantUrl: '' }
  return environmentsFor(settings, readSecrets(dataDir), database, { NODE_ENV: 'production' }).app
}

function replica(name: string, port: number, environment: () => NodeJS.ProcessEnv): Replica {
  const origin = `http://127.0.0.1:${port}`
  let life = 0
  const start = () => {
    const env = environment()
    const url = new URL(env.DATABASE_URL ?? '')
    url.searchParams.set('application_name', `${name}-${++life}`)
    const own = {
      DATABASE_URL: url.href,
      LISTEN_ADDRESS: origin,
      NODE_ENV: 'production' as const,
      BAINK_BUILD: 'normal',
    }
    return { ...nextServer('start', { port, host: '127.0.0.1' }), env: { ...env, ...own } }
  }
  return Object.assign(new Part(name, start), { origin })
}
