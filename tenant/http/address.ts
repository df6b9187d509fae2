import { isIPv6 } from 'node:net'
import type { KoaContextWithOIDC } from 'oidc-provider'

/**
 * The address to count an attempt against: the caller's IPv4 address, or the first half of an IPv6 address, because one
 * household has all of the second half (RFC 6177).
 */
export function addressOf(ctx: KoaContextWithOIDC): string {
  return countedAddress(ctx.ip)
}

/** The same for an address as text. */
export function countedAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1]) return mapped[1]
  if (!isIPv6(address)) return address
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').split('::')
  const [before, after] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = address.includes('::') ? 8 - (before?.length ?? 0) - (after?.length ?? 0) : 0
  const groups = [...(before ?? []), ...Array<string>(Math.max(0, zeros)).fill('0'), ...(after ?? [])]
  return `${groups
    .slice(0, 4)
    .map((group) => group.padStart(4, '0'))
    .join(':')}::/64`
}
