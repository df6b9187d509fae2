// The installed phone's service worker. Requests, answers and money never pass through a cache: it keeps one page, which says
// nothing of anybody and reads a request without a connection, and what that page is made of.

const LOOK = 'phone-look-4'
const PAGE = '/phone/scan'
const KEPT = [
  PAGE,
  ...['theme', 'page', 'phone', 'history', 'request', 'details', 'devices'].map((name) => `/assets/${name}.css`),
  ...['scan', 'scanned-card', 'card', 'members', 'printable', 'money', 'settling', 'times', 'words'].map(
    (name) => `/assets/${name}.js`,
  ),
  ...['camera', 'code-letters', 'offline-code', 'device-key', 'qr/dom', 'qr/decode', 'qr/index'].map(
    (name) => `/assets/${name}.js`,
  ),
]
/** All that is shown, whatever a push service sends, by the language that this worker's address names. */
const WAITS = { en: 'Something waits for your yes', de: 'Etwas wartet auf Ihre Zustimmung' }
const LANGUAGE = new URL(self.location).searchParams.get('language')
/** The tenant's own id of a request, which is all that is read of a push. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
self.addEventListener('install', (event) => {
  // A worker of another language takes over at once: pages ask the tenant first, and so none depends on the former one.
  self.skipWaiting()
  event.waitUntil(caches.open(LOOK).then((cache) => cache.addAll(KEPT)))
})

self.addEventListener('activate', (event) => {
  const forgetOthers = caches
    .keys()
    .then((names) => Promise.all(names.filter((name) => name !== LOOK).map((name) => caches.delete(name))))
  event.waitUntil(forgetOthers)
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { pathname } = new URL(request.url)
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => caches.match(PAGE)))
  else if (KEPT.includes(pathname)) event.respondWith(fetch(request).catch(() => caches.match(pathname)))
})

self.addEventListener('push', (event) => {
  const request = ID.exec(event.data?.text() ?? '')?.[0]
  event.waitUntil(
    self.registration.showNotification(WAITS[LANGUAGE] ?? WAITS.en, {
      tag: 'waits',
      icon: '/assets/icon.svg',
      data: request,
    }),
  )
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openPhone(event.notification.data))
})

/** Shows what waits, and of it the request that was pushed last: on the page that is open, or on a new one. */
async function openPhone(request) {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const phone = open.find(({ url }) => new URL(url).pathname === '/phone')
  if (!phone) return self.clients.openWindow(request ? `/phone#${request}` : '/phone')
  phone.postMessage({ request })
  return phone.focus()
}
