import { z } from 'zod'

const ANSWER_MS_MAX = 15_000
const PAGE = 100

/** A call of Auth0's Management API (v2): `path` follows `/api/v2`, and `body` is JSON. */
export interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT'
  path: string
  body?: object
}

/** Makes a call and reads its answer; null where the thing is not there (404). */
export type Send = (call: Call) => Promise<unknown>

/**
 * Signs in to the Management API as a machine-to-machine application.
 * @param origin of the tenant, such as `https://example.eu.auth0.com`
 * @throws Error in one line that names what the tenant refused
 */
export async function signInToManagement(origin: string, client: { id: string; secret: string }): Promise<Send> {
  const body = {
    grant_type: 'client_credentials',
    client_id: client.id,
    client_secret: client.secret,
    audience: `${origin}/api/v2/`,
  }
  const answered = await ask(`${origin}/oauth/token`, { method: 'POST', body })
  const { access_token } = z.object({ access_token: z.string() }).parse(answered)
  return ({ path, ...call }) => ask(`${origin}/api/v2${path}`, { ...call, token: access_token })
}

/** All things of a list, page after page. */
export async function listAll<T>(send: Send, path: string, shape: z.ZodType<T>): Promise<T[]> {
  const found: T[] = []
  for (let page = 0; ; page++) {
    const separator = path.includes('?') ? '&' : '?'
    const listed = await send({ method: 'GET', path: `${path}${separator}page=${page}&per_page=${PAGE}` })
    const things = z.array(shape).parse(listed ?? [])
    found.push(...things)
    if (things.length < PAGE) return found
  }
}

const Refused = z.object({ message: z.string() }).or(z.object({ error_description: z.string() }))

async function ask(url: string, { method, body, token }: Omit<Call, 'path'> & { token?: string }): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  })
  const answered: unknown = await response.json().catch(() => null)
  if (response.status === 404 && token) return null
  if (response.ok) return answered
  const said = Refused.safeParse(answered).data
  const why = said ? ('message' in said ? said.message : said.error_description) : 'no reason was given'
  throw new Error(`${method} ${new URL(url).pathname}: ${response.status}, ${why}`)
}
