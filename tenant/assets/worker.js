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
  event.waitUntil(self.registration.showNotification(WAITS, { tag: 'waits', icon: '/assets/icon.svg' }))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openPhone())
})

/** Shows the page of what waits: the one that is open, or a new one. */
async function openPhone() {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const phone = open.find(({ url }) => new URL(url).pathname === '/phone')
  return phone ? phone.focus() : self.clients.openWindow('/phone')
}
