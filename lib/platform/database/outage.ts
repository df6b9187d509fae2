import { isOutOfResources } from '@/lib/platform/out-of-resources'

/**
 * SQLSTATEs of a server that lets nobody in, is full, broken, starting, stopping, overloaded or a standby, and codes of
 * postgres.js. 40001 and 40P01 mean that the same statement may be sent again.
 */
const OUTAGE = /^(CONNECTION_|CONNECT_TIMEOUT$|08|28|53|57P0|57014$|55P03$|58|40001$|40P01$|25006$)/

/** Codes of TLS for a server that is not the right one. */
const TLS = /^(ERR_SSL|ERR_TLS|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/

/** Whether an error of the driver means that the database could not be reached, and is not the database's answer. */
export function isOutage(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = codeOf(cause)
  // Node's errors of the operating system (sockets, names, files) all name a system call; the server's errors never do.
  const isSystemError = cause instanceof Error && 'syscall' in cause
  return OUTAGE.test(code) || TLS.test(code) || isSystemError || isOutOfResources(cause)
}

/** The SQLSTATE, or the code of the driver or the system; empty where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
