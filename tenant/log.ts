import pino from 'pino'
import type { TenantConfig } from './tenant-config'

export type Log = pino.Logger

/**
 * Logs JSON, one object a line. Errors are reduced to harmless members: an error of Postgres may quote the values it
 * refused.
 */
export function createLog(level: TenantConfig['logLevel']): Log {
  return pino({ name: 'tenant', level, base: { name: 'tenant' }, serializers: { err: describeError } })
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error ? error.code : undefined
  const stack = error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at '))
  return { type: error.name, code, message: error.message, stack: stack?.slice(0, 8) }
}
