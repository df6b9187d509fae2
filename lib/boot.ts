import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { handBackLeases } from '@/lib/approvals/lease'
import { startResuming } from '@/lib/approvals/resume'
import { speakPlainHttpTo } from '@/lib/auth0/plain-http'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { beginShutdown } from '@/lib/shutdown'

/** Checks the environment and prepares the process. A bad variable ends it, with its name. */
export function boot(): void {
  try {
    env()
  } catch (error) {
    log.fatal(error instanceof Error ? error.message : 'bad environment')
    process.exit(1)
  }
  if (env().TRUSTED_PROXIES === 0) nameClientsBySocket()
  if (env().AUTH0_DOMAIN.startsWith('http://')) speakPlainHttpTo(new URL(env().AUTH0_DOMAIN).host)
  startResuming()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
}

/** Next finishes the requests that are running; those that wait for a person end here, and their leases go on. */
function stop(): void {
  beginShutdown()
  handBackLeases().catch((error: unknown) => log.warn({ err: error }, 'leases will lapse by themselves'))
}

/** Next takes a client's own X-Forwarded-For at its word; with no proxy in front, only the socket knows who calls. */
function nameClientsBySocket(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers['x-forwarded-for'] = request.socket.remoteAddress
  })
}
