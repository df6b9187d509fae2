import { createPublicKey } from 'node:crypto'
import { request as overHttp } from 'node:http'
import { request as overTls } from 'node:https'
import { importJWK, type JWK, SignJWT } from 'jose'
import type { Log } from '../log'
import type { Sql } from '../store/database'
import { encryptFor } from './encrypt'
import { isAllowedEndpoint, lookupPublic } from './endpoint'
import { listSubscribed, type Subscribed, unsubscribe } from './subscriptions'

const ANSWER_MS_MAX = 5_000
/** A request is over by then. */
const KEPT_SECONDS = 300
/** At most a day (RFC 8292 section 2). */
const SIGNED_FOR_SECONDS = 12 * 3_600
/** A push service says with these that the subscription is over (RFC 8030 section 7.3). */
const OVER = [404, 410]

export interface PushParts {
  sql: Sql
  log: Log
  /** The tenant's own key for push services, private (RFC 8292). */
  key: JWK
  /** How a push service reaches the tenant's operator: an address. */
  subject: string
  /** For tests alone. */
  standIns?: readonly string[] | undefined
}

/**
 * Tells the subscribed devices of a customer that a request waits: its id, and no amount or name. Never throws: the request waits on
 * the page all the same.
 */
export async function ring(parts: PushParts, sub: string, request: string): Promise<void> {
  try {
    const subscribed = await listSubscribed(parts.sql, sub)
    await Promise.all(subscribed.map((each) => ringOne(parts, each, request)))
  } catch (error) {
    parts.log.warn({ err: error }, 'devices could not be told that something waits')
  }
}

/** The tenant's public key, as a browser wants it to subscribe: an uncompressed point, base64url. */
export function publicKeyOf(key: JWK): string {
  const { x = '', y = '' } = createPublicKey({ key: key as never, format: 'jwk' }).export({ format: 'jwk' })
  return Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString(
    'base64url',
  )
}

async function ringOne(parts: PushParts, { device, endpoint, ...keys }: Subscribed, request: string): Promise<void> {
  // The rule may be stricter than when the device subscribed.
  if (!isAllowedEndpoint(endpoint, parts.standIns)) return unsubscribe(parts.sql, device, endpoint)
  const status = await post(parts, endpoint, encryptFor(keys, request)).catch((error: { code?: unknown }) => {
    // Without the endpoint, which is a secret of the device's.
    parts.log.warn({ code: error.code }, 'a push service did not answer')
    return 0
  })
  if (OVER.includes(status)) await unsubscribe(parts.sql, device, endpoint)
}

async function post(parts: PushParts, endpoint: string, body: Buffer): Promise<number> {
  const url = new URL(endpoint)
  const isStandIn = parts.standIns?.includes(url.origin) ?? false
  const headers = {
    'Content-Encoding': 'aes128gcm',
    'Content-Type': 'application/octet-stream',
    'Content-Length': body.length,
    TTL: KEPT_SECONDS,
    Urgency: 'high',
    Authorization: `vapid t=${await vouch(parts, url.origin)}, k=${publicKeyOf(parts.key)}`,
  }
  const signal = AbortSignal.timeout(ANSWER_MS_MAX)
  const options = { method: 'POST', headers, signal, ...(!isStandIn && { lookup: lookupPublic }) }
  return new Promise((resolve, reject) => {
    // Redirects are not followed: this client follows none.
    const sent = (isStandIn && url.protocol === 'http:' ? overHttp : overTls)(url, options, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function vouch({ key, subject }: PushParts, audience: string): Promise<string> {
  const expires = Math.floor(Date.now() / 1_000) + SIGNED_FOR_SECONDS
  const token = new SignJWT().setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
  return token
    .setAudience(audience)
    .setSubject(subject)
    .setExpirationTime(expires)
    .sign(await importJWK(key, 'ES256'))
}
