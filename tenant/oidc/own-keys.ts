import { createLocalJWKSet, type JWK } from 'jose'

/** The public halves of the tenant's signing keys, to verify by what it has signed itself. */
export function ownKeys({ keys }: { keys: JWK[] }) {
  const publicKeys = keys.map(({ kty, n, e, kid, alg, use }) => ({ kty, n, e, kid, alg, use }))
  return createLocalJWKSet({ keys: publicKeys as JWK[] })
}
