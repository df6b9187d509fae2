import { isIP } from 'node:net'
import type { Client, KoaContextWithOIDC } from 'oidc-provider'
import { visible } from '../assets/printable.js'
import { COMMAND_LINE } from './command-line'

const NAME_MAX = 60
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?|::ffff:127(\.\d{1,3}){3})$/i

/** An agent as it is described to the customer. */
export interface WhoAsks {
  name: string
  /**
   * The host of the agent's metadata document, which nobody else can claim; null for an agent without such a document.
   */
  host: string | null
  /**
   * `own` is the bank's own program and `known` one that the bank was told of by name; for `no`, the name is only the
   * agent's claim.
   */
  vouched: 'own' | 'known' | 'no'
}

/** Describes an agent, as far as the tenant can tell. */
export function whoAsks(client: Client, isKnown = false): WhoAsks {
  const name = [...visible(client.clientName ?? client.clientId)].slice(0, NAME_MAX).join('')
  const isOwn = client.clientId === COMMAND_LINE.client_id
  return { name, host: hostOf(client.clientId), vouched: isOwn ? 'own' : isKnown ? 'known' : 'no' }
}

/** The host of a client id that is the address of a metadata document; null for any other client id. */
export function hostOf(clientId: string): string | null {
  return URL.canParse(clientId) && clientId.startsWith('https://') ? new URL(clientId).host : null
}

/** Whether this host name or address is the customer's own computer. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host)
}

/**
 * The place a request came from, for the customer to compare (RFC 8628 section 5.4).
 * @returns `this computer` for loopback, but `an unknown address` where an unconfigured proxy stands in between
 */
export function placeOf(ctx: KoaContextWithOIDC): string {
  const { ip } = ctx
  if (!isLoopback(ip)) return isIP(ip) ? ip : 'an unknown address'
  return !ctx.app.proxy && ctx.get('x-forwarded-for') !== '' ? 'an unknown address' : 'this computer'
}
