import { z } from 'zod'
import { text } from '../../oidc/shown-text'
import { Metadata } from './profile'
import { Refusal } from './refusal'

/** The only connection there is: the tenant's own users and passwords. */
export const CONNECTION = 'Username-Password-Authentication'
const PASSWORD_MIN = 8

const email = z
  .email()
  .max(254)
  .transform((address) => address.toLowerCase())
const picture = z.url({ protocol: /^https?$/ }).max(2_048)

const New = z.strictObject({
  connection: z.string(),
  email,
  password: z.string().max(1_024),
  user_id: z
    .string()
    .regex(/^[A-Za-z0-9+\-_.|@]{1,200}$/, 'must be 1 to 200 letters, digits and +-_.|@')
    .optional(),
  name: text(300).optional(),
  given_name: text(150).optional(),
  family_name: text(150).optional(),
  nickname: text(300).optional(),
  picture: picture.optional(),
  email_verified: z.boolean().optional(),
  verify_email: z.boolean().optional(),
  blocked: z.boolean().optional(),
  user_metadata: Metadata.optional(),
  app_metadata: Metadata.optional(),
})

const Changes = New.omit({ user_id: true, email: true, connection: true, password: true }).extend({
  connection: z.string().optional(),
  email: email.optional(),
  password: z.string().max(1_024).optional(),
  given_name: text(150).nullish(),
  family_name: text(150).nullish(),
  nickname: text(300).nullish(),
  picture: picture.nullish(),
})

export type NewUser = ReturnType<typeof readNewUser>
export type UserChanges = ReturnType<typeof readUserChanges>

/** @throws Refusal 400 that names the member */
export function readNewUser(body: unknown) {
  return sorted(parse(New, body))
}

/** @throws Refusal 400 that names the member */
export function readUserChanges(body: unknown) {
  const changes = parse(Changes, body)
  if (Object.keys(changes).length === 0) throw invalid('Too few properties defined (0), minimum 1')
  return sorted(changes)
}

/** What of a body is the profile, and what the tenant itself goes by. Nothing here sends the e-mail that verifies one. */
function sorted<Body extends { connection?: string; password?: string; verify_email?: boolean }>(body: Body) {
  const { connection = CONNECTION, verify_email: _, ...rest } = body
  if (connection !== CONNECTION) throw new Refusal(400, 'The connection does not exist.', 'inexistent_connection')
  if (rest.password !== undefined && rest.password.length < PASSWORD_MIN)
    throw new Refusal(400, 'PasswordStrengthError: Password is too weak', 'invalid_password')
  return rest
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue?.path.join('.')
  throw invalid(place ? `${issue?.message} on property ${place}` : String(issue?.message))
}

const invalid = (what: string) => new Refusal(400, `Payload validation error: '${what}'.`, 'invalid_body')
