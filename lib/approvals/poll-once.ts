import { AuthenticationClient } from 'auth0'
import { denial, type Ending, endingFor } from '@/lib/auth0/ai/on-unauthorized'
import { POLL_MS_MAX } from '@/lib/auth0/ai/stop-polling'
import { env } from '@/lib/env'

/** One answer of the token endpoint about an open request. */
export type Poll =
  | { kind: 'pending' }
  | { kind: 'slow_down'; seconds: number }
  | { kind: 'token'; accessToken: string }
  | { kind: 'ended'; ending: NonNullable<Ending> }
  | { kind: 'no_answer' }

const SLOW_DOWN_SECONDS = 5
const SLOW_DOWN_SECONDS_MAX = 30

let client: AuthenticationClient | undefined

/** One attempt a poll: pausing between attempts is resume.ts's business, not the SDK's. */
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
  if (code === 'slow_down') return { kind: 'slow_down', seconds: pauseOf(headers) }
  if (code === 'access_denied') return { kind: 'ended', ending: denial(description) }
  if (code === 'invalid_grant') return { kind: 'ended', ending: { status: 'failed', reason: 'token_lost' } }
  const ending = endingFor(error, true)
  return ending ? { kind: 'ended', ending } : { kind: 'no_answer' }
}

/** What the tenant asks for (`Retry-After` in seconds), within reason. */
function pauseOf(headers: Headers | undefined): number {
  return Math.min(Number(headers?.get('retry-after')) || SLOW_DOWN_SECONDS, SLOW_DOWN_SECONDS_MAX)
}
