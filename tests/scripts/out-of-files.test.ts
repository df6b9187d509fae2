import { execFileSync } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sayingThatItPasses } from '@/scripts/out-of-files.mjs'

let isShort = true
let server: Server
let origin: string
beforeAll(async () => {
  const listener = sayingThatItPasses(
    (request, response) => {
      response.statusCode = Number(request.headers['x-status'])
      response.setHeader('Content-Encoding', 'identity')
      // As Next's compression does: the head first, then pieces, and then the end.
      if (request.headers['x-head']) response.writeHead(response.statusCode)
      if (request.headers['x-pieces']) response.write('a piece')
      response.end('said by Next')
    },
    () => isShort,
  )
  server = createServer(listener)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
})

async function ask(path: string, headers: Record<string, string>, method = 'GET') {
  const response = await fetch(`${origin}${path}`, { method, headers })
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    again: response.headers.get('retry-after'),
    body: await response.text(),
  }
}

test.each<Record<string, string>>([
  {},
  { 'X-Head': 'first' },
  { 'X-Pieces': 'too' },
  { 'X-Head': '1', 'X-Pieces': '1' },
])('a failure for want of files passes: %j', async (how) => {
  isShort = true
  const failed = { 'X-Status': '500', ...how }
  const api = await ask('/api/accounts?limit=1', failed)
  expect(api).toMatchObject({ status: 503, type: 'application/problem+json', again: '5' })
  expect(JSON.parse(api.body)).toMatchObject({ type: 'about:blank', status: 503, code: 'unavailable' })
  expect(await ask('/accounts', failed)).toMatchObject({ status: 503, body: expect.stringMatching(/^Please try/) })
  expect(await ask('/accounts', failed, 'HEAD')).toMatchObject({ status: 503, again: '5', body: '' })
})

test.each([
  ['another failure stays one', '500', false],
  ['an answer stays one', '200', true],
])('%s', async (_, status, short) => {
  isShort = short
  const said = { status: Number(status), again: null, body: 'a piecesaid by Next' }
  expect(await ask('/api/accounts', { 'X-Status': status, 'X-Pieces': 'too' })).toMatchObject(said)
})

/** Says which status a failure of Next's has before, while and after the process has as many files open as it may. */
const PROGRAM = `
  import { closeSync, openSync } from 'node:fs'
  import { sayingThatItPasses } from './scripts/out-of-files.mjs'
  const failing = sayingThatItPasses((_, response) => response.end('said by Next'))
  const said = []
  const fail = () => failing({ url: '/', method: 'GET' }, {
    statusCode: 500, removeHeader() {}, setHeader() {}, end() {}, writeHead: (status) => said.push(status),
  })
  const open = []
  fail()
  try { for (;;) open.push(openSync('/dev/null')) } catch {}
  fail()
  for (const file of open) closeSync(file)
  fail()
  console.log(said.join())`

test('whether files are wanting is found out by opening some', () => {
  const node = `ulimit -n 64 && exec "${process.execPath}" --input-type=module -e "$PROGRAM"`
  expect(execFileSync('sh', ['-c', node], { env: { ...process.env, PROGRAM }, encoding: 'utf8' })).toBe('500,503,500\n')
})
