import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequestListener } from '@remix-run/node-fetch-server'
import { requireOwnHost } from '@/lib/mcp/own-host'
import { mcpHandler, readMessage } from '@/lib/mcp/serve'
import { answer } from '@/lib/platform/http/answer'
import { fixtureServer } from './fixture'

/** The bank's own handler, with the suite's tools in place of the bank's and nobody asked for a token. */
export async function openFixture(): Promise<{ url: string; close(): void }> {
  const handler = mcpHandler(() =>
    fixtureServer({
      toolsChanged: () => handler.notify.toolsChanged(),
      promptsChanged: () => handler.notify.promptsChanged(),
    }),
  )
  const serve = answer(async (request: Request) => {
    requireOwnHost(request)
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { Allow: 'POST' } })
    return handler.fetch(request, { parsedBody: await readMessage(request) })
  })
  const server = createServer(createRequestListener((request) => serve(request)))
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  // The database is never asked for anything here.
  const nowhere = {
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    AUTH0_SECRET: 'x'.repeat(32),
    LOG_LEVEL: 'silent',
  }
  Object.assign(process.env, nowhere, {
    APP_BASE_URL: `http://localhost:${port}`,
    AUTH0_DOMAIN: 'http://localhost:1',
    AUTH0_CLIENT_ID: 'nobody',
    AUTH0_CLIENT_SECRET: 'x'.repeat(32),
  })
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://localhost:${port}/mcp`, close }
}
