import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@playwright/test'
import { v7 as uuidv7 } from 'uuid'
import { bank } from './support/bank'
import { test } from './support/journey'

// What no browser sends by itself: addresses that are not well formed, and connections that take their time. On raw
// sockets, since every HTTP client mends an address before it sends it.

/** Sends a request line as it is, and reads all of the answer. */
async function answerTo(origin: string, target: string, headers: Record<string, string> = {}) {
  const { host, port } = new URL(origin)
  const lines = Object.entries({ Host: host, Connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(`GET ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  let text = ''
  for await (const chunk of socket) text += chunk
  const head = text.split('\r\n\r\n', 1)[0] ?? ''
  return { status: Number(head.split(' ')[1]), head: head.toLowerCase() }
}

const ID = uuidv7()
const ODD = [
  '%ff',
  '%',
  '%2',
  '%zz',
  '%c3%28',
  '%ed%a0%80',
  '%00',
  'a%00b',
  '..',
  '%2e%2e',
  '%2e%2e%2fapi',
  '..%2f..%2fetc',
  '//',
  '\\',
]
const FAMILIES = {
  app: (odd: string) => [
    `/${odd}`,
    `/api/approvals/${odd}`,
    `/api/approvals/${odd}/receipt`,
    `/api/chat/${odd}`,
    `/api/chat/${odd}/stream`,
    `/api/accounts/${odd}/transactions`,
    `/api/agent/${odd}`,
    `/api/agent/transfers/${odd}`,
    `/api/health/${odd}`,
    `/accounts/${odd}`,
    `/aiya/${odd}`,
    `/auth/${odd}`,
    `/_next/static/${odd}`,
    `/accounts/${ID}?cursor=${odd}`,
  ],
  tenant: (odd: string) => [
    `/${odd}`,
    `/phone/${odd}`,
    `/phone/requests/${odd}`,
    `/phone/device-requests/${odd}`,
    `/u/login/${odd}`,
    `/authorize/${odd}`,
    `/authorize?client_id=${odd}`,
    `/.well-known/${odd}`,
    `/oidc/logout/${odd}`,
    `/v2/logout?returnTo=${odd}`,
    `/assets/${odd}`,
  ],
}
const WHOLE = [
  '//elsewhere.example',
  '///',
  '/./',
  '*',
  'http://elsewhere.example/accounts',
  'http://',
  'accounts',
  `/${'a'.repeat(9_000)}`,
  `/api/${'%ff'.repeat(2_000)}`,
  `/${'a'.repeat(40_000)}`,
  `/accounts?${'a'.repeat(40_000)}`,
]

for (const where of ['app', 'tenant'] as const) {
  test(`no address breaks the ${where}, and every answer carries the policy`, async () => {
    const targets = [...ODD.flatMap(FAMILIES[where]), ...WHOLE]
    const wrong: string[] = []
    for (const target of targets) {
      const { status, head } = await answerTo(bank[where], target)
      const policed = ['content-security-policy:', 'x-content-type-options: nosniff', 'referrer-policy:'].every(
        (line) => head.includes(line),
      )
      const led = head.match(/^location: (.*)$/m)?.[1] ?? ''
      const leads =
        /^(https?:)?[/\\]{2}/.test(led) && !led.startsWith(`${bank[where]}/`) && !led.startsWith(`${bank.app}/`)
      if (!(status >= 200 && status < 500) || !policed || leads) wrong.push(`${status} ${target.slice(0, 60)} ${led}`)
    }
    expect(wrong).toEqual([])
  })
}

test('what no handler can read is refused in the API’s own words', async ({ aliceBrowser }) => {
  const Cookie = aliceBrowser.session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  for (const path of ['/api/approvals/%ff', '/api/chat/%ff/stream', '/api/accounts/%00/transactions', '/api/%ff']) {
    const { status, head } = await answerTo(bank.app, path, { Cookie })
    expect([400, 404], path).toContain(status)
    expect(head, path).toContain('content-type: application/problem+json')
  }
  for (const path of ['/accounts/%ff', '/aiya/%ff']) {
    const { status, head } = await answerTo(bank.app, path, { Cookie })
    expect(status, path).toBe(404)
    expect(head, path).toMatch(/script-src [^;]*'nonce-/)
  }
})

test('the old address of the freeze leads to the new one on this host, and keeps the method', async () => {
  for (const [path, to] of [
    ['/api/agent-transfers', '/api/asking'],
    ['/api/agent-transfers/freeze', '/api/asking/freeze'],
  ]) {
    const { status, head } = await answerTo(bank.app, path ?? '')
    // 308 keeps the method and the body (RFC 9110, section 15.4.9).
    expect([path, status, head.match(/^location: (.*)$/m)?.[1]]).toEqual([path, 308, to])
  }
})

test('a script of another origin hears and reads nothing, signed in or not', async ({ aliceBrowser }) => {
  const Cookie = aliceBrowser.session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  for (const path of ['/api/events', '/api/accounts', '/api/approvals', `/api/chat/${ID}/stream`]) {
    for (const Origin of ['https://elsewhere.example', 'null', bank.tenant])
      expect((await answerTo(bank.app, path, { Cookie, Origin })).status, `${path} ${Origin}`).toBe(403)
  }
  expect((await answerTo(bank.app, '/api/accounts', { Cookie, Origin: bank.app })).status).toBe(200)
})

const CONNECTIONS = 60
/** The longest of the servers' deadlines, and what their rounds and a busy machine take. */
const CLOSED_MS_MAX = 45_000

/** Opens connections that send one byte a second after `begin`, and tells when all of them were closed. */
function dawdle(origin: string, begin: string): Promise<unknown> {
  const sockets: Socket[] = Array.from({ length: CONNECTIONS }, () => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    socket.on('error', () => {}).resume()
    if (begin) socket.write(begin)
    const drip = setInterval(() => begin && socket.writable && socket.write('a'), 1_000)
    socket.on('close', () => clearInterval(drip))
    return socket
  })
  return Promise.all(sockets.map((socket) => once(socket, 'close')))
}

test('slow connections are closed in time, and keep nobody else waiting', async ({ request }) => {
  const dawdlers = [bank.app, bank.tenant].flatMap((origin) => [
    dawdle(origin, ''),
    dawdle(origin, 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: '),
    dawdle(
      origin,
      'POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n',
    ),
  ])
  const begun = performance.now()
  let areClosed = false
  const closed = Promise.all(dawdlers).then(() => (areClosed = true))
  await sleep(1_000)
  expect((await request.get(`${bank.app}/api/health`)).status()).toBe(200)
  expect((await request.get(`${bank.tenant}/healthz`)).status()).toBe(200)
  expect(areClosed).toBe(false)
  await closed
  expect(performance.now() - begun).toBeLessThan(CLOSED_MS_MAX)
})
