import { readFileSync } from 'node:fs'

/** The database's address as the driver reads it, and the members that were dropped. */
export interface Address {
  url: string
  options: { host?: string; port?: number; database?: string; ssl?: 'require' | 'verify-full' | Tls }
  dropped: string[]
}

/** Certificates in PEM, and how far the server's own is checked. */
interface Tls {
  ca?: string
  cert?: string
  key?: string
  rejectUnauthorized?: boolean
  checkServerIdentity?: () => undefined
}

/** Members that the driver reads itself, and harmless settings of a session. */
const KEPT = /^(ssl|sslmode|sslnegotiation|connect_timeout|application_name|options|timezone)$/
const FILES = { sslrootcert: 'ca', sslcert: 'cert', sslkey: 'key' } as const
const DEFAULT_PORT = 5432

/**
 * Reads a database's address as providers write it. Members meant for other clients are dropped, because Postgres would
 * refuse the connection for them. `host` may be a socket's folder, the certificates are files.
 * @throws Error, in one line, for an address that is malformed or names several hosts
 */
export function readAddress(address: string): Address {
  const url = parseAddress(address)
  const members = [...url.searchParams].map(([written, value]) => ({ written, member: written.toLowerCase(), value }))
  const dropped: string[] = []
  url.search = ''
  for (const { written, member, value } of members) {
    if (KEPT.test(member) && value !== '' && value !== 'no-verify') url.searchParams.append(member, value)
    else if (value !== 'no-verify' && member !== 'host' && !(member in FILES)) dropped.push(written)
  }
  const ofMember = new Map(members.map(({ member, value }) => [member, value]))
  return { url: url.href, options: { ...placeOf(url, ofMember), ...tlsOf(ofMember) }, dropped }
}

/** Where the server is and what the database is called, where the driver would read the URL wrongly. */
function placeOf(url: URL, members: Map<string, string>): Omit<Address['options'], 'ssl'> {
  const folder = members.get('host')
  const isIpv6 = url.hostname.startsWith('[') && folder === undefined
  return {
    ...(folder !== undefined && { host: folder }),
    // The driver cuts a host at its first colon, and takes a list as it is, which its types do not say.
    ...(isIpv6 && { host: [url.hostname.slice(1, -1)] as unknown as string }),
    ...(isIpv6 && { port: [Number(url.port || DEFAULT_PORT)] as unknown as number }),
    ...(url.pathname.includes('%') && { database: decodeURIComponent(url.pathname.slice(1)) }),
  }
}

/** The certificates that an address names. `verify-ca` leaves the server's name unchecked, as libpq does. */
function tlsOf(members: Map<string, string>): Pick<Address['options'], 'ssl'> {
  const mode = members.get('sslmode') ?? ''
  if (members.get('sslrootcert') === 'system') return { ssl: 'verify-full' }
  const named = Object.entries(FILES).filter(([member]) => members.has(member))
  if (named.length === 0) return [...members.values()].includes('no-verify') ? { ssl: 'require' } : {}
  const files = Object.fromEntries(
    named.map(([member, part]) => [part, readFileSync(members.get(member) ?? '', 'utf8')]),
  )
  const isUnchecked = !('ca' in files) && /^(require|prefer|allow)$/.test(mode)
  const isNameless = 'ca' in files && mode === 'verify-ca'
  return {
    ssl: {
      ...files,
      ...(isUnchecked && { rejectUnauthorized: false }),
      ...(isNameless && { checkServerIdentity: () => undefined }),
    },
  }
}

/** Members of libpq that say what has a place in the URL itself. They win, as there. */
const PARTS = { user: 'username', password: 'password', port: 'port', dbname: 'pathname' } as const

/** A socket's address has no host, as in `user:password@/database`; it gets `localhost`, so that it parses. */
function parseAddress(address: string): URL {
  // Several hosts are refused: after a failover the driver could not tell a returned old primary from the new one.
  if (namesSeveral(address)) throw new Error('must name one host, which always leads to the primary')
  const whole = address.trim().replace(/^([^:]+:\/\/[^@/?]*@)(?=[/?]|$)/, '$1localhost')
  if (!/^postgres(ql)?:\/\//.test(whole) || !URL.canParse(whole)) throw new Error('must be a postgres:// address')
  const url = new URL(whole)
  // A URL without a host takes no user.
  if (url.hostname === '' && (url.searchParams.has('host') || url.searchParams.has('user'))) url.hostname = 'localhost'
  for (const [member, part] of Object.entries(PARTS)) {
    const value = url.searchParams.get(member)
    if (value) url[part] = `${part === 'pathname' ? '/' : ''}${encodeURIComponent(value)}`
    url.searchParams.delete(member)
  }
  try {
    decodeURIComponent(url.username + url.password + url.pathname)
  } catch {
    throw new Error('has a % that begins no escape: a % itself is written %25')
  }
  return url
}

/** Whether an address lists hosts or ports, or names two hosts by members, of which the driver would take the last. */
function namesSeveral(address: string): boolean {
  const [, listed = ''] = /^postgres(?:ql)?:\/\/(?:[^@/?]*@)?([^/?]*)/.exec(address) ?? []
  const members = [...new URLSearchParams(address.replace(/^[^?]*/, ''))]
  const valuesOf = (name: string) =>
    members.filter(([member]) => member.toLowerCase() === name).map(([, value]) => value)
  const hosts = valuesOf('host')
  return new Set(hosts).size > 1 || [listed, ...hosts, ...valuesOf('port')].some((one) => /,|%2c/i.test(one))
}
