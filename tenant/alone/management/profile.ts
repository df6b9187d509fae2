import { z } from 'zod'

/** What an application keeps with a user (Auth0 docs: "Understand How Metadata Works in User Profiles"). */
export const Metadata = z.record(z.string(), z.json())
type Metadata = z.output<typeof Metadata>

/** What is known of a user beyond what the tenant goes by itself. */
export interface Profile {
  given_name?: string | null
  family_name?: string | null
  nickname?: string | null
  picture?: string | null
  email_verified?: boolean
  user_metadata?: Metadata
  app_metadata?: Metadata
}

/** The members of a body that are kept as they are. */
export function profileIn(body: Profile): Profile {
  const { given_name, family_name, nickname, picture, email_verified, user_metadata, app_metadata } = body
  return { given_name, family_name, nickname, picture, email_verified, user_metadata, app_metadata }
}

/** A profile with changes: metadata are merged one level deep, and null takes a member away (Auth0 docs, as above). */
export function changed(profile: Profile, changes: Profile): Profile {
  const merged = { ...profile, ...withoutUndefined(changes) }
  for (const name of ['user_metadata', 'app_metadata'] as const) {
    if (changes[name] === undefined) continue
    merged[name] = withoutNull({ ...profile[name], ...changes[name] }) as Metadata
  }
  return withoutNull(merged)
}

function withoutUndefined<Members extends object>(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Members
}

function withoutNull<Members extends object>(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as Members
}
