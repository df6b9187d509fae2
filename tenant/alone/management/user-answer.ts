import { CONNECTION } from './user-body'
import type { StoredUser } from './user-store'

/** A user as Auth0 answers one: never the password, nor anything made from it. */
export function userAnswer({ sub, email, name, blocked, profile, createdAt, updatedAt }: StoredUser) {
  const { nickname = email.split('@')[0], email_verified = true, ...rest } = profile
  return {
    user_id: sub,
    email,
    email_verified,
    name,
    nickname,
    ...rest,
    ...(blocked && { blocked }),
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
    identities: [
      {
        connection: CONNECTION,
        provider: 'auth0',
        user_id: sub.replace(/^auth0\|/, ''),
        isSocial: false,
      },
    ],
  }
}

/** The members that `fields` names, or all but those. */
export function withFields(user: object, fields: string | undefined, include: 'true' | 'false'): object {
  if (fields === undefined) return user
  const named = new Set(fields.split(','))
  return Object.fromEntries(Object.entries(user).filter(([name]) => named.has(name) === (include === 'true')))
}
