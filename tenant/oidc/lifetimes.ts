import type { Configuration } from 'oidc-provider'
import { secondsToAnswer } from './backchannel'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long everything lives, in seconds. What is here is a bank's idea of long, not a social network's. */
export const lifetimes: NonNullable<Configuration['ttl']> = {
  Session: 12 * HOUR,
  Interaction: HOUR,
  AuthorizationCode: MINUTE,
  IdToken: HOUR,
  RefreshToken: DAY,
  // A number here would overrule the API's own lifetime.
  AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? HOUR,
  // The grant behind an approval is needed until its one token is fetched; the one behind a sign-in as long as that.
  Grant: (_ctx, grant) => ('resources' in grant && grant.resources ? 15 * MINUTE : DAY),
  BackchannelAuthenticationRequest: (ctx) => secondsToAnswer(ctx),
}
