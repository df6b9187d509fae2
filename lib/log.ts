import pino from 'pino'

/**
 * The app's log: one JSON line an event, on standard output. Members that could carry a secret are cut out whatever
 * object they ride on; callers pass ids and codes, never tokens or bodies.
 */
export const log = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: { process: 'app' },
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
 * Where and why, and nothing that libraries hang on their errors: jose a token's claims, the SDK an answer's body,
 * drizzle a query with all its parameters, which it repeats in the message and so in the stack.
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
