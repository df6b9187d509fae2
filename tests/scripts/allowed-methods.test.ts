import { createServer, request as plainRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sayingWhatIsAllowed } from '@/scripts/allowed-methods.mjs'

const PATHS = { '/api/payees/{payeeId}': { patch: {}, delete: {} }, '/api/accounts': { get: {} } }

let server: Server
let origin: string
beforeAll(async () => {
  server = createServer(
    sayingWhatIsAllowed(PATHS, (request, response) => {
      response.statusCode = Number(request.headers['x-status'])
      // As Next's compression does: the head first, and then the end.
      if (request.headers['x-head']) response.writeHead(response.statusCode)
      response.end(response.statusCode === 200 ? 'well' : undefined)
    }),
  )
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
})

async function ask(method: string, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${origin}${path}`, { method, headers: { 'X-Status': '405', ...headers } })
  const body = await response.text()
  return {
    status: response.status,
    allow: response.headers.get('allow'),
    type: response.headers.get('content-type'),
    body,
  }
}

test.each([
  ['by its path, with what it is about', 'GET', '/api/payees/1', 'DELETE, OPTIONS, PATCH'],
  ['whatever is asked of it', 'POST', '/api/accounts?limit=1', 'GET, HEAD, OPTIONS'],
  ['that the description leaves out', 'PUT', '/.well-known/oauth-protected-resource/api/mcp', 'GET, HEAD, OPTIONS'],
])('an address %s is said which methods it has', async (_, method, path, allow) => {
  for (const headers of [{}, { 'X-Head': 'first' }]) {
    const { body, ...answer } = await ask(method, path, headers as Record<string, string>)
    expect(answer).toEqual({ status: 405, allow, type: 'application/problem+json' })
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status: 405, code: 'method_not_allowed' })
  }
})

test('a method that fetch has no Request for is refused before the app', async () => {
  const trace = (path: string) =>
    new Promise((resolve, reject) => {
      const { port } = new URL(origin)
      plainRequest({ host: '127.0.0.1', port, path, method: 'TRACE' }, ({ statusCode, headers: { allow } }) =>
        resolve([statusCode, allow]),
      )
        .on('error', reject)
        .end()
    })
  expect(await trace('/api/accounts')).toEqual([405, 'GET, HEAD, OPTIONS'])
  expect(await trace('/')).toEqual([405, 'GET, HEAD'])
})

test('a HEAD is refused without a body, and all other answers are left alone', async () => {
  expect(await ask('HEAD', '/api/payees/1')).toMatchObject({ status: 405, allow: 'DELETE, OPTIONS, PATCH', body: '' })
  expect(await ask('GET', '/api/accounts', { 'X-Status': '200' })).toEqual({
    status: 200,
    allow: null,
    type: null,
    body: 'well',
  })
  expect(await ask('POST', '/transfer')).toEqual({ status: 405, allow: null, type: null, body: '' })
})
