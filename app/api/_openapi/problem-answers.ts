import { PROBLEMS, type ProblemCode } from '@/lib/platform/http/problem'
import type { Operation } from './operation'
import { type JsonSchema, reference } from './schemas'

const RETRY = { 'Retry-After': header('How long to wait, in seconds.') }
const CHALLENGE = { 'WWW-Authenticate': header('What is wrong with the token (RFC 6750, RFC 9449).') }

const isByToken = (trust: Operation['trust']) => trust === 'agent' || trust === 'outside'

export function header(description: string): JsonSchema {
  return { description, schema: { type: 'string' } }
}

/** The problems of an operation by status, each with its codes and their meaning. */
export function problemAnswers({ problems, trust }: Operation): Record<string, JsonSchema> {
  const statuses = [...new Set(problems.map((code) => PROBLEMS[code][0]))].sort()
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = [...new Set(problems)].filter((code) => PROBLEMS[code][0] === status)
      const [code] = codes
      const isShared = code !== undefined && codes.length === 1 && !isByToken(trust)
      return [status, isShared ? { $ref: `#/components/responses/${code}` } : problemAnswer(status, codes, trust)]
    }),
  )
}

/** The answers that many operations share, one for each code. */
export function sharedProblemAnswers(): Record<string, JsonSchema> {
  const codes = Object.keys(PROBLEMS) as ProblemCode[]
  return Object.fromEntries(codes.map((code) => [code, problemAnswer(PROBLEMS[code][0], [code], 'session')]))
}

function problemAnswer(status: number, codes: ProblemCode[], trust: Operation['trust']): JsonSchema {
  const headers = {
    ...((status === 429 || status === 503) && RETRY),
    ...((status === 401 || codes.includes('insufficient_scope')) && isByToken(trust) && CHALLENGE),
  }
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code][1]}.`).join('\n'),
    ...(Object.keys(headers).length > 0 && { headers }),
    content: { 'application/problem+json': { schema: problemSchema(status, codes) } },
  }
}

function problemSchema(status: number, codes: ProblemCode[]): JsonSchema {
  const these = { properties: { status: { const: status }, code: { enum: codes } } }
  const schema = { allOf: [reference('Problem'), these] }
  const more = codes.flatMap((code) => moreOf(code) ?? [])
  return { allOf: [...schema.allOf, ...more] }
}

/** The members of a problem beyond those that every problem has. */
const MORE: Partial<Record<ProblemCode, JsonSchema>> = {
  limit_exceeded: reference('ReachedLimit'),
  approval_required: reference('WhatToAskFor'),
}

function moreOf(code: ProblemCode): JsonSchema | undefined {
  const more = MORE[code]
  return more && { anyOf: [{ properties: { code: { not: { const: code } } } }, more] }
}
