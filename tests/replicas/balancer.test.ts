import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Balancer, HAPROXY, openBalancer } from './balancer'

// What operations/haproxy.cfg does while two versions of the app serve, each with scripts of its own.

const OWN = '/_next/static/chunks/own.js'
const why = existsSync(HAPROXY) ? '' : ' (skipped: apt-get install haproxy)'

describe.skipIf(why)(`behind HAProxy${why},`, () => {
  /** Each process's requests, but not the balancer's own. */
  const seen: string[][] = [[], []]
  let isReady = true
  let servers: Server[]
  let balancer: Balancer
  beforeAll(async () => {
    servers = await Promise.all(seen.map((requests, n) => serve(requests, n === 1 ? () => isReady : null)))
    balancer = await openBalancer(servers.map((one) => (one.address() as AddressInfo).port))
    await balancer.untilServing(2)
  })
  afterAll(async () => {
    await balancer?.close()
    for (const one of servers ?? []) one.close()
  })
  const ask = async (path: string, init: RequestInit = {}) =>
    (await fetch(`http://127.0.0.1:${balancer.port}${path}`, init)).status

  test('a script that one version lacks comes from the other, whichever is asked first', async () => {
    for (let time = 0; time < 6; time++) expect(await ask(OWN)).toBe(200)
    expect(seen[0]).toContain(`GET ${OWN}`)
  })

  test('what neither has is not there', async () => {
    expect(await ask('/_next/static/chunks/gone.js')).toBe(404)
  })

  test('nothing else is asked twice', async () => {
    for (const requests of seen) requests.length = 0
    expect(await ask('/api/nothing')).toBe(404)
    expect(await ask('/api/nothing', { method: 'POST', body: '{}' })).toBe(404)
    expect(seen.flat()).toHaveLength(2)
  })

  test('a process that was told to stop gives out its scripts, and nothing else', async () => {
    isReady = false
    await balancer.untilServing(1)
    for (const requests of seen) requests.length = 0
    for (let time = 0; time < 4; time++) expect([await ask(OWN), await ask('/')]).toEqual([200, 404])
    expect(seen[1]?.every((request) => request === `GET ${OWN}`)).toBe(true)
  })
})

/** A process of the app: one without the script, which is ready, or one with it and with a say about that. */
async function serve(requests: string[], own: (() => boolean) | null): Promise<Server> {
  const server = createServer(({ method, url = '' }, response) => {
    const isCheck = url.startsWith('/api/health/')
    if (!isCheck) requests.push(`${method} ${url}`)
    const isReady = url.endsWith('/live') || (own?.() ?? true)
    response.writeHead(isCheck ? (isReady ? 200 : 503) : own && url === OWN ? 200 : 404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
