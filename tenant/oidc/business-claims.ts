export type Claims = Record<string, unknown>

const GIVEN = new WeakMap<object, Claims>()

/** Gives a token claims that no other has. */
export function giveClaims(token: object, claims: Claims): void {
  GIVEN.set(token, claims)
}

/** The claims of a token that a business got for the bank; undefined for every other token. */
export function claimsOfBusiness(token: object): Claims | undefined {
  return GIVEN.get(token)
}
