import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { env } from '@/lib/env'

const ANSWER_MS_MAX = 5_000
const DISCOVERY_FRESH_MS = 10 * 60_000
/** A tenant that went away is asked again at this pace, not by everybody who sends a token. */
const DISCOVERY_COOLDOWN_MS = 5_000
const KEYS_FRESH_MS = 10 * 60_000
/** A key that is not known yet makes us ask again, but not at the pace of whoever sends made-up key ids. */
const KEYS_COOLDOWN_MS = 2_000

/** Thrown when the tenant's own documents cannot be had: nobody's token can be judged then. */
export class TenantUnavailable extends Error {
  override name = 'TenantUnavailable'
}

export interface Tenant {
  /** Exactly as the tenant states it, trailing slash and all. */
  issuer: string
  keys: JWTVerifyGetKey
}

const discovery = z.object({ issuer: z.url(), jwks_uri: z.url() })

let current: { tenant: Tenant; goodUntil: number } | undefined
let reading: Promise<Tenant> | undefined

/**
 * The tenant's issuer and signing keys (OpenID Connect Discovery 1.0). One key set a process, which fetches keys as
 * it meets new ones; the document is read again every ten minutes, by one for all, and an old one serves while the
 * tenant is away.
 * @throws TenantUnavailable
 */
export async function tenant(): Promise<Tenant> {
  if (current && performance.now() < current.goodUntil) return current.tenant
  reading ??= readTenant().finally(() => {
    reading = undefined
  })
  return reading
}

async function readTenant(): Promise<Tenant> {
  try {
    const read = await readDiscovery(env().AUTH0_DOMAIN)
    const same = current?.tenant.issuer === read.issuer
    const tenant = same && current ? current.tenant : tenantFrom(read)
    current = { tenant, goodUntil: performance.now() + DISCOVERY_FRESH_MS }
  } catch (cause) {
    if (!current) throw new TenantUnavailable('the tenant cannot be reached', { cause })
    current.goodUntil = performance.now() + DISCOVERY_COOLDOWN_MS
  }
  return current.tenant
}

/** Whether the tenant answers right now. */
export async function tenantAnswers(): Promise<boolean> {
  return readDiscovery(env().AUTH0_DOMAIN).then(
    () => true,
    () => false,
  )
}

async function readDiscovery(origin: string): Promise<z.output<typeof discovery>> {
  const response = await fetch(`${origin}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  })
  if (!response.ok) throw new Error(`discovery answered ${response.status}`)
  const document = discovery.parse(await response.json())
  // Discovery 1.0, section 4.3: a document that names another issuer than the one asked is not to be believed.
  if (new URL(document.issuer).origin !== origin) throw new Error('discovery names another issuer')
  return document
}

function tenantFrom({ issuer, jwks_uri }: z.output<typeof discovery>): Tenant {
  const options = { timeoutDuration: ANSWER_MS_MAX, cooldownDuration: KEYS_COOLDOWN_MS, cacheMaxAge: KEYS_FRESH_MS }
  return { issuer, keys: createRemoteJWKSet(new URL(jwks_uri), options) }
}
