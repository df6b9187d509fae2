import { once } from 'node:events'
import { createServer, Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, expect, test, vi } from 'vitest'
import { requireFreePort } from '@/tenant/process/ports'

/** Not every container has it. */
const IPV6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'))
  ? ['::1']
  : []
const APP = { purpose: 'the app', remedy: 'set APP_BASE_URL' }
const servers: Server[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed))
})

async function listen(host: string): Promise<number> {
  const server = createServer().listen(0, host)
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  if (!address || typeof address !== 'object') throw new Error('no port')
  return address.port
}

test.each(['127.0.0.1', '0.0.0.0', ...IPV6])(
  'a port in use on %s is named in one line, with what to change',
  async (host) => {
    const port = await listen(host)
    await expect(requireFreePort(port, APP)).rejects.toThrow(
      new Error(`Port ${port} (the app) is in use: stop what listens there, or set APP_BASE_URL.`),
    )
  },
)

test('a port that becomes free in time is waited for', async () => {
  const port = await listen('127.0.0.1')
  setTimeout(() => servers.pop()?.close(), 300)
  expect(await requireFreePort(port, { ...APP, patienceMs: 5_000 })).toBe(true)
})

test('a free port is free, and still free after it was looked at', async () => {
  const port = await listen('127.0.0.1')
  await new Promise((closed) => servers.pop()?.close(closed))
  await requireFreePort(port, APP)
  await requireFreePort(port, APP)
})

test('a machine without ::1 has its ports to itself', async () => {
  const port = await listen('127.0.0.1')
  await new Promise((closed) => servers.pop()?.close(closed))
  const listenHere = Server.prototype.listen
  vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
    if (args[1] !== '::1') return listenHere.apply(this, args as Parameters<Server['listen']>)
    process.nextTick(() => this.emit('error', Object.assign(new Error(), { code: 'EADDRNOTAVAIL' })))
    return this
  })
  await requireFreePort(port, APP)
})

test('of one host alone, a port is free though it is taken on another', async () => {
  const port = await listen('127.0.0.2')
  await requireFreePort(port, { ...APP, host: '127.0.0.1' })
  await expect(requireFreePort(port, { ...APP, host: '127.0.0.2' })).rejects.toThrow(`Port ${port} (the app) is in use`)
})

test.each(['192.0.2.1', '2001:db8::1', 'nowhere.invalid'])(
  '%s is named as no address of this machine',
  async (host) => {
    await expect(requireFreePort(3000, { ...APP, host, remedy: 'change LISTEN_ADDRESS' })).rejects.toThrow(
      new Error(`${host} (the app) is no address of this machine: change LISTEN_ADDRESS.`),
    )
  },
)
