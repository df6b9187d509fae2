import type { JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { tenantOriginIn } from '@/lib/platform/env'
import { noteClock } from '@/lib/platform/telemetry/clocks'
import { keptFresh } from './kept-fresh'
import { keysAt } from './key-set'

const ANSWER_MS_MAX = 5_000
const DISCOVERY_FRESH_MS = 10 * 60_000
const DISCOVERY_STALE_MS = 24 * 60 * 60_000
/** The pause between two requests to a tenant that is away, however many tokens arrive. */
const DISCOVERY_COOLDOWN_MS = 5_000

/** Thrown if the tenant's discovery document or keys cannot be fetched: then no token can be verified. */
export class TenantUnavailable extends Error {
  override name = 'TenantUnavailable'
}

export interface Tenant {
  /** Exactly as the tenant states it, trailing slash and all. */
  issuer: string
  keysAt: string
  /** @throws TenantUnavailable if no keys may serve. */
  keys: JWTVerifyGetKey
}

const discovery = z.object({ issuer: z.url(), jwks_uri: z.url() })

let current: Tenant | undefined

// Each of the app's bundles reads the tenant's documents for itself: two more requests in ten minutes.
const documents = keptFresh(() => readDiscovery(tenantOriginIn(process.env)), {
  freshMs: DISCOVERY_FRESH_MS,
  staleMs: DISCOVERY_STALE_MS,
  cooldownMs: DISCOVERY_COOLDOWN_MS,
})

/**
 * The tenant's issuer and signing keys (OpenID Connect Discovery 1.0). An unknown key id makes the key set fetch again.
 * Document and keys are refreshed every few minutes in the background. While the tenant is away the old ones serve: the
 * document for a day, the keys for an hour.
 * @throws TenantUnavailable
 */
export async function tenant(): Promise<Tenant> {
  const read = await documents.get().catch((cause: unknown) => {
    throw new TenantUnavailable('the tenant cannot be reached', { cause })
  })
  if (current?.issuer !== read.issuer || current.keysAt !== read.jwks_uri) current = tenantFrom(read)
  return current
}

/** Whether the tenant answers right now. */
export async function tenantAnswers(): Promise<boolean> {
  return readDiscovery(tenantOriginIn(process.env)).then(
    () => true,
    () => false,
  )
}

async function readDiscovery(origin: string): Promise<z.output<typeof discovery>> {
  const askedAt = Date.now()
  const response = await fetch(`${origin}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  })
  const said = Date.parse(response.headers.get('date') ?? '')
  if (!Number.isNaN(said)) noteClock('tenant', said, { askedAt, fineness: 1_000 })
  if (!response.ok) throw new Error(`discovery answered ${response.status}`)
  const document = discovery.parse(await response.json())
  // Discovery 1.0, section 4.3: a document that names another issuer than the one asked is not to be believed.
  if (new URL(document.issuer).origin !== origin) throw new Error('discovery names another issuer')
  return document
}

function tenantFrom({ issuer, jwks_uri }: z.output<typeof discovery>): Tenant {
  const unavailable = (cause: unknown) => new TenantUnavailable("the tenant's keys cannot be had", { cause })
  return { issuer, keysAt: jwks_uri, keys: keysAt(new URL(jwks_uri), unavailable) }
}
