/**
 * Error codes that mean that the database, or this machine, cannot answer at the moment. The same request may be sent
 * again.
 */
const NETWORK =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|E(HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN|EMFILE|ENFILE|EADDRNOTAVAIL|CONNECT_TIMEOUT|CONNECTION_(CLOSED|ENDED|DESTROYED))$/
/** SQLSTATEs: a lost connection, a server short of resources, stopping or read-only, and statements that it cut off. */
const SQLSTATE = /^(08...|53...|57P0.|57014|25006|55P03|40...)$/

/** Whether this error is an outage, and neither a bug nor a bad request. */
export function isOutage(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' && (NETWORK.test(code) || SQLSTATE.test(code))
}
