import { createServer } from 'node:net'

/** Finds out whether a server could listen on the port now. Throws one clear line if not, saying what to change. */
export async function requireFreePort(port: number, purpose: string, remedy: string): Promise<void> {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const code = await tryListen(port, host)
    if (code === 'EACCES') throw new Error(`Port ${port} (${purpose}) needs more rights than you have: ${remedy}.`)
    if (code) throw new Error(`Port ${port} (${purpose}) is in use: stop what listens there, or ${remedy}.`)
  }
}

function tryListen(port: number, host: string): Promise<string | null> {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'error'))
    probe.listen(port, host, () => probe.close(() => done(null)))
  })
}
