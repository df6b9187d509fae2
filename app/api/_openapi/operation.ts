import type { z } from 'zod'
import type { ProblemCode } from '@/lib/platform/http/problem'

/** The callers that a route trusts. */
export type Trust = 'session' | 'agent' | 'outside' | 'anybody'

export interface Answer {
  says: string
  /** A schema of JSON, or the media type of any other body. Left out for an answer without a body. */
  body?: z.ZodType | string
  /** The media type of JSON where it is not `application/json`. */
  mediaType?: string
  /** Headers by name, each with its meaning. */
  headers?: Record<string, string>
}

/** One operation of the API. The schemas of its body and answers are those that the code itself uses. */
export interface Operation {
  id: string
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** The path, with parameters in braces. Each parameter is a UUID. */
  path: string
  tag: string
  summary: string
  description?: string
  trust: Trust
  /** Whether the request needs an `Idempotency-Key`, or may have one. */
  isIdempotent?: boolean | 'if it has a key'
  /** Whether the address may name the customer whom the page was made for, because the request carries no headers. */
  isOpenedByAddress?: boolean
  query?: z.ZodType
  body?: z.ZodType
  answers: Record<number, Answer>
  problems: readonly ProblemCode[]
}

/** Problems that any route may answer with: doubt about the database, and unforeseen errors. */
const ANY = ['unavailable', 'internal_error'] as const
/** Every route also refuses a parameter that holds U+0000. */
export const OPEN = ['invalid_request', ...ANY] as const
export const READ = ['invalid_request', 'unauthenticated', 'forbidden_origin', 'signed_in_as_other', ...ANY] as const
export const WRITE = [...READ, 'rate_limited'] as const
export const BODY = ['body_too_large', 'unsupported_media_type'] as const
/** The bank's own rules for an order. */
export const ORDER = [
  'account_not_found',
  'idempotency_conflict',
  'insufficient_funds',
  'account_not_active',
  'currency_mismatch',
  'same_account',
  'limit_exceeded',
] as const
