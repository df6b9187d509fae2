import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import nodeModule from 'node:module'
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
  'words.js': SCRIPT,
  'passkey.js': SCRIPT,
  'payment.js': SCRIPT,
  'push.js': SCRIPT,
  'asked.js': SCRIPT,
  'camera.js': SCRIPT,
  'code-key.js': SCRIPT,
  'code-letters.js': SCRIPT,
  'offline-code.js': SCRIPT,
  'money.js': SCRIPT,
  'scan.js': SCRIPT,
  'scanned-card.js': SCRIPT,
  'devices.js': SCRIPT,
  'enrol.js': SCRIPT,
  'icon.svg': 'image/svg+xml',
  'icon-alone.svg': 'image/svg+xml',
}

/** A package's own files, for the phone that reads a QR code. Each imports the next one, and the first looks through the camera. */
const FROM_PACKAGE = ['qr/dom.js', 'qr/decode.js', 'qr/index.js']

/** What more the phone's service worker needs: a scope outside its folder, and to fetch for the page. */
const WORKER = {
  'Service-Worker-Allowed': '/phone',
  'Content-Security-Policy': "default-src 'none'; connect-src 'self'",
}

/** Serves the few static files from memory. Browsers ask again each time and mostly get a 304. */
export function assets(): Middleware {
  const { resolve } = nodeModule.createRequire(import.meta.url)
  const own = Object.entries(TYPES).map(([name, type]) =>
    asset(name, type, new URL(`../assets/${name}`, import.meta.url)),
  )
  const files = new Map([
    ...own,
    ...FROM_PACKAGE.map((name) => asset(name, SCRIPT, resolve(name.replace('/index.js', '')))),
  ])
  return route('GET', /^\/assets\/([a-z./-]+)$/, (ctx, name) => {
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

function asset(name: string, type: string, place: string | URL) {
  const body = readFileSync(place)
  return [name, { type, body, etag: createHash('sha256').update(body).digest('base64url') }] as const
}
