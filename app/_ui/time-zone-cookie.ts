import { TIME_ZONE_COOKIE } from '@/lib/platform/time/time-zone'

const YEAR_SECONDS = 31_536_000

// The cookie is set before the first request of every page, and again by every page, because people travel.
if (typeof document !== 'undefined') {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const secure = window.location.protocol === 'https:' ? '; Secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we serve
  document.cookie = `${TIME_ZONE_COOKIE}=${encodeURIComponent(timeZone)}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`
}
