import http from 'node:http'

/**
 * A request ends when its head or its body takes longer than this, in milliseconds; no body here is larger than 16 KiB.
 * A connection also ends when nothing passes over it for `timeout`, which is longer than the longest approval.
 */
const LIMITS = { headersTimeout: 8_000, requestTimeout: 15_000, connectionsCheckingInterval: 2_000 }
const SILENCE_MS_MAX = 330_000
const CONNECTIONS_MAX = 4_000

/** The headers of every answer that sets none of its own: nothing may load, run or frame it. */
const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; script-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
}
const REFUSALS = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}
const LAST_WORDS_MS_MAX = 1_000

const createServer = http.createServer

/**
 * Creates an HTTP server within the bank's limits. `before` sees each request first, and may change it. (Its types stand in
 * limited-server.d.mts.)
 */
export function createLimitedServer(options, listener, before = () => {}) {
  const server = createServer({ ...options, ...LIMITS }, (request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
    request.url = wellFormed(request.url)
    before(request)
    return listener?.(request, response)
  })
  server.timeout = SILENCE_MS_MAX
  server.maxConnections = CONNECTIONS_MAX
  server.on('clientError', refuse)
  server.on('checkExpectation', (_, response) => response.writeHead(417, { ...HEADERS, Connection: 'close' }).end())
  return server
}

/** Refuses as Node does, with the headers of every answer. */
function refuse(error, socket) {
  const answering = socket._httpMessage?.headersSent
  if (error.code === 'ECONNRESET' || !socket.writable || answering) return socket.destroy()
  const status = REFUSALS[error.code] ?? '400 Bad Request'
  const headers = Object.entries({ ...HEADERS, Connection: 'close', 'Content-Length': '0' })
  socket.end(`HTTP/1.1 ${status}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
  setTimeout(() => socket.destroy(), LAST_WORDS_MS_MAX).unref()
}

/**
 * The request's target (RFC 9112 section 3.2) as a path that Next can decode. Trap: Next answers 500 to an escape that
 * is not UTF-8, and passes NUL on to the file system. Such a part is escaped once more, and is then a name that no file
 * has.
 */
function wellFormed(target = '/') {
  const [, path = '', rest = ''] = /^(?:https?:\/\/[^/?#]*)?([^?#]*)(.*)$/is.exec(target) ?? []
  const escapes = path.replace(/(?:%[0-9a-f]{2})+|%/gi, (run) => (isText(run) ? run : run.replaceAll('%', '%25')))
  return `${escapes.startsWith('/') ? '' : '/'}${escapes}${rest}`
}

function isText(escapes) {
  try {
    return !decodeURIComponent(escapes).includes('\0')
  } catch {
    return false
  }
}
