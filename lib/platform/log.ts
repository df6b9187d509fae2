import pino from 'pino'
import { LOG_LEVELS } from './env'
import { traceId } from './telemetry/tracing'

/**
 * The app's log: one JSON line an event, on standard output. Members that could hold a secret are removed from every
 * object. Callers pass ids and codes, never tokens or bodies.
 */
export const log = pino({
  // pino throws at an unknown level, here at the import; env() must be the one to name the bad variable.
  level: LOG_LEVELS.find((level) => level === process.env.LOG_LEVEL) ?? 'info',
  base: { process: process.env.BAINK_PROCESS ?? 'app' },
  // Only while tracing is on: the lines and the spans of one request have one id.
  mixin: () => {
    const trace = traceId()
    return trace ? { trace_id: trace } : {}
  },
  serializers: { err: describeError, cause: describeError },
  redact: {
    paths: [
      'accessToken',
      'access_token',
      'authorization',
      'cookie',
      'client_secret',
      'auth_req_id',
      'authReqId',
    ].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    censor: '[cut]',
  },
})

/**
 * An error's type and stack without the members that libraries add: jose adds a token's claims, the SDK an answer's
 * body, and drizzle a query with its parameters, which it repeats in the message and so in the stack.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : typeof error
  const { name, stack, cause } = error
  const code = 'code' in error ? error.code : undefined
  return {
    type: name,
    code,
    message: 'params' in error ? 'a query failed' : error.message,
    stack: stack?.split('\n').filter((line) => line.trimStart().startsWith('at ')),
    // jose's own causes are no errors: they hold the token's claims.
    cause: cause instanceof Error ? describeError(cause) : undefined,
  }
}
