import {
  AccessDeniedInterrupt,
  AuthorizationRequestExpiredInterrupt,
  InvalidGrantInterrupt,
  UserDoesNotHavePushNotificationsInterrupt,
} from '@auth0/ai/interrupts'
import type { FailureReason, FinalStatus } from '@/lib/approvals/approval-states'
import type { DenialReason } from '@/lib/approvals/denial'
import { readDenial } from '@/lib/approvals/read-denial'

/** How tenants say that a customer has nothing to be asked on. */
const NO_DEVICE = /\b(push|guardian|enrol|authenticator|devices?\b)/i

/** How an approval ends when its request comes to nothing; null where that is not known yet and polling must go on. */
export type Ending = {
  status: Exclude<FinalStatus, 'posted' | 'cancelled'>
  reason?: FailureReason | DenialReason
} | null

/** A no on the phone, with what the customer said if the tenant passes it on in a spelling that we know. */
export function denial(description: unknown): NonNullable<Ending> {
  const reason = readDenial(description)
  return { status: 'denied', ...(reason && { reason }) }
}

/**
 * Reads what the SDK, or the tenant behind it, said instead of a token (CIBA Core 1.0, sections 11 and 13).
 * @param asked whether the request had reached the tenant: only then is there something left to poll.
 */
export function endingFor(error: unknown, asked: boolean): Ending {
  if (error instanceof AccessDeniedInterrupt) return denial(error.message)
  // Said by the SDK's own clock, without asking: a yes in the last second may wait at the tenant.
  if (error instanceof AuthorizationRequestExpiredInterrupt) return null
  // The tenant knows the request no more: the token it stood for was given out and is lost.
  if (error instanceof InvalidGrantInterrupt) return { status: 'failed', reason: 'token_lost' }
  // The SDK says this of every `invalid_request`, whatever the tenant found invalid: only its words tell.
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
