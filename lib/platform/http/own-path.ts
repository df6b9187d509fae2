/** Printable ASCII without the backslash, which browsers read as a slash. All other characters come percent-encoded. */
const PLAIN = /^\/[!-[\]-~]*$/
const PATH_CHARACTERS_MAX = 1_000

/**
 * The path and query of one of the bank's own pages; null for any address that might lead elsewhere (CWE-601): another
 * scheme or host in any spelling, and paths that browsers read as a host (`//evil`, `/\evil`, `/.//evil`).
 */
export function ownPath(address: string | null, origin: string): string | null {
  if (address === null || address.length > PATH_CHARACTERS_MAX || !PLAIN.test(address)) return null
  if (!URL.canParse(address, origin)) return null
  const url = new URL(address, origin)
  const path = url.pathname + url.search
  return url.origin === origin && !path.startsWith('//') ? path : null
}
