// The installed phone's service worker. Requests, answers and money never pass through a cache: it keeps the look of one
// page, which says that the phone has no connection.

const LOOK = 'phone-look-1'
const KEPT = ['/assets/theme.css', '/assets/page.css']
const OFFLINE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>No connection</title>
${KEPT.map((path) => `<link rel="stylesheet" href="${path}">`).join('\n')}
</head>
<body>
<main class="narrow"><section class="card message"><h1>No connection</h1>
<p class="lead">Nothing can be approved or denied just now. What waits for you is still there once you are online again, until its time is up.</p>
<a class="button button-no" href="/phone">Try again</a></section></main>
</body>
</html>`
/** All that is shown, whatever a push service sends. */
const WAITS = 'Something waits for your yes'
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
}

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
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(() => new Response(OFFLINE, { status: 503, headers: HEADERS })))
  } else if (KEPT.includes(pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(pathname)))
  }
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
