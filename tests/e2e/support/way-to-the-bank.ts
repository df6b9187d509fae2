import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A way between a browser and the bank that can be cut. */
export interface Way {
  /** For a browser context's `proxy`. */
  server: string
  /** Breaks every connection, in the middle of what it carries; while it is cut, no new one comes through. */
  cut: () => void
  mend: () => void
  close: () => void
}

/** Opens a forward proxy for plain http: what breaks here breaks as it does on a train. */
export async function openWay(): Promise<Way> {
  let broken = false
  const proxy = createServer((incoming, outgoing) => {
    if (broken) return incoming.socket.destroy()
    const { method = 'GET', headers, url = '' } = incoming
    const onward = request(url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    server: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cut: () => {
      broken = true
      proxy.closeAllConnections()
    },
    mend: () => {
      broken = false
    },
    close: () => {
      proxy.closeAllConnections()
      proxy.close()
    },
  }
}
