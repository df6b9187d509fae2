import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where the suite sends its requests to. */
interface Proxy {
  url: string
  close(): void
}

/**
 * A proxy on loopback that adds an agent's token to each request, since the suite has no way to send one. Its own name in
 * Host and Origin becomes the bank's; a foreign one stays, or nobody could see the bank refuse it.
 */
export async function openTokenProxy(endpoint: URL, token: string): Promise<Proxy> {
  const server = createServer((incoming, outgoing) => {
    const own = `localhost:${(server.address() as AddressInfo).port}`
    const headers = { ...incoming.headers, authorization: `Bearer ${token}` }
    if (headers.host === own) headers.host = endpoint.host
    if (headers.origin === `http://${own}`) headers.origin = endpoint.origin
    const { method } = incoming
    const onward = request(endpoint, { method, headers, setHost: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/mcp`, close }
}
