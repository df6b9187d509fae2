/**
 * Codes of the operating system for exhausted resources: file descriptors, memory, buffers, ports, disk space, and
 * names that could not be looked up for lack of these.
 */
const EXHAUSTED = /^(E(M|N)FILE|ENOMEM|ENOBUFS|EADDRNOTAVAIL|EAGAIN|ENOSPC|EDQUOT|EAI_(AGAIN|MEMORY|SYSTEM))$/

const CAUSES_MAX = 5

/**
 * Whether an error or its cause comes from this machine's lack of resources. Such an error passes, and tells nothing
 * about the request.
 */
export function isOutOfResources(error: unknown): boolean {
  for (let one = error, depth = 0; one instanceof Error && depth < CAUSES_MAX; one = one.cause, depth++) {
    if ('code' in one && EXHAUSTED.test(String(one.code))) return true
  }
  return false
}
