import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@/tenant/postgres/free-port'
import { Balancer as Connections } from '../faults/balancer'
import { Part } from '../faults/part'

export const HAPROXY = '/usr/sbin/haproxy'
const CHECK_MS = 200
const SERVING_MS_MAX = 20_000
/** Asked of HAProxy itself: how many processes it sends requests to now. */
const SERVING_PATH = '/balancer/serving'

/** One address for several processes of the app, which sends nobody to one that says that it is not ready. */
export interface Balancer {
  port: number
  /** What balances here. */
  kind: 'HAProxy' | 'connections in turn'
  /** Waits until it sends requests to so many processes. */
  untilServing(count: number): Promise<void>
  close(): Promise<void>
}

/** HAProxy with the settings of operations/haproxy.cfg where it is installed, else each new connection in turn. */
export function openBalancer(ports: number[]): Promise<Balancer> {
  return existsSync(HAPROXY) ? openHaproxy(ports) : openConnections(ports)
}

async function openHaproxy(ports: number[]): Promise<Balancer> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-haproxy-'))
  const file = join(folder, 'haproxy.cfg')
  const port = await freePort()
  const servers = ports.map((one) => `    server p${one} 127.0.0.1:${one}\n`).join('')
  const asking = `    http-request return status 200 content-type text/plain lf-string "%[nbsrv(app)]" if { path ${SERVING_PATH} }`
  const settings = readFileSync('operations/haproxy.cfg', 'utf8')
    .replace('127.0.0.1:8080', `127.0.0.1:${port}\n${asking}`)
    .replace(/( {4}server .*\n)+/g, servers)
    .replaceAll('inter 500ms', `inter ${CHECK_MS}ms`)
  writeFileSync(file, settings)
  const haproxy = new Part('haproxy', () => ({ command: HAPROXY, args: ['-db', '-f', file], env: process.env }))
  haproxy.run()
  const serving = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}${SERVING_PATH}`).catch(() => null)
    return answer?.ok ? Number(await answer.text()) : -1
  }
  return {
    port,
    kind: 'HAProxy',
    untilServing: (count) =>
      until(
        async () => (await serving()) === count,
        () => haproxy.words,
      ),
    async close() {
      await haproxy.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function openConnections(ports: number[]): Promise<Balancer> {
  const balancer = await Connections.open()
  const serving = new Set<number>()
  let closed = false
  const watch = async (port: number) => {
    while (!closed) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/health/ready`).catch(() => null)
      balancer.note(port, answer?.ok ?? false)
      if (answer?.ok) serving.add(port)
      else serving.delete(port)
      await sleep(CHECK_MS)
    }
  }
  for (const port of ports) {
    balancer.add(port)
    void watch(port)
  }
  return {
    port: balancer.port,
    kind: 'connections in turn',
    untilServing: (count) => until(async () => serving.size === count),
    async close() {
      closed = true
      await balancer.close()
    },
  }
}

async function until(isSo: () => Promise<boolean>, words = () => ''): Promise<void> {
  const deadline = performance.now() + SERVING_MS_MAX
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`the balancer does not serve as many as it should: ${words()}`)
    await sleep(CHECK_MS / 4)
  }
}
