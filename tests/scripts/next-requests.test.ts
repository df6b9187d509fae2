import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createLimitedServer } from '@/scripts/limited-server.mjs'
import { ignoringUpgrades, withoutUnreadState } from '@/scripts/next-requests.mjs'

let server: Server
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** What a server answers to the raw head of a request, until it ends the connection. */
async function answerTo(opened: Server, headers: string): Promise<string> {
  server = opened
  await new Promise<void>((listening) => opened.listen(0, '127.0.0.1', listening))
  const socket = connect((opened.address() as AddressInfo).port, '127.0.0.1')
  socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`)
  return new Promise((resolve) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
      if (text.includes('\r\n\r\n')) socket.destroy()
    })
    socket.on('close', () => resolve(text))
  })
}

test.each([
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
  'Connection: Upgrade\r\nUpgrade: websocket',
  'Connection: Upgrade\r\nUpgrade: TLS/1.3',
])('who asks for another protocol is answered in this one: %j', async (headers) => {
  const opened = ignoringUpgrades(createServer((_, response) => response.end('well')))
  opened.on('upgrade', (_: IncomingMessage, socket) => socket.destroy())
  expect(await answerTo(opened, headers)).toMatch(/^HTTP\/1\.1 200 /)
})

test('an expectation that cannot be met is refused with the headers of every answer', async () => {
  const answer = await answerTo(
    createLimitedServer({}, (_, response) => response.end('well')),
    'Expect: 200-maybe',
  )
  expect(answer).toMatch(/^HTTP\/1\.1 417 .*X-Content-Type-Options: nosniff/s)
})

/** A state as Next's router writes it. */
const STATE = encodeURIComponent(JSON.stringify(['', { children: ['accounts', { children: ['__PAGE__', {}] }] }]))

test.each([
  ['%ff', undefined],
  ['{', undefined],
  ['%5B%22x%22%5D', undefined],
  ['null', undefined],
  [`${STATE}, ${STATE}`, undefined],
  [STATE, STATE],
])('a state that Next cannot read does not reach it: %j', (header, kept) => {
  const request = { headers: { 'next-router-state-tree': header } } as unknown as IncomingMessage
  withoutUnreadState(request)
  expect(request.headers['next-router-state-tree']).toBe(kept)
})
