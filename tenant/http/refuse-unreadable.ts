import type { Socket } from 'node:net'
import { BARE_HEADERS } from './security-headers'

const LAST_WORDS_MS_MAX = 1_000
const REFUSALS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/**
 * Answers a server's `clientError`: refuses bytes that never became a request as Node does, with the tenant's headers.
 */
export function refuseUnreadable(
  error: NodeJS.ErrnoException,
  socket: Socket & { _httpMessage?: { headersSent: boolean } },
): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy()
    return
  }
  const headers = Object.entries({ ...BARE_HEADERS, Connection: 'close', 'Content-Length': '0' })
  const status = REFUSALS[error.code ?? ''] ?? '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
  setTimeout(() => socket.destroy(), LAST_WORDS_MS_MAX).unref()
}
