/** A signed-in customer's browser without a screen: keeps cookies, follows redirects, and calls the app's API. */
export interface Portal {
  /** Fetches a path of the app, or a whole address for the same app elsewhere. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  json<T>(path: string, init?: RequestInit): Promise<T>
  /** The cookies that would be sent now, which is all that a thief of them has. */
  cookies(): string
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
}

const REDIRECTS_MAX = 12

/**
 * Signs in through the app and its tenant as a person would: login, the tenant's form, the callback.
 * @throws Error if the sign-in does not end at the app
 */
export async function signInToPortal(
  app: string,
  email: string,
  password: string,
  signal?: AbortSignal,
): Promise<Portal> {
  const jar = new Map<string, string>()
  const visit = visitor(jar)
  const patience = signal ? { signal } : {}
  const form = await visit(`${app}/auth/login`, patience)
  const action = /<form[^>]*action="([^"]+)"/.exec(await form.text())?.[1]
  if (!action) throw new Error(`the tenant showed no form: ${form.status} ${form.url}`)
  const submitted = new URL(action.replaceAll('&amp;', '&'), form.url).href
  const home = await visit(submitted, {
    ...patience,
    method: 'POST',
    headers: { Origin: new URL(form.url).origin },
    body: new URLSearchParams({ email, password }),
  })
  if (new URL(home.url).origin !== app) throw new Error(`signing in ended at ${home.url} with ${home.status}`)
  const fetchPath = (path: string, init?: RequestInit) => visit(new URL(path, app).href, init)
  return {
    fetch: fetchPath,
    json: async (path, init) => (await fetchPath(path, init)).json(),
    cookies: () => headerOf(jar),
    post: (path, body, headers) =>
      fetchPath(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: app, ...headers },
        body: JSON.stringify(body),
      }),
  }
}

/** Cookies ignore ports, as in a browser: one jar serves the app and the tenant on the same host. */
function visitor(jar: Map<string, string>) {
  return async (start: string, init: RequestInit = {}): Promise<Response> => {
    let url = start
    let request = init
    for (let hop = 0; hop < REDIRECTS_MAX; hop++) {
      const headers = new Headers(request.headers)
      headers.set('Cookie', headerOf(jar))
      const response = await fetch(url, { ...request, headers, redirect: 'manual' })
      for (const cookie of response.headers.getSetCookie()) keep(jar, cookie)
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || !location) {
        Object.defineProperty(response, 'url', { value: url })
        return response
      }
      url = new URL(location, url).href
      request = { signal: init.signal ?? null }
    }
    throw new Error(`too many redirects from ${start}`)
  }
}

function headerOf(jar: Map<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
}

function keep(jar: Map<string, string>, cookie: string): void {
  const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim())
  const [name = ''] = pair.split('=', 1)
  const value = pair.slice(name.length + 1)
  const expired = attributes.some(
    (a) => /^max-age=0$/i.test(a) || (/^expires=/i.test(a) && Date.parse(a.slice(8)) < Date.now()),
  )
  if (expired || value === '') jar.delete(name)
  else jar.set(name, value)
}
