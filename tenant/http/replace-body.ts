import { Readable } from 'node:stream'
import type { KoaContextWithOIDC } from 'oidc-provider'

const BODY_MAX_BYTES = 56 * 1024

/**
 * Reads a request's whole body.
 * @throws an error of status 413 for a body larger than the provider takes
 */
export async function takeBody(ctx: KoaContextWithOIDC): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of ctx.req) {
    size += chunk.length
    if (size > BODY_MAX_BYTES) ctx.throw(413)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * Gives the provider this form in place of the body that was read. The provider reads `req` by its iterator; it would
 * take a parsed body too, but prints a warning for it.
 */
export function giveForm(ctx: KoaContextWithOIDC, form: URLSearchParams): void {
  const body = Buffer.from(form.toString())
  ctx.req.headers['content-type'] = 'application/x-www-form-urlencoded'
  ctx.req.headers['content-length'] = String(body.length)
  delete ctx.req.headers['transfer-encoding']
  Object.defineProperty(ctx.req, 'readable', { value: true })
  Object.defineProperty(ctx.req, 'iterator', { value: () => Readable.from([body]).iterator() })
}
