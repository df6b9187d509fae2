import type { KoaContextWithOIDC } from 'oidc-provider'

/** The longest transfer there can be, every character escaped twice, inside its signature. */
const BODY_MAX_BYTES = 16 * 1024

/**
 * Reads a posted form.
 * @throws an error of status 415 or 413 for anything else or anything larger
 */
export async function readForm(ctx: KoaContextWithOIDC): Promise<URLSearchParams> {
  if (!ctx.is('application/x-www-form-urlencoded')) ctx.throw(415)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of ctx.req) {
    size += chunk.length
    if (size > BODY_MAX_BYTES) ctx.throw(413)
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}
