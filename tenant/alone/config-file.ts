import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { AloneFile } from '../tenant-config'

const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/
const RESERVED_SCOPES = new Set(['openid', 'profile', 'email', 'offline_access'])

const User = z.strictObject({
  sub: z.string().min(1).max(255),
  // Sign-ins are looked up in small letters.
  email: z.email().transform((email) => email.toLowerCase()),
  password: z.string().min(1).max(1024),
  name: z.string().min(1).max(140),
})

const Client = z
  .strictObject({
    client_id: z.string().regex(/^[\x21-\x7E]{1,255}$/, 'must be 1 to 255 signs without blanks'),
    client_secret: z.string().min(1).optional(),
    name: z.string().min(1).max(60),
    type: z.enum(['confidential', 'native', 'spa', 'm2m']),
    redirect_uris: z.array(z.url()).default([]),
    ciba: z.boolean().default(false),
  })
  .superRefine(({ type, client_secret: secret, redirect_uris: addresses, ciba }, context) => {
    const refuse = (member: string, message: string) => context.addIssue({ code: 'custom', path: [member], message })
    const isPublic = type === 'native' || type === 'spa'
    if (isPublic && secret !== undefined) refuse('client_secret', `a client of type ${type} can keep none`)
    if (!isPublic && secret === undefined) refuse('client_secret', `a client of type ${type} needs one`)
    if (isPublic && ciba) refuse('ciba', `a client of type ${type} has no secret to ask phones with`)
    if (type === 'm2m' && addresses.length > 0) refuse('redirect_uris', 'nobody signs in at a client of type m2m')
  })

const Api = z.strictObject({
  audience: z.string().min(1).max(600),
  scopes: z.array(
    z
      .string()
      .regex(SCOPE, 'must be a scope of RFC 6749 section 3.3')
      .refine((scope) => !RESERVED_SCOPES.has(scope), 'belongs to OpenID Connect, not to an API'),
  ),
  authorization_details_types: z.array(z.string().min(1)).default([]),
})

const ConfigFile = z
  .strictObject({ users: z.array(User).min(1), clients: z.array(Client).min(1), apis: z.array(Api).default([]) })
  .superRefine((file, context) => {
    const lists: [list: string, member: string, values: string[]][] = [
      ['users', 'sub', file.users.map(({ sub }) => sub)],
      ['users', 'email', file.users.map(({ email }) => email)],
      ['clients', 'client_id', file.clients.map(({ client_id: id }) => id)],
      ['apis', 'audience', file.apis.map(({ audience }) => audience)],
    ]
    for (const [list, member, values] of lists) {
      const again = values.findIndex((value, index) => values.indexOf(value) !== index)
      if (again >= 0) context.addIssue({ code: 'custom', path: [list, again, member], message: 'stands there twice' })
    }
  })

/**
 * Reads whom the tenant serves from a JSON file (TENANT_CONFIG).
 * @throws Error that names the file and each member that is missing, unknown or wrong
 */
export function readConfigFile(path: string): AloneFile {
  let file: unknown
  try {
    file = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Error(`TENANT_CONFIG: ${path} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
  const parsed = ConfigFile.safeParse(file)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(
    ({ path: member, message }) => `  ${member.join('.') || '(the file)'}: ${message}`,
  )
  throw new Error(`TENANT_CONFIG: ${path} is not as it should be:\n${lines.join('\n')}`)
}
