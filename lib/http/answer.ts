import { unstable_rethrow } from 'next/navigation'
import { ZodError } from 'zod'
import { DatabaseUnavailable } from '@/db/client'
import { log } from '@/lib/log'
import { Refusal } from '@/lib/transfers/refusal'
import { Problem, problemResponse } from './problem'

const RETRY_SECONDS = '5'

/**
 * Wraps a handler so that it may simply throw: every failure becomes one problem document, in one place. What is not
 * foreseen is logged with its cause and answered without it.
 */
export function answer<Args extends unknown[]>(handler: (...args: Args) => Promise<Response>) {
  return async (...args: Args): Promise<Response> => {
    try {
      return await handler(...args)
    } catch (error) {
      unstable_rethrow(error)
      return problemResponse(asProblem(error))
    }
  }
}

/** Finds the problem that an error stands for. Doubt about the database is 503: the same key may be sent again. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) {
    if (error.cause) log.info({ code: error.code, cause: error.cause }, 'refused')
    return error
  }
  if (error instanceof Refusal) return new Problem(error.code, { cause: error })
  if (error instanceof ZodError) return invalidRequest(error)
  if (error instanceof DatabaseUnavailable) {
    log.error({ err: error }, 'the database is unavailable')
    return new Problem('unavailable', {
      detail: 'Please try again in a moment. A transfer sent again under the same key is made at most once.',
      headers: { 'Retry-After': RETRY_SECONDS },
    })
  }
  log.error({ err: error }, 'unforeseen error')
  return new Problem('internal_error')
}

function invalidRequest(error: ZodError): Problem {
  const errors = error.issues.flatMap((issue) => {
    const path = issue.path.join('.')
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ member: path ? `${path}.${key}` : key, message: 'is not known here' }))
    }
    return [{ member: path || 'body', message: issue.message }]
  })
  return new Problem('invalid_request', { errors, detail: errors.map((e) => `${e.member}: ${e.message}`).join('; ') })
}
