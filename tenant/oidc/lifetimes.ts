import type { Configuration } from 'oidc-provider'
import { isOutside } from '../agents/mcp-api'
import type { TenantConfig } from '../tenant-config'
import { COLLECT_SECONDS, secondsToAnswer } from './backchannel'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The longest access of an agent from outside; after that the customer is asked again. */
export const OUTSIDE_GRANT_SECONDS = 90 * DAY

/** An approval's grant is needed until its one token is fetched. Every other grant of the bank's own is a sign-in's. */
export const SHORT_GRANT = { expiresIn: 15 * MINUTE }

const lifetimes: NonNullable<Configuration['ttl']> = {
  Session: 12 * HOUR,
  Interaction: HOUR,
  AuthorizationCode: MINUTE,
  DeviceCode: 10 * MINUTE,
  IdToken: HOUR,
  // A plain number here would overrule the API's own lifetime.
  AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? HOUR,
  // An answer given in the last moment can still be collected. decide (phone/signed-answer.ts) says until when one may be given.
  BackchannelAuthenticationRequest: (ctx) => secondsToAnswer(ctx) + COLLECT_SECONDS,
}

/** How long each record lives, in seconds. The times are a bank's, not a social network's. */
export function lifetimesFor(config: Pick<TenantConfig, 'clients'>): NonNullable<Configuration['ttl']> {
  return {
    ...lifetimes,
    // An agent that has not used its access for 30 days loses it.
    RefreshToken: (_ctx, token) => (isOutside(config, token.clientId) ? 30 * DAY : DAY),
    Grant: (_ctx, grant) => {
      if (isOutside(config, grant.clientId)) return OUTSIDE_GRANT_SECONDS
      return DAY
    },
  }
}
