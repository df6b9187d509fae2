import { isStorable, unstorableMember } from '@/lib/platform/text/storable'
import { Problem } from './problem'
import { repeatedMember } from './repeated-member'

/** Far more than any order or message needs, and too little to fill this process's memory. */
export const BODY_BYTES_MAX = 16 * 1024

/**
 * Reads a JSON body of at most `bytesMax` bytes (16 KiB), counted as they arrive, because a Content-Length may be
 * missing or wrong.
 * @throws Problem `unsupported_media_type`, `body_too_large`, or `invalid_request` for a body that ends early, is not JSON, names a
 * member twice, or holds a text that Postgres cannot store
 */
export async function readJson(request: Request, bytesMax = BODY_BYTES_MAX): Promise<unknown> {
  if (!isPlainJson(request.headers)) throw new Problem('unsupported_media_type')
  if (Number(request.headers.get('content-length')) > bytesMax) throw new Problem('body_too_large')
  const body = parse(await bytesOf(request, bytesMax))
  const member = unstorableMember(body)
  if (member === undefined) return body
  throw invalid(member || 'body', 'must not contain U+0000 or half a character')
}

async function bytesOf(request: Request, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.byteLength
      if (bytes > most) throw new Problem('body_too_large')
      chunks.push(chunk)
    }
  } catch (error) {
    // Who sends it may go away halfway, which is no fault of the bank's.
    throw error instanceof Problem ? error : invalid('body', 'must arrive whole', error)
  }
  return Buffer.concat(chunks)
}

/** Whether a body is JSON as it stands: not packed (RFC 9110 section 8.4), and in UTF-8, the only one that JSON has. */
function isPlainJson(headers: Headers): boolean {
  const [type, ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';')
  const coding = headers.get('content-encoding')?.trim().toLowerCase()
  const charsets = parameters.flatMap((each) => /^\s*charset="?([^"]*?)"?\s*$/.exec(each)?.[1] ?? [])
  return (
    type?.trim() === 'application/json' &&
    (!coding || coding === 'identity') &&
    charsets.every((charset) => /^(?:utf-?8|us-ascii)$/.test(charset))
  )
}

function parse(bytes: Buffer): unknown {
  const [text, body] = textAndValue(bytes)
  const twice = repeatedMember(text)
  if (twice === undefined) return body
  throw invalid(isStorable(twice) ? twice : 'body', 'must be given once')
}

function textAndValue(bytes: Buffer): [text: string, value: unknown] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return [text, JSON.parse(text)]
  } catch (cause) {
    throw invalid('body', 'must be valid JSON', cause)
  }
}

function invalid(member: string, message: string, cause?: unknown): Problem {
  return new Problem('invalid_request', { errors: [{ member, message }], detail: `${member}: ${message}`, cause })
}
