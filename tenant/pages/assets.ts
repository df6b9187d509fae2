import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Middleware, route } from '../http/route'

const CSS = 'text/css'
const SCRIPT = 'text/javascript'
const TYPES = {
  'theme.css': CSS,
  'page.css': CSS,
  'phone.css': CSS,
  'history.css': CSS,
  'request.css': CSS,
  'details.css': CSS,
  'devices.css': CSS,
  'phone.js': SCRIPT,
  'worker.js': SCRIPT,
  'card.js': SCRIPT,
  'members.js': SCRIPT,
  'printable.js': SCRIPT,
  'device-key.js': SCRIPT,
  'device-requests.js': SCRIPT,
  'settling.js': SCRIPT,
  'times.js': SCRIPT,
  'passkey.js': SCRIPT,
  'push.js': SCRIPT,
  'devices.js': SCRIPT,
  'enrol.js': SCRIPT,
  'icon.svg': 'image/svg+xml',
  'icon-alone.svg': 'image/svg+xml',
}

/** What more the phone's service worker needs: a scope outside its folder, and to fetch for the page. */
const WORKER = {
  'Service-Worker-Allowed': '/phone',
  'Content-Security-Policy': "default-src 'none'; connect-src 'self'",
}

/** Serves the few static files from memory. Browsers ask again each time and mostly get a 304. */
export function assets(): Middleware {
  const files = new Map(
    Object.entries(TYPES).map(([name, type]) => {
      const body = readFileSync(new URL(`../assets/${name}`, import.meta.url))
      return [name, { type, body, etag: createHash('sha256').update(body).digest('base64url') }]
    }),
  )
  return route('GET', /^\/assets\/([a-z.-]+)$/, (ctx, name) => {
    const file = files.get(name)
    if (!file) return
    ctx.status = 200
    ctx.set('Cache-Control', 'no-cache')
    if (name === 'worker.js') ctx.set(WORKER)
    ctx.set('ETag', `"${file.etag}"`)
    ctx.type = `${file.type}; charset=utf-8`
    if (ctx.fresh) ctx.status = 304
    else ctx.body = file.body
  })
}
