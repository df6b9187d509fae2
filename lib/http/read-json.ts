import { Problem } from './problem'

/** Far more than any order or message needs, and small enough that nobody can fill our memory with it. */
export const BODY_BYTES_MAX = 16 * 1024

/**
 * Reads a JSON body of at most 16 KiB, counted as it arrives: a Content-Length may be missing or wrong.
 * @throws Problem `unsupported_media_type`, `body_too_large` or `invalid_request`.
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new Problem('unsupported_media_type')
  if (Number(request.headers.get('content-length')) > BODY_BYTES_MAX) throw new Problem('body_too_large')
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > BODY_BYTES_MAX) throw new Problem('body_too_large')
    chunks.push(chunk)
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
  } catch (cause) {
    throw new Problem('invalid_request', { errors: [{ member: 'body', message: 'must be valid JSON' }], cause })
  }
}
