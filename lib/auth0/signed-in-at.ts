import { decodeJwt } from 'jose'
import { auth0 } from './auth0-client'

/**
 * When the customer of this session last typed their password, by the tenant's word (`auth_time`, OpenID Connect Core
 * 1.0, section 2); null where the tenant did not say. It says so where `max_age` was asked for. The ID token was
 * verified when the session began and lies sealed in its cookie since.
 */
export async function signedInAt(): Promise<Date | null> {
  const idToken = (await auth0().getSession())?.tokenSet.idToken
  if (!idToken) return null
  const { auth_time: seconds } = decodeJwt(idToken)
  return typeof seconds === 'number' && Number.isSafeInteger(seconds) ? new Date(seconds * 1000) : null
}
