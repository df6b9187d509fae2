import pino from 'pino'

/**
 * The app's log: one JSON line an event, on standard output. Members that could carry a secret are cut out whatever
 * object they ride on; callers pass ids and codes, never tokens or bodies.
 */
export const log = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: { process: 'app' },
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
