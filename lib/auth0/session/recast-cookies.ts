import { EncryptJWT, jwtDecrypt } from 'jose'
import type { NextRequest } from 'next/server'
import { env } from '@/lib/platform/env'
import { byAnyKey, keysFor } from '@/lib/platform/sealed'

/** How nextjs-auth0 makes the key of its cookies out of the secret; it opens them with one secret alone. */
const PURPOSE = 'JWE CEK'
/**
 * A compact JWE whose key is not in it (RFC 7516 section 7.1, RFC 7518 section 4.5). In a sign-in's cookie the library writes when
 * it ends before it.
 */
const JWE = /^(\d+:|)(eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+)$/

/**
 * Seals the request's cookies that another secret of the bank's has sealed with the one that is used now, in the request alone:
 * sessions and sign-ins under way outlive a change of AUTH0_SECRET. The browser gets the new cookie when its session is renewed.
 */
export async function recastCookies({ cookies }: NextRequest): Promise<void> {
  const { AUTH0_OTHER_SECRETS = [] } = env()
  if (AUTH0_OTHER_SECRETS.length === 0) return
  for (const { name, value } of cookies.getAll()) {
    const [, ends = '', jwe] = JWE.exec(value) ?? []
    const recast = jwe ? await recastOf(jwe) : null
    if (recast) cookies.set(name, ends + recast)
  }
}

/** Null for what no secret opens, and for what has expired: that the library refuses by itself. */
async function recastOf(jwe: string): Promise<string | null> {
  const keys = keysFor(PURPOSE)
  try {
    const { payload, protectedHeader } = await byAnyKey(keys, (key) =>
      jwtDecrypt(jwe, key, { keyManagementAlgorithms: ['dir'] }),
    )
    return await new EncryptJWT(payload).setProtectedHeader(protectedHeader).encrypt(keys[0])
  } catch {
    return null
  }
}
