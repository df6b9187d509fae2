import { AuthenticationClient } from 'auth0'
import { type Ending, endingFor } from '@/lib/auth0/ai/on-unauthorized'
import { env } from '@/lib/env'

/** One answer of the token endpoint about an open request. */
export type Poll =
  | { kind: 'pending' }
  | { kind: 'slow_down'; seconds: number }
  | { kind: 'token'; accessToken: string }
  | { kind: 'ended'; ending: NonNullable<Ending> }
  | { kind: 'no_answer' }

const SLOW_DOWN_SECONDS = 5

/** Asks the tenant once (CIBA Core 1.0, section 10.1, poll mode), for an approval whose own process is gone. */
export async function pollOnce(authReqId: string): Promise<Poll> {
  const { AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET } = env()
  const client = new AuthenticationClient({
    domain: new URL(AUTH0_DOMAIN).host,
    clientId: AUTH0_CLIENT_ID,
    clientSecret: AUTH0_CLIENT_SECRET,
  })
  try {
    const { access_token } = await client.backchannel.backchannelGrant({ auth_req_id: authReqId })
    return { kind: 'token', accessToken: access_token }
  } catch (error) {
    return asPoll(error)
  }
}

function asPoll(error: unknown): Poll {
  const { error: code, headers } = error as { error?: string; headers?: Headers }
  if (code === 'authorization_pending') return { kind: 'pending' }
  if (code === 'slow_down')
    return { kind: 'slow_down', seconds: Number(headers?.get('retry-after')) || SLOW_DOWN_SECONDS }
  if (code === 'access_denied') return { kind: 'ended', ending: { status: 'denied' } }
  if (code === 'invalid_grant') return { kind: 'ended', ending: { status: 'failed', reason: 'token_lost' } }
  const ending = endingFor(error, true)
  return ending ? { kind: 'ended', ending } : { kind: 'no_answer' }
}
