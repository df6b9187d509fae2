/**
 * The name of one of the tenant's cookies. Cookies ignore ports: over http, where several banks and their apps share a
 * host, the port is in the name, so that none of them takes another's for its own.
 */
export function cookieName(issuer: string, name: string): string {
  const { protocol, port } = new URL(issuer)
  return protocol === 'http:' && port !== '' ? `tenant_${name}_${port}` : `tenant_${name}`
}
