import { readFileSync } from 'node:fs'

/** A database's address as the driver reads it. */
export interface Address {
  url: string
  /** The driver's options that an address cannot express. */
  options: { host?: string; ssl?: 'require' | 'verify-full' | { ca: string } }
  /** Members of the address that were dropped, because they mean nothing here. */
  dropped: string[]
}

/** Members that the driver reads itself, and harmless settings of a session. */
const KEPT = /^(ssl|sslmode|sslnegotiation|connect_timeout|application_name|options|timezone)$/i

/**
 * Reads a database's address as providers write it, perhaps for another client. Members that Postgres or the driver
 * would refuse are dropped. `host` may be a socket's folder, `sslrootcert` the file of a certificate authority, and
 * `no-verify` of node-postgres becomes libpq's `require`.
 * @throws Error in one line for an address that is malformed or names several hosts
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

/** One line that names the dropped members of an address; empty where none was dropped. */
export function droppedLine(address: string): string {
  const names = [...new Set(readAddress(address).dropped)].join(', ')
  return names && `DATABASE_URL: left out, since Postgres knows no such setting: ${names}`
}

/**
 * An address as a URL. A socket's address has no host, as in `user:password@/database`, and gets `localhost`.
 * @throws Error in one line for a malformed address, or for several hosts: after a failover the driver could not tell a
 * returned old primary from the new one
 */
export function parseAddress(address: string): URL {
  if (/,|%2c/i.test(hostOf(address))) {
    throw new Error(
      'must name one host: with several, an old primary that comes back after a failover could get the writes. Put one address in front of them that always leads to the primary (HAProxy, a floating address)',
    )
  }
  const whole = address.replace(/^([^:]+:\/\/[^@/?]*@)(?=[/?]|$)/, '$1localhost')
  if (!/^postgres(ql)?:\/\//.test(whole) || !URL.canParse(whole)) throw new Error('must be a postgres:// address')
  return new URL(whole)
}

/** The host as written: one or several names, a socket's folder, or empty for this machine. */
export function hostOf(address: string): string {
  const [, hosts = ''] = /^[^:]+:\/\/(?:[^@/?]*@)?([^/?]*)/.exec(address) ?? []
  const [, member = ''] = /[?&]host=([^&]*)/.exec(address) ?? []
  return member || hosts || process.env.PGHOST || ''
}
