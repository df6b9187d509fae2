import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 100
/** For `localhost` a browser asks ::1 first, where another program would answer in this one's place. */
const HOSTS = ['127.0.0.1', '0.0.0.0', '::1']
/** Errors of a machine without IPv6, where no other program can listen on ::1. */
const NO_SUCH_HOST = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

interface PortNeed {
  /** The program that is to listen, as in "the app". */
  purpose: string
  /** The way out where the port stays taken, as in "set TENANT_PORT". */
  remedy: string
  /** How long to wait for the port: a bank that was just killed may still be stopping. */
  patienceMs?: number
  /**
   * The one host to listen on. By default every local address must be free, because a browser tries several for
   * `localhost`.
   */
  host?: string
}

/**
 * Waits until a server could listen on the port.
 * @returns whether it had to wait
 * @throws Error in one line if the port stays taken, saying what to change
 */
export async function requireFreePort(
  port: number,
  { purpose, remedy, patienceMs = 0, host }: PortNeed,
): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  for (let waited = false; ; waited = true) {
    const code = await (host ? errorOfListening(port, host) : tryListen(port))
    if (!code) return waited
    if (code === 'EACCES') throw new Error(`Port ${port} (${purpose}) needs more rights than you have: ${remedy}.`)
    if (host && (NO_SUCH_HOST.has(code) || code === 'ENOTFOUND'))
      throw new Error(`${host} (${purpose}) is no address of this machine: ${remedy}.`)
    if (performance.now() >= deadline)
      throw new Error(`Port ${port} (${purpose}) is in use: stop what listens there, or ${remedy}.`)
    await sleep(LOOK_MS)
  }
}

/**
 * Tries to listen on each of this machine's own addresses in turn.
 * @returns the first error's code, or null
 */
async function tryListen(port: number): Promise<string | null> {
  for (const host of HOSTS) {
    const code = await errorOfListening(port, host)
    if (code && !NO_SUCH_HOST.has(code)) return code
  }
  return null
}

function errorOfListening(port: number, host: string): Promise<string | null> {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'error'))
    probe.listen(port, host, () => probe.close(() => done(null)))
  })
}
