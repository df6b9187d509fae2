import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 100
/** A browser asks ::1 for `localhost` first: what listens there would answer in our place. */
const HOSTS = ['127.0.0.1', '0.0.0.0', '::1']
/** A machine without IPv6, where nobody can be in the way on ::1. */
const NO_SUCH_HOST = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

/**
 * Waits until a server could listen on the port, at most `patienceMs`: a bank that was just killed may still be stopping.
 * @returns whether it had to wait.
 * @throws Error in one clear line if the port stays taken, saying what to change.
 */
export async function requireFreePort(port: number, purpose: string, remedy: string, patienceMs = 0): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  for (let waited = false; ; waited = true) {
    const code = await tryListen(port)
    if (!code) return waited
    if (code === 'EACCES') throw new Error(`Port ${port} (${purpose}) needs more rights than you have: ${remedy}.`)
    if (performance.now() >= deadline)
      throw new Error(`Port ${port} (${purpose}) is in use: stop what listens there, or ${remedy}.`)
    await sleep(LOOK_MS)
  }
}

/** The first error of listening on each of this machine's own addresses, one after the other; null where there is none. */
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
