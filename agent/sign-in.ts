import { exportJWK, importJWK } from 'jose'
import * as oauth from 'openid-client'
import { z } from 'zod'
import { Failure } from './failure'
import type { Printer } from './printer'
import { CLIENT_ID, isLoopback, type Settings } from './settings'
import { forgetToken, type Kept, keepToken, readToken } from './token-file'
import { alone } from './token-lock'

const SCOPES = 'read:accounts read:transactions request:transfer'
const ANSWER_MS_MAX = 10_000
/** A token is renewed when less than this is left. */
const LEFT_MS_MIN = 30_000

const resource = z.object({ resource: z.url(), authorization_servers: z.array(z.url()).min(1) })

/** A token for the bank, with the client and the key that prove it in each request. */
export interface Access {
  kept: Kept
  client: oauth.Configuration
  DPoP: oauth.DPoPHandle
}

/**
 * Finds the bank's tenant from the bank's address alone (RFC 9728, RFC 8414).
 * @throws Failure if either cannot be reached
 */
async function discover({ bank }: Settings): Promise<{ client: oauth.Configuration; mcp: string; issuer: string }> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX)
    const answer = await fetch(`${bank}/.well-known/oauth-protected-resource/api/mcp`, { signal, redirect: 'error' })
    const { resource: mcp, authorization_servers } = resource.parse(await answer.json())
    const issuer = String(authorization_servers[0])
    const execute = isLoopback(issuer) ? [oauth.allowInsecureRequests] : []
    const options = { execute, algorithm: 'oauth2' as const }
    return { client: await oauth.discovery(new URL(issuer), CLIENT_ID, undefined, oauth.None(), options), mcp, issuer }
  } catch (cause) {
    throw new Failure('unreachable', `The bank at ${bank} cannot be reached.`, { cause })
  }
}

/**
 * Signs in by the device flow (RFC 8628): shows a code, and waits until the customer has allowed the program in a
 * browser. The tokens are bound to this program's key (RFC 9449).
 */
export async function signIn(settings: Settings, print: Printer): Promise<Access> {
  const { client, mcp, issuer } = await discover(settings)
  const pair = await oauth.randomDPoPKeyPair('ES256', { extractable: true })
  const DPoP = oauth.getDPoPHandle(client, pair)
  const asked = await oauth.initiateDeviceAuthorization(client, { scope: SCOPES, resource: mcp })
  print.signInHere(asked.verification_uri, asked.user_code, asked.verification_uri_complete)
  const tokens = await oauth.pollDeviceAuthorizationGrant(client, asked, { resource: mcp }, { DPoP }).catch((cause) => {
    const said = cause instanceof oauth.ResponseBodyError ? cause.error : ''
    throw new Failure('not_allowed', said === 'access_denied' ? 'You refused.' : 'The code has run out.', { cause })
  })
  const key = { private: await exportJWK(pair.privateKey), public: await exportJWK(pair.publicKey) }
  const kept = { issuer, key, ...fromAnswer(tokens) }
  await alone(settings, async () => keepToken(settings, kept))
  return { kept, client, DPoP }
}

/** The stored token, renewed where it is about to expire; null where the customer must sign in. */
export async function access(settings: Settings): Promise<Access | null> {
  const found = readToken(settings)
  if (!found) return null
  const { client, mcp, issuer } = await discover(settings)
  // A token of another tenant is useless at this one, and this tenant must not see it.
  if (issuer !== found.issuer) return null
  const usable = isFresh(found) ? found : await alone(settings, () => renew(settings, client, mcp))
  return usable && { kept: usable, client, DPoP: await proofsBy(client, usable) }
}

/** Renews the stored token, unless another run has just done so; null where the tenant no longer accepts it. */
async function renew(settings: Settings, client: oauth.Configuration, mcp: string): Promise<Kept | null> {
  const kept = readToken(settings)
  if (!kept || isFresh(kept)) return kept
  if (!kept.refreshToken) return null
  const DPoP = await proofsBy(client, kept)
  const tokens = await oauth
    .refreshTokenGrant(client, kept.refreshToken, { resource: mcp }, { DPoP })
    .catch((error: unknown) => {
      if (error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant') return null
      throw new Failure('unreachable', 'The tenant cannot be reached.', { cause: error })
    })
  if (!tokens) return null
  const renewed = { ...kept, ...fromAnswer(tokens) }
  keepToken(settings, renewed)
  return renewed
}

function isFresh({ expiresAt }: Kept): boolean {
  return expiresAt - Date.now() > LEFT_MS_MIN
}

async function proofsBy(client: oauth.Configuration, { key }: Kept): Promise<oauth.DPoPHandle> {
  return oauth.getDPoPHandle(client, {
    privateKey: (await importJWK(key.private, 'ES256')) as CryptoKey,
    publicKey: (await importJWK(key.public, 'ES256')) as CryptoKey,
  })
}

/**
 * Deletes the stored token, and revokes it at the tenant (RFC 7009). The file goes first, so that it is gone even where
 * the tenant cannot be reached.
 */
export async function signOut(settings: Settings): Promise<void> {
  const kept = await alone(settings, async () => {
    const found = readToken(settings)
    forgetToken(settings)
    return found
  })
  if (!kept) return
  const { client } = await discover(settings)
  await oauth.tokenRevocation(client, kept.refreshToken ?? kept.accessToken)
}

function fromAnswer(tokens: oauth.TokenEndpointResponse): Pick<Kept, 'accessToken' | 'expiresAt' | 'refreshToken'> {
  const expiresAt = Date.now() + (tokens.expires_in ?? 0) * 1_000
  return {
    accessToken: tokens.access_token,
    expiresAt,
    ...(tokens.refresh_token && { refreshToken: tokens.refresh_token }),
  }
}
