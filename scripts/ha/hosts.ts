import { execFileSync, spawn } from 'node:child_process'
import { existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BRIDGE, BRIDGE_ADDRESS, FOLDER, NODES, type Node } from './nodes'

// A host of the cluster is a network namespace, joined to a bridge by a pair of virtual Ethernet devices: its cable.

/**
 * Makes the bridge and the hosts that are not there, and puts every cable in. What runs in a host that was cut off is ended
 * first: there, Patroni before 3.1 may still hold a request for the leader's key, win with it, and undo what was
 * acknowledged in the meantime (its release notes for 3.1.0; seen here with 3.0.2).
 */
export function connectHosts(): void {
  if (!existsSync(`/sys/class/net/${BRIDGE}`)) {
    ip('link', 'add', BRIDGE, 'type', 'bridge')
    ip('addr', 'add', BRIDGE_ADDRESS, 'dev', BRIDGE)
    ip('link', 'set', BRIDGE, 'up')
  }
  for (const node of NODES) {
    if (!existsSync(`/var/run/netns/${node.namespace}`)) connect(node)
    if (isCut(node)) killAll(node)
    ip('link', 'set', node.namespace, 'up')
  }
}

function connect({ namespace, address }: Node): void {
  ip('netns', 'add', namespace)
  ip('link', 'add', namespace, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace)
  ip('link', 'set', namespace, 'master', BRIDGE)
  const inside = (...words: string[]) => ip('-n', namespace, ...words)
  inside('addr', 'add', `${address}/24`, 'dev', 'eth0')
  inside('link', 'set', 'eth0', 'up')
  inside('link', 'set', 'lo', 'up')
}

/** Pulls the cable: the host goes on, and nobody reaches it. `npm run ha -- up` puts it back in. */
export function cut({ namespace }: Node): void {
  ip('link', 'set', namespace, 'down')
}

export function isCut({ namespace }: Node): boolean {
  return !ip('link', 'show', namespace).includes('state UP')
}

/** Ends the host as a power failure does, or one of its programs. `npm run ha -- up` starts what has ended again. */
export function killAll(node: Node, program?: string): void {
  for (const pid of processesIn(node, program)) kill(pid)
}

/** Takes hosts, cables and bridge away, with whatever still runs there. */
export function removeHosts(): void {
  for (const node of NODES) {
    const isThere = existsSync(`/var/run/netns/${node.namespace}`)
    if (isThere) killAll(node)
    // The kernel takes a cable away some time after its host.
    if (existsSync(`/sys/class/net/${node.namespace}`)) ip('link', 'del', node.namespace)
    if (isThere) ip('netns', 'del', node.namespace)
  }
  if (existsSync(`/sys/class/net/${BRIDGE}`)) ip('link', 'del', BRIDGE)
}

/** The processes in the host that run a program of this name. */
export function processesIn({ namespace }: Node, program?: string): number[] {
  const pids = ip('netns', 'pids', namespace).split('\n').filter(Boolean).map(Number)
  return program ? pids.filter((pid) => isProgram(pid, program)) : pids
}

/** A script's name is its interpreter's second word. A process that has ended is no program. */
function isProgram(pid: number, program: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0', 2)
    return words.some((word) => word.split('/').at(-1) === program)
  } catch {
    return false
  }
}

/** Starts a program in the host as the user `postgres`; it outlives this process, and writes to a file of its name. */
export function startIn({ namespace, name }: Node, program: string, args: string[]): void {
  const log = openSync(join(FOLDER, `${name}-${program}.log`), 'a')
  const asPostgres = ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--', program, ...args]
  // Without the shell's own PG variables, which would lead Postgres's programs astray.
  const clean = ['env', '-i', `PATH=${process.env.PATH}`, `HOME=${FOLDER}`, 'LANG=C.UTF-8']
  const words = ['netns', 'exec', namespace, ...clean, ...asPostgres]
  spawn('ip', words, { detached: true, stdio: ['ignore', log, log], cwd: '/' }).unref()
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended in the meantime.
  }
}

function ip(...args: string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
