import type { SessionData } from '@auth0/nextjs-auth0/types'
import { openSealed, sealText } from '@/lib/platform/sealed'

const PURPOSE = 'baink sessions: data'

/**
 * Seals what a session knows for the database, bound to the row with this `cookieHash`. The access and refresh tokens are left
 * out: the portal calls nobody in the customer's name.
 */
export function sealSession(cookieHash: string, { user, tokenSet, internal }: SessionData): Promise<string> {
  const kept: SessionData = {
    user,
    tokenSet: { accessToken: '', expiresAt: 0, ...(tokenSet.idToken && { idToken: tokenSet.idToken }) },
    internal,
  }
  return sealText(PURPOSE, JSON.stringify(kept), { kid: cookieHash })
}

/** @throws Error if it was sealed with none of the bank's secrets, was changed since, or belongs to another row. */
export async function unsealSession(cookieHash: string, sealed: string): Promise<SessionData> {
  const { text, header } = await openSealed(PURPOSE, sealed)
  if (header.kid !== cookieHash) throw new Error('the data of another session')
  return JSON.parse(text)
}
