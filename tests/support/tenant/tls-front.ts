import { once } from 'node:events'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'

/** A key and its self-signed certificate for `localhost`, as PEM. */
export interface Certificate {
  key: string
  cert: string
}

export async function certificateForLocalhost(): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  })
  return { key: made.private, cert: made.cert }
}

/** A proxy that ends TLS in front of one of the project's servers. */
export interface TlsFront {
  origin: string
  /** The loopback port that requests are passed on to. */
  target: number
  close: () => void
}

/**
 * Opens a reverse proxy in a few lines, as people write them: Host stays, and the caller's address is added to the
 * header.
 */
export async function openTlsFront(certificate: Certificate): Promise<TlsFront> {
  const front = createServer(certificate, (incoming, outgoing) => {
    const { method = 'GET', url = '/', socket } = incoming
    const callers = [incoming.headers['x-forwarded-for'], socket.remoteAddress].filter(Boolean).join(', ')
    const headers = { ...incoming.headers, 'x-forwarded-for': callers, 'x-forwarded-proto': 'https' }
    // A new connection for each request: the other end may close a kept one just as it is used.
    const to = { host: '127.0.0.1', port: opened.target, agent: false as const }
    const onward = request({ ...to, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  const opened: TlsFront = {
    origin: `https://localhost:${(front.address() as AddressInfo).port}`,
    target: 0,
    close: () => {
      front.closeAllConnections()
      front.close()
    },
  }
  return opened
}
