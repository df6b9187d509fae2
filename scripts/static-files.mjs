import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

const TYPES = { '.js': 'application/javascript; charset=UTF-8', '.css': 'text/css; charset=UTF-8' }
const ENDING = '.br'

/**
 * Answers with a compressed static file where the build has left one and the browser takes it, and hands every other request
 * on. Next would compress the same file anew for each request, with less effect. The files are read once: a name that the
 * build did not make is never looked up on the disk. (Its types stand in static-files.d.mts.)
 * @param folder the build's folder `static`
 */
export function compressedFirst(folder, listener) {
  const files = readAll(folder)
  return (request, response) => {
    const file = takesBrotli(request) && files.get(request.url)
    if (!file) return listener?.(request, response)
    response.writeHead(200, {
      'Content-Type': file.type,
      'Content-Encoding': 'br',
      'Content-Length': file.body.length,
      // The name says the content.
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
    })
    response.end(request.method === 'HEAD' ? undefined : file.body)
  }
}

function takesBrotli({ method, headers }) {
  return (
    (method === 'GET' || method === 'HEAD') &&
    /(^|[,\s])br(?=\s*([;,]|$))(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(headers['accept-encoding'] ?? '')
  )
}

function readAll(folder) {
  if (!existsSync(folder)) return new Map()
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ENDING))
  return new Map(
    names.map((name) => {
      const path = name.slice(0, -ENDING.length).replaceAll('\\', '/')
      const body = readFileSync(join(folder, name))
      return [
        `/_next/static/${path.split('/').map(encodeURIComponent).join('/')}`,
        { body, type: TYPES[extname(path)] },
      ]
    }),
  )
}
