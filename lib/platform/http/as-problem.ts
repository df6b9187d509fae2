import { ZodError } from 'zod'
import { DatabaseUnavailable } from '@/lib/platform/database/client'
import { log } from '@/lib/platform/log'
import { isOutOfResources } from '@/lib/platform/out-of-resources'
import { signal } from '@/lib/platform/telemetry/signals'
import { Problem } from './problem'

const RETRY_SECONDS = '5'

/** A request's work has not ended in the time that its answer has. What it does may still happen. */
export class AnswerLate extends Error {
  override name = 'AnswerLate'
}

/** The problem that an error stands for. Doubt about the database is a 503: the same key may be sent again. */
export function asProblem(error: unknown): Problem {
  const problem = problemOf(error)
  signal('refusal', { code: problem.code })
  return problem
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) {
    if (error.cause) log.info({ code: error.code, cause: error.cause }, 'refused')
    return error
  }
  if (error instanceof ZodError) return invalidRequest(error)
  if (error instanceof DatabaseUnavailable || error instanceof AnswerLate || isOutOfResources(error)) {
    log.error({ err: error }, 'unavailable')
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
