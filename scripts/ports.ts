import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 100

/**
 * Waits until a server could listen on the port, at most `patienceMs`: a bank that was just killed may still be stopping.
 * @returns whether it had to wait.
 * @throws Error in one clear line if the port stays taken, saying what to change.
 */
export async function requireFreePort(port: number, purpose: string, remedy: string, patienceMs = 0): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  for (let waited = false; ; waited = true) {
    const code = (await tryListen(port, '127.0.0.1')) ?? (await tryListen(port, '0.0.0.0'))
    if (!code) return waited
    if (code === 'EACCES') throw new Error(`Port ${port} (${purpose}) needs more rights than you have: ${remedy}.`)
    if (performance.now() >= deadline)
      throw new Error(`Port ${port} (${purpose}) is in use: stop what listens there, or ${remedy}.`)
    await sleep(LOOK_MS)
  }
}

function tryListen(port: number, host: string): Promise<string | null> {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'error'))
    probe.listen(port, host, () => probe.close(() => done(null)))
  })
}
