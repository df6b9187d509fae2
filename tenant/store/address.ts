import { readFileSync } from 'node:fs'

/** The database's address as the driver reads it, and the members that were dropped. */
export interface Address {
  url: string
  options: { host?: string; ssl?: 'require' | 'verify-full' | { ca: string } }
  dropped: string[]
}

const KEPT = /^(ssl|sslmode|sslnegotiation|connect_timeout|application_name|options|timezone)$/i

/**
 * Reads a database's address as providers write it. Members meant for other clients are dropped, because Postgres would
 * refuse the connection for them. `host` may be a socket's folder, `sslrootcert` the file of a certificate authority.
 * @throws Error, in one line, for an address that is malformed or names several hosts
 */
export function readAddress(address: string): Address {
  const url = parseAddress(address)
  const options: Address['options'] = {}
  const dropped: string[] = []
  for (const [member, value] of [...url.searchParams]) {
    if (KEPT.test(member) && value !== 'no-verify') continue
    url.searchParams.delete(member)
    if (member === 'host') options.host = value
    else if (member === 'sslrootcert')
      options.ssl = value === 'system' ? 'verify-full' : { ca: readFileSync(value, 'utf8') }
    else if (value === 'no-verify') options.ssl = 'require'
    else dropped.push(member)
  }
  return { url: url.href, options, dropped }
}

/** A socket's address has no host, as in `user:password@/database`; it gets `localhost`, so that it parses. */
function parseAddress(address: string): URL {
  const [, hosts = ''] = /^postgres(?:ql)?:\/\/(?:[^@/?]*@)?([^/?]*)/.exec(address) ?? []
  const [, member = ''] = /[?&]host=([^&]*)/.exec(address) ?? []
  // Several hosts are refused: after a failover the driver could not tell a returned old primary from the new one.
  if (/,|%2c/i.test(hosts + member)) throw new Error('must name one host, which always leads to the primary')
  const whole = address.replace(/^([^:]+:\/\/[^@/?]*@)(?=[/?]|$)/, '$1localhost')
  if (!/^postgres(ql)?:\/\//.test(whole) || !URL.canParse(whole)) throw new Error('must be a postgres:// address')
  return new URL(whole)
}
