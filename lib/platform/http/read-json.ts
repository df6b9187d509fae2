import { unstorableMember } from '@/lib/platform/text/storable'
import { Problem } from './problem'

/** Far more than any order or message needs, and too little to fill this process's memory. */
export const BODY_BYTES_MAX = 16 * 1024

/**
 * Reads a JSON body of at most `bytesMax` bytes (16 KiB), counted as they arrive, because a Content-Length may be
 * missing or wrong.
 * @throws Problem `unsupported_media_type`, `body_too_large`, or `invalid_request` for a body that is not JSON or holds
 * a text that Postgres cannot store
 */
export async function readJson(request: Request, bytesMax = BODY_BYTES_MAX): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new Problem('unsupported_media_type')
  if (Number(request.headers.get('content-length')) > bytesMax) throw new Problem('body_too_large')
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > bytesMax) throw new Problem('body_too_large')
    chunks.push(chunk)
  }
  const body = parse(Buffer.concat(chunks))
  const member = unstorableMember(body)
  if (member === undefined) return body
  throw invalid(member || 'body', 'must not contain U+0000 or half a character')
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw invalid('body', 'must be valid JSON', cause)
  }
}

function invalid(member: string, message: string, cause?: unknown): Problem {
  return new Problem('invalid_request', { errors: [{ member, message }], detail: `${member}: ${message}`, cause })
}
