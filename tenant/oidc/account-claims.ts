import type { TenantUser } from '../tenant-config'

/** The claims that each scope gives (OpenID Connect Core section 5.4). */
export const CLAIMS: Record<string, string[]> = {
  openid: ['sub'],
  profile: ['name', 'nickname'],
  email: ['email', 'email_verified'],
}

/** Every claim about a customer. */
export function claimsOf({ sub, name, email }: TenantUser): { sub: string } & Record<string, unknown> {
  const [nickname] = email.split('@')
  return { sub, name, nickname, email, email_verified: true }
}
