import type { AloneApi } from '../../tenant-config'

/** The words of Auth0's Management API that something here asks for. */
const SCOPES = [
  'read:users',
  'create:users',
  'update:users',
  'delete:users',
  'read:guardian_factors',
  'read:guardian_enrollments',
  'delete:guardian_enrollments',
  'read:authentication_methods',
  'delete:authentication_methods',
] as const
export type ManagementScope = (typeof SCOPES)[number]

export const managementAudience = (issuer: string) => `${issuer}api/v2/`

/** The Management API, as an API that clients get tokens of their own for, and nobody gets one for by signing in. */
export function managementApi(issuer: string): AloneApi {
  return { audience: managementAudience(issuer), scopes: [...SCOPES], authorization_details_types: [] }
}
