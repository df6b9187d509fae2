import { errors } from 'oidc-provider'
import { z } from 'zod'
import { visible } from '../assets/printable.js'

const NAME_MAX = 60
const HOST_MAX = 255

/** The members of an `act` claim (RFC 8693 section 4.1). */
const Actor = z.strictObject({
  sub: z.string().min(1).max(1_000),
  sub_profile: z.enum(['ai_agent', 'user']),
  client_name: z.string().min(1).max(400),
  client_host: z.string().min(1).max(HOST_MAX).optional(),
})

/** The party on whose behalf a client asks for an approval, as the customer is told. */
export interface Actor {
  sub: string
  /** `user` where the customer asks in the client's own pages, without an agent. */
  profile: 'ai_agent' | 'user'
  name: string
  host: string | null
}

/**
 * Reads `requested_actor`, by which the bank's own client says that an agent from outside, or the customer, asks
 * through it; null where the client asks for itself. Only the bank's own clients reach /bc-authorize, and they answer
 * for this claim.
 * @throws errors.InvalidRequest
 */
export function parseActor(text: unknown): Actor | null {
  if (text === undefined) return null
  const read = Actor.safeParse(parsed(text))
  if (!read.success) throw new errors.CustomOIDCProviderError('invalid_actor', 'requested_actor must name an agent')
  const { sub, sub_profile: profile, client_name: name, client_host: host = null } = read.data
  return {
    sub: visible(sub),
    profile,
    name: [...visible(name)].slice(0, NAME_MAX).join(''),
    host: host && visible(host),
  }
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
