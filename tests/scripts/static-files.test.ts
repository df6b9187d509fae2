import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compressedFirst } from '@/scripts/static-files.mjs'

const SCRIPT = 'console.log("the bAInk")'
const PATH = '/_next/static/chunks/a%20b.js'

let folder: string
let server: Server
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'baink-static-'))
  mkdirSync(join(folder, 'chunks'))
  writeFileSync(join(folder, 'chunks', 'a b.js.br'), brotliCompressSync(SCRIPT))
  server = createServer(compressedFirst(folder, (_, response) => void response.writeHead(418).end()))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A request as it is written here: `fetch` would tidy the path and take what is compressed by itself. */
function ask(path: string, encodings?: string, method = 'GET') {
  const { port } = server.address() as AddressInfo
  const headers = encodings === undefined ? {} : { 'Accept-Encoding': encodings }
  return new Promise<{ status?: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
    const sent = request({ port, path, method, headers }, async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk)
      resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) })
    })
    sent.on('error', reject).end()
  })
}

test.each(['br', 'gzip, deflate, br', 'gzip,br;q=0.5'])(
  'a browser that takes %j gets the file that the build compressed',
  async (encodings) => {
    const { status, headers, body } = await ask(PATH, encodings)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'application/javascript; charset=UTF-8',
      'content-encoding': 'br',
      'cache-control': expect.stringContaining('immutable'),
      vary: 'Accept-Encoding',
    })
    expect(brotliDecompressSync(body).toString()).toBe(SCRIPT)
    expect((await ask(PATH, encodings, 'HEAD')).body.length).toBe(0)
  },
)

test('every other request is handed on: other encodings, methods and names, and paths that lead out of the folder', async () => {
  for (const encodings of [undefined, 'gzip', 'br;q=0', 'gzip, br;q=0.000', 'brotli', 'x-br'])
    expect((await ask(PATH, encodings)).status, String(encodings)).toBe(418)
  expect((await ask(PATH, 'br', 'POST')).status).toBe(418)
  for (const path of [
    '/_next/static/chunks/a%20b.js.br',
    '/_next/static/../static/chunks/a%20b.js',
    '/_next/static/none.js',
    '/__proto__',
    '/',
  ])
    expect((await ask(path, 'br')).status, path).toBe(418)
})
