// The installed phone's service worker. Requests, answers and money never pass through a cache: it keeps one page, which says
// nothing of anybody and reads a request without a connection, and what that page is made of.

const LOOK = 'phone-look-2'
const PAGE = '/phone/scan'
const KEPT = [
  PAGE,
  ...['theme', 'page', 'phone', 'history', 'request', 'details', 'devices'].map((name) => `/assets/${name}.css`),
  ...['scan', 'scanned-card', 'card', 'members', 'printable', 'money', 'settling', 'times'].map(
    (name) => `/assets/${name}.js`,
  ),
  ...['code-letters', 'offline-code', 'device-key', 'qr/decode', 'qr/index'].map((name) => `/assets/${name}.js`),
]
/** All that is shown, whatever a push service sends. */
const WAITS = 'Something waits for your yes'
/** The tenant's own id of a request, which is all that is read of a push. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
self.addEventListener('install', (event) => {
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
  event.waitUntil(self.registration.showNotification(WAITS, { tag: 'waits', icon: '/assets/icon.svg', data: request }))
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
