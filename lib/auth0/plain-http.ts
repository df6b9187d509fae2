/**
 * The `auth0` SDK builds `https://` addresses only, and the local tenant on loopback has no certificate. This sends
 * those, and nothing else, over http. Never in use with a real tenant: env() allows http for loopback hosts only.
 */
export function speakPlainHttpTo(host: string): void {
  const secure = `https://${host}/`
  const original = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (!url.startsWith(secure)) return original(input, init)
    const plain = `http://${host}/${url.slice(secure.length)}`
    return original(input instanceof Request ? new Request(plain, input) : plain, init)
  }
}
