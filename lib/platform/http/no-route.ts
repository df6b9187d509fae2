import { Problem } from './problem'

/**
 * The refusal of a request that no route takes: of an unknown address, or of a method that its routes do not have (RFC 9110
 * section 15.5.6).
 * @param known the routes of this address
 */
export function noRoute(known: { method: string }[]): Problem {
  if (known.length === 0) return new Problem('not_found')
  return new Problem('method_not_allowed', { headers: { Allow: known.map(({ method }) => method).join(', ') } })
}
