import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import document from '@/docs/openapi.json'

interface Described {
  responses: Record<string, { $ref?: string; content?: Record<string, unknown> }>
}

const paths = document.paths as unknown as Record<string, Record<string, Described>>
const shared = document.components.responses as Record<string, { content: Record<string, unknown> }>

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(document, 'api')

/** A path as the document writes it: parameters in braces. */
export const spelt = (path: string) => path.replace(/\[(\w+)\]/g, '{$1}')

/** Every operation of the document by method and path, such as `GET /api/accounts`. */
export function describedOperations(): string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
}

/**
 * Every answer of the document: `GET /api/accounts 200`, or with a problem's code `GET /api/accounts 401
 * unauthenticated`.
 */
export function describedAnswers(): string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.entries(responses).flatMap(([status, response]) =>
        codesOf(response).map((code) => [method.toUpperCase(), path, status, code].filter(Boolean).join(' ')),
      ),
    ),
  )
}

function codesOf({ $ref, content }: Described['responses'][string]): string[] {
  if ($ref) return [$ref.split('/').at(-1) ?? '']
  const problem = content?.['application/problem+json']
  if (!problem) return ['']
  const [, enumerated = '[]'] = /"code":\{"enum":(\[[^\]]*\])/.exec(JSON.stringify(problem)) ?? []
  return JSON.parse(enumerated)
}

/** The answers that tests have seen, written as in `describedAnswers`. */
export const seenAnswers = new Set<string>()

const streams: ReadableStream[] = []

/** Cancels every stream that was answered until now. */
export async function leaveStreams(): Promise<void> {
  await Promise.all(streams.splice(0).map((stream) => stream.cancel()))
}

/** Checks that the document describes this answer: its status, its media type, and each member of its body. */
export async function expectDescribed(method: string, path: string, response: Response): Promise<unknown> {
  const answer = `${method} ${spelt(path)} ${response.status}`
  const { pointer, content } = described(method.toLowerCase(), spelt(path), response.status)
  const type = response.headers.get('content-type')?.split(';')[0] ?? null
  expect(type, answer).toBe(Object.keys(content)[0] ?? null)
  if (type === 'text/event-stream') {
    if (response.body) streams.push(response.body)
    seenAnswers.add(answer)
    return null
  }
  const text = await response.text()
  const body: unknown = type?.endsWith('json') ? JSON.parse(text) : text
  if (type) expect(errorsIn(body, `${pointer}/content/${escaped(type)}/schema`), `${answer}: ${text}`).toEqual([])
  const problem = type === 'application/problem+json' ? (body as { code: string }) : null
  seenAnswers.add(problem ? `${answer} ${problem.code}` : answer)
  return body
}

/** The place of an answer in the document, with its possible content by media type. */
function described(method: string, path: string, status: number) {
  const answer = paths[path]?.[method]?.responses[status]
  if (!answer) throw new Error(`not described: ${method} ${path} ${status}`)
  const { $ref, content = {} } = answer
  if ($ref) return { pointer: $ref, content: shared[$ref.split('/').at(-1) ?? '']?.content ?? {} }
  return { pointer: `#/paths/${escaped(path)}/${method}/responses/${status}`, content }
}

function errorsIn(body: unknown, pointer: string) {
  const validate = ajv.getSchema(`api${pointer}`)
  if (!validate) throw new Error(`no schema at ${pointer}`)
  return validate(body) ? [] : validate.errors
}

/** A part of a JSON pointer, escaped for an address (RFC 6901 section 6). */
function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
}
