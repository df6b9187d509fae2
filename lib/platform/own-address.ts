import type { Settings } from './env'

/** The address that one of the bank's servers listens on. */
export interface ListenAddress {
  /** The host in the form of `listen()`: `127.0.0.1`, `::1`, `0.0.0.0` or a name. */
  host: string
  port: number
  /** The server's origin on this machine: always plain http, because a proxy in front ends TLS. */
  origin: string
}

const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 }
/** An address that stands for all of this machine's own can be listened on, but not connected to. */
const LOOPBACK_OF: Record<string, string> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' }
/** The hosts that mean this machine, as URLs write them. */
export const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether a host, as `listen()` or a URL writes it, means this machine alone. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host) || host === '::1'
}

/**
 * The address that the app listens on and reaches itself at: LISTEN_ADDRESS, or the port of APP_BASE_URL. In the second
 * case it is on loopback alone, unless APP_BASE_URL names another host.
 */
export function ownAddress(settings: Pick<Settings, 'APP_BASE_URL' | 'LISTEN_ADDRESS'>): ListenAddress {
  if (settings.LISTEN_ADDRESS) return listenAddress(settings.LISTEN_ADDRESS)
  const { protocol, hostname, port } = new URL(settings.APP_BASE_URL)
  const host = LOOPBACK.has(hostname) ? hostname : '0.0.0.0'
  return listenAddress(`http://${host}:${port || DEFAULT_PORTS[protocol]}`)
}

/** Splits an origin into host and port. `localhost` becomes 127.0.0.1, because ::1 may belong to another program. */
export function listenAddress(origin: string): ListenAddress {
  const { hostname, port } = new URL(origin)
  const name = hostname === 'localhost' ? '127.0.0.1' : hostname
  const number = Number(port) || 80
  return {
    host: name.replace(/^\[|\]$/g, ''),
    port: number,
    origin: `http://${LOOPBACK_OF[name] ?? name}:${number}`,
  }
}
