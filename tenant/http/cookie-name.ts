/**
 * The name of one of the tenant's cookies. Cookies ignore ports, so over http the name holds the port: several banks
 * and apps on one host then never read each other's cookies.
 */
export function cookieName(issuer: string, name: string): string {
  const { protocol, port } = new URL(issuer)
  return protocol === 'http:' && port !== '' ? `tenant_${name}_${port}` : `tenant_${name}`
}
