import { AuthenticationClient } from 'auth0'
import { denied, type Ending } from '@/lib/approvals/ending'
import { env } from '@/lib/platform/env'
import { signal } from '@/lib/platform/telemetry/signals'
import { endingFor } from './on-unauthorized'
import { POLL_MS_MAX } from './stop-polling'

/** One answer of the token endpoint about an open request. */
export type Poll =
  | { kind: 'pending' }
  | { kind: 'slow_down'; seconds: number }
  | { kind: 'token'; accessToken: string }
  | { kind: 'ended'; ending: NonNullable<Ending>; mayHaveExpired?: boolean }
  | { kind: 'no_answer'; seconds: number }

/** Added to the polling interval after each `slow_down` (CIBA Core 1.0, section 11). */
export const SLOW_DOWN_SECONDS = 5
const RETRY_AFTER_SECONDS_MAX = 30
/** Auth0 answers `access_denied` to both: "denied the authorization request or it has been expired". */
const MAY_HAVE_EXPIRED = /expired/i

let client: AuthenticationClient | undefined

/** A client without retries: resume.ts decides when to poll again. */
function tenantClient(): AuthenticationClient {
  const { AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET } = env()
  client ??= new AuthenticationClient({
    domain: new URL(AUTH0_DOMAIN).host,
    clientId: AUTH0_CLIENT_ID,
    clientSecret: AUTH0_CLIENT_SECRET,
    timeoutDuration: POLL_MS_MAX,
    // The SDK's own deadline ends with the headers; this one lasts until the token is read.
    fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(POLL_MS_MAX) }),
    retry: { enabled: false },
  })
  return client
}

/** Asks the tenant once (CIBA Core 1.0, section 10.1, poll mode), for an approval whose own process is gone. */
export async function pollOnce(authReqId: string): Promise<Poll> {
  const begun = performance.now()
  const poll = await ask(authReqId)
  signal('poll', { answer: poll.kind, seconds: (performance.now() - begun) / 1_000 })
  return poll
}

async function ask(authReqId: string): Promise<Poll> {
  try {
    const { access_token } = await tenantClient().backchannel.backchannelGrant({ auth_req_id: authReqId })
    return { kind: 'token', accessToken: access_token }
  } catch (error) {
    return asPoll(error)
  }
}

interface TenantError {
  error?: string
  error_description?: string
  headers?: Headers
}

function asPoll(error: unknown): Poll {
  const { error: code, error_description: description, headers } = error as TenantError
  if (code === 'authorization_pending') return { kind: 'pending' }
  if (code === 'slow_down') return { kind: 'slow_down', seconds: pauseOf(headers) || SLOW_DOWN_SECONDS }
  if (code === 'access_denied') {
    return { kind: 'ended', ending: denied(description), mayHaveExpired: MAY_HAVE_EXPIRED.test(description ?? '') }
  }
  if (code === 'invalid_grant') return { kind: 'ended', ending: { status: 'failed', reason: 'token_lost' } }
  const ending = endingFor(error, true)
  return ending ? { kind: 'ended', ending } : { kind: 'no_answer', seconds: pauseOf(headers) }
}

/** The tenant's `Retry-After` in seconds, at most 30; 0 if the header is absent. */
function pauseOf(headers: Headers | undefined): number {
  return Math.min(Number(headers?.get('retry-after')) || 0, RETRY_AFTER_SECONDS_MAX)
}
