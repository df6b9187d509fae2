import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

// A push service's address comes from a browser, and the tenant posts to it. So it must not lead into the bank's own network.

const URL_MAX = 1_000

/** Addresses that lead to no push service (RFC 6890 and the IANA registries that it began), and those that wrap such ones. */
const PRIVATE = new BlockList()
for (const [net, bits] of [
  ...[
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
  ],
  ...[
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
  ],
  ...[
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ],
] as [string, number][])
  PRIVATE.addSubnet(net, bits, 'ipv4')

/** Of IPv6 only the global unicast addresses are taken, without those that carry an IPv4 address or are for documents. */
const GLOBAL = new BlockList()
GLOBAL.addSubnet('2000::', 3, 'ipv6')
const CARRYING = new BlockList()
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  CARRYING.addSubnet(net, bits, 'ipv6')

/** Whether an IP address is one that a push service on the internet has. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !PRIVATE.check(address, 'ipv4')
  return isIP(address) === 6 && GLOBAL.check(address, 'ipv6') && !CARRYING.check(address, 'ipv6')
}

/**
 * Whether the tenant posts to this endpoint: https on its own port, by a name, without credentials.
 * @param standIns origins of push services that are taken as they are, for tests alone
 */
export function isAllowedEndpoint(endpoint: string, standIns: readonly string[] = []): boolean {
  if (endpoint.length > URL_MAX || !URL.canParse(endpoint)) return false
  const { protocol, origin, port, hostname, username, password } = new URL(endpoint)
  if (username !== '' || password !== '') return false
  if (standIns.includes(origin)) return true
  const host = hostname.replace(/\.$/, '')
  const isName = isIP(host) === 0 && !host.startsWith('[') && host.includes('.')
  return protocol === 'https:' && port === '' && isName && !/\.(localhost|local|internal|arpa)$/.test(host)
}

/**
 * Looks a push service up, and answers with its addresses only if all of them are public. The connection goes to what this
 * answers, so that a name cannot change its mind in between.
 */
export const lookupPublic: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, [])
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublic(address)))
      return done(Object.assign(new Error('a push service at a private address'), { code: 'EPRIVATE' }), [])
    const [first] = addresses
    return options.all || !first ? done(null, addresses) : done(null, first.address, first.family)
  })
}
