/**
 * The Auth0 SDKs hard-code `https://`. Lets them reach a tenant on plain http, and nothing else, for the time of a test.
 * @returns how to undo it
 */
export function sendLocalhostOverHttp(issuer: string): () => void {
  const { host } = new URL(issuer)
  const original = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (!url.startsWith(`https://${host}/`)) return original(input, init)
    const plain = url.replace('https://', 'http://')
    return original(input instanceof Request ? new Request(plain, input) : plain, init)
  }
  return () => {
    globalThis.fetch = original
  }
}
