import { TIME_ZONE_COOKIE } from '@/lib/platform/time/time-zone'
import { keepCookie } from './keep-cookie'

// The cookie is set before the first request of every page, and again by every page, because people travel.
if (typeof document !== 'undefined') keepCookie(TIME_ZONE_COOKIE, new Intl.DateTimeFormat().resolvedOptions().timeZone)
