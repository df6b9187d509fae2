import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Middleware } from './route'

const compress = promisify(gzip)
/** Up to this size, in characters, a packet holds the text as it is. */
const PLAIN_MAX = 1_000
const TEXT = /^(text\/(html|css|javascript)|image\/svg\+xml)/

/**
 * Compresses pages, styles and scripts for whoever takes gzip (RFC 9110 section 12.5.3). Streams, such as the phone's events,
 * and the protocol's own answers stay as they are.
 */
export function compressPages(): Middleware {
  return async (ctx, next) => {
    await next()
    const { body } = ctx
    const type = ctx.response.get('content-type')
    if (!(typeof body === 'string' || Buffer.isBuffer(body)) || !TEXT.test(type)) return
    ctx.vary('Accept-Encoding')
    if (body.length <= PLAIN_MAX || ctx.acceptsEncodings('gzip', 'identity') !== 'gzip') return
    ctx.body = await compress(body)
    ctx.set({ 'Content-Type': type, 'Content-Encoding': 'gzip' })
  }
}
