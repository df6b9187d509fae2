import {
  AccessDeniedInterrupt,
  AuthorizationRequestExpiredInterrupt,
  InvalidGrantInterrupt,
  UserDoesNotHavePushNotificationsInterrupt,
} from '@auth0/ai/interrupts'
import { denied, type Ending } from '@/lib/approvals/ending'

/** Tenants' words for a customer without an enrolled device. */
const NO_DEVICE = /\b(push|guardian|enrol|authenticator|devices?\b)/i

/**
 * How an approval ends by an error that came instead of a token (CIBA Core 1.0, sections 11 and 13).
 * @param asked whether the tenant had taken the request: only then can another process go on polling.
 */
export function endingFor(error: unknown, asked: boolean): Ending {
  if (error instanceof AccessDeniedInterrupt) return denied(error.message)
  // The SDK says this by its own clock, without asking the tenant, which may hold a yes of the last second.
  if (error instanceof AuthorizationRequestExpiredInterrupt) return null
  // The tenant no longer knows the request: its token was given out and is lost.
  if (error instanceof InvalidGrantInterrupt) return { status: 'failed', reason: 'token_lost' }
  // The SDK throws this for every `invalid_request`; only the message tells which it was.
  if (error instanceof UserDoesNotHavePushNotificationsInterrupt) {
    return { status: 'failed', reason: NO_DEVICE.test(error.message) ? 'no_device' : 'tenant_refused' }
  }
  const code = oauthCode(error)
  if (code === 'expired_token') return { status: 'expired' }
  if (code === 'unknown_user_id') return { status: 'failed', reason: 'no_device' }
  if (code && !isPassing(error)) return { status: 'failed', reason: 'tenant_refused' }
  return asked ? null : { status: 'failed', reason: 'tenant_unavailable' }
}

function oauthCode(error: unknown): string | undefined {
  return error instanceof Error && 'error' in error && typeof error.error === 'string' ? error.error : undefined
}

/** 429 and 5xx say that the tenant is busy or broken, not that it refuses. */
function isPassing(error: unknown): boolean {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 0
  return status === 429 || status >= 500
}
