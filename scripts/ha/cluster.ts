import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import { withConnection } from '@/db/connect'
import { handOver, primaryOfStandbys } from './hand-over'
import { connectHosts, processesIn, removeHosts, startIn } from './hosts'
import { DATABASE, FOLDER, NODES, type Node, nodeNamed, passwordOf, USERS, urlOf } from './nodes'
import { etcdArguments, haproxySettings, patroniSettings } from './settings'
import { readStatus, type Status } from './status'

const UP_MS_MAX = 180_000
const LOOK_MS = 1_000
/** A new primary writes its name within some seconds. */
const MISNAMED_MS_MAX = 30_000
const HAPROXY_PID = join(FOLDER, 'haproxy.pid')

/**
 * Starts what does not run, and joins what was cut off: a whole cluster the first time, a node that failed later.
 * @throws Error if a primary and a synchronous standby, and HAProxy before them, are not there within three minutes
 */
export async function up(binaries: string): Promise<Status> {
  const secret = prepare(binaries)
  connectHosts()
  for (const node of NODES) if (processesIn(node, 'etcd').length === 0) startIn(node, 'etcd', etcdArguments(node))
  startPatroni()
  startEntrance()
  const status = await untilComplete()
  await untilEntrance(urlOf(USERS.superuser, 'postgres', secret))
  await makeDatabase(secret)
  return status
}

/** Stops everything. The data stays, unless it is to be erased. */
export function down({ erase }: { erase: boolean }): void {
  const entrance = entrancePid()
  if (entrance) process.kill(entrance, 'SIGTERM')
  rmSync(HAPROXY_PID, { force: true })
  removeHosts()
  if (erase) rmSync(FOLDER, { recursive: true, force: true })
}

const settingsFile = ({ name }: Node) => join(FOLDER, name, 'patroni.yml')

function prepare(binaries: string): string {
  mkdirSync(FOLDER, { recursive: true, mode: 0o755 })
  chmodSync(FOLDER, 0o755)
  const secretFile = join(FOLDER, 'secret')
  if (!existsSync(secretFile)) writeFileSync(secretFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  const secret = readFileSync(secretFile, 'utf8')
  for (const node of NODES) {
    mkdirSync(join(FOLDER, node.name), { recursive: true, mode: 0o700 })
    writeFileSync(settingsFile(node), patroniSettings(node, binaries, secret), { mode: 0o600 })
    execFileSync('chown', ['-R', 'postgres:postgres', join(FOLDER, node.name)])
  }
  writeFileSync(join(FOLDER, 'haproxy.cfg'), haproxySettings())
  return secret
}

function startPatroni(): void {
  for (const node of NODES)
    if (processesIn(node, 'patroni').length === 0) startIn(node, 'patroni', [settingsFile(node)])
}

function startEntrance(): void {
  if (entrancePid()) return
  const log = openSync(join(FOLDER, 'haproxy.log'), 'a')
  const child = spawn('haproxy', ['-db', '-f', join(FOLDER, 'haproxy.cfg')], {
    detached: true,
    stdio: ['ignore', log, log],
  })
  writeFileSync(HAPROXY_PID, String(child.pid))
  child.unref()
}

/** HAProxy's pid, if it runs; a pid that has gone to another program since is not believed. */
export function entrancePid(): number | null {
  const pid = existsSync(HAPROXY_PID) ? Number(readFileSync(HAPROXY_PID, 'utf8')) : 0
  const command = `/proc/${pid}/cmdline`
  return pid && existsSync(command) && readFileSync(command, 'utf8').startsWith('haproxy') ? pid : null
}

async function untilComplete(): Promise<Status> {
  let named = performance.now()
  for (const until = performance.now() + UP_MS_MAX; performance.now() < until; await sleep(LOOK_MS)) {
    const status = await readStatus()
    const isSafe = status.nodes.some(({ role }) => role === 'sync_standby')
    const all = status.nodes.every(({ state }) => state === 'running' || state === 'streaming')
    if (status.primary && isSafe && all) return status
    if (!all || !(await isMisnamed(status.primary))) named = performance.now()
    else if (performance.now() - named > MISNAMED_MS_MAX) {
      await handOver(nodeNamed(status.primary ?? undefined))
      startPatroni()
    }
  }
  throw new Error(`The cluster was not complete after ${UP_MS_MAX / 1_000} s. Its logs are in ${FOLDER}`)
}

/**
 * Whether etcd's key of the synchronous standbys names another node than the primary. Patroni 3.0.2 leaves a primary that woke up
 * from a freeze and took its place back without that key for ever ("updated by someone else"), and no standby would follow it.
 */
async function isMisnamed(primary: string | null): Promise<boolean> {
  const named = await primaryOfStandbys()
  return primary !== null && named !== null && named !== primary
}

/** HAProxy listens a moment after it was started, and learns another moment later which node is the primary. */
async function untilEntrance(url: string): Promise<void> {
  const askForRole = (sql: postgres.Sql) => sql<{ isStandby: boolean }[]>`SELECT pg_is_in_recovery() AS "isStandby"`
  for (const until = performance.now() + UP_MS_MAX; performance.now() < until; await sleep(LOOK_MS)) {
    const [node] = await withConnection(url, askForRole).catch(() => [])
    if (node && !node.isStandby) return
  }
  throw new Error(`HAProxy led to no primary after ${UP_MS_MAX / 1_000} s. Its log is in ${FOLDER}`)
}

/** The bank's database and its owner, who is no superuser. */
async function makeDatabase(secret: string): Promise<void> {
  await withConnection(urlOf(USERS.superuser, 'postgres', secret), async (sql) => {
    const [owner] = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${USERS.owner}`
    const password = passwordOf(USERS.owner, secret)
    if (!owner) await sql.unsafe(`CREATE ROLE ${USERS.owner} LOGIN CREATEDB CREATEROLE PASSWORD '${password}'`)
    const [database] = await sql`SELECT 1 FROM pg_database WHERE datname = ${DATABASE}`
    if (!database) await sql.unsafe(`CREATE DATABASE ${DATABASE} OWNER ${USERS.owner}`)
  })
}
