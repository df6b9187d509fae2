import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type Handler = (request: Request) => Promise<Response>

/** A bare Node server around one handler. */
export interface Mounted {
  origin: string
  /** Answers every request. A test may replace it; `null` cuts the connection without an answer. */
  handler: (request: Request) => Promise<Response | null>
  /** How many requests have come, without reports of an approval's outcome. */
  calls: number
  close(): Promise<void>
}

/** Mounts a function from Request to Response on its own loopback port. */
export async function mount(handler: Handler): Promise<Mounted> {
  const server = createServer(async (incoming, outgoing) => {
    // The bank reports the outcome of every approval to the tenant. No test here is about that.
    if (incoming.url === '/ciba/outcome') return outgoing.writeHead(204).end()
    mounted.calls += 1
    const response = await mounted.handler(await requestFrom(incoming, mounted.origin))
    if (!response) return outgoing.destroy()
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const mounted: Mounted = {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    handler,
    calls: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return mounted
}

async function requestFrom(incoming: IncomingMessage, origin: string): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)])
  return new Request(new URL(incoming.url ?? '/', origin), {
    method: incoming.method ?? 'GET',
    headers,
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  })
}
