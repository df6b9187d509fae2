import { cookieOf } from '@/lib/platform/http/cookie-of'

/** The cookie in which each page tells the customer's time zone: an IANA name, percent-encoded. */
export const TIME_ZONE_COOKIE = 'baink_time_zone'

const NAME_CHARACTERS_MAX = 64

/** The time zone in the cookie of a request; UTC for none, or for an unknown one. */
export function timeZoneOf(request: { headers: Pick<Headers, 'get'> }): string {
  return knownTimeZone(cookieOf(request, TIME_ZONE_COOKIE)) ?? 'UTC'
}

function knownTimeZone(encoded = ''): string | null {
  if (encoded.length > NAME_CHARACTERS_MAX) return null
  try {
    return new Intl.DateTimeFormat('en', { timeZone: decodeURIComponent(encoded) }).resolvedOptions().timeZone
  } catch {
    return null
  }
}
