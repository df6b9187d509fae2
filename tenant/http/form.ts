import type { KoaContextWithOIDC } from 'oidc-provider'

const BODY_MAX_BYTES = 16 * 1024
/** Room for the longest transfer, with every character escaped twice, and a passkey’s signature, inside the device’s own. */
export const SIGNED_MAX_BYTES = 20 * 1024

/**
 * Reads a posted form.
 * @throws an error of status 415 for another type, 413 for a larger body
 */
export async function readForm(ctx: KoaContextWithOIDC, bytesMax = BODY_MAX_BYTES): Promise<URLSearchParams> {
  return new URLSearchParams(await readBody(ctx, 'application/x-www-form-urlencoded', bytesMax))
}

/**
 * Reads a posted JSON document.
 * @throws an error of status 415 for another type, 413 for a larger body, 400 for text that is not JSON
 */
export async function readJson(ctx: KoaContextWithOIDC): Promise<unknown> {
  const body = await readBody(ctx, 'application/json', BODY_MAX_BYTES)
  try {
    return JSON.parse(body)
  } catch {
    return ctx.throw(400)
  }
}

async function readBody(ctx: KoaContextWithOIDC, type: string, bytesMax: number): Promise<string> {
  if (!ctx.is(type)) ctx.throw(415)
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of ctx.req) {
      size += chunk.length
      if (size > bytesMax) break
      chunks.push(chunk)
    }
  } catch {
    // The client hung up in the middle of the form, which is no outage.
    ctx.throw(400)
  }
  if (size > bytesMax) ctx.throw(413)
  return Buffer.concat(chunks).toString('utf8')
}
