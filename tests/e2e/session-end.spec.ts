import { readdirSync, readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import postgres from 'postgres'
import { v7 as uuidv7 } from 'uuid'
import { type Portal, signInToPortal } from '../support/bank/portal'
import { bank } from './support/bank'
import { test } from './support/journey'

// What ends a session, on the built app with its tenant, by HTTP alone.

/** Trust no session: everybody may ask the first three, and an agent brings a token. The last is for what is not there. */
const OPEN = [
  '/api/health',
  '/api/receipts/keys',
  '/api/openapi.json',
  '/api/agent/payer',
  '/api/agent/payments/[key]',
  '/api/agent/transfers',
  '/api/mandates/revocations',
  '/api/mcp',
  '/api/[...path]',
]

/** Every handler of the API that trusts a session, found in the source: `GET /api/accounts`. */
function sessionRoutes(): [string, string][] {
  const files = readdirSync('app/api', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('route.ts'),
  )
  return files.flatMap((file) => {
    const path = `/api/${file.replace(/\/?route\.ts$/, '')}`
    if (OPEN.some((open) => path === open || path.startsWith(`${open}/`))) return []
    const methods = readFileSync(`app/api/${file}`, 'utf8').matchAll(
      /export (?:const|async function) (GET|POST|PUT|PATCH|DELETE)\b/g,
    )
    return [...methods].map(([, method = '']): [string, string] => [method, path.replace(/\[\w+\]/g, uuidv7())])
  })
}

const signIn = (name: 'alice' | 'bob') => signInToPortal(bank.app, `${name}@example.com`, bank.password)
const status = async (portal: Portal, path = '/api/accounts') => (await portal.fetch(path)).status

/** Sends what somebody else would who has copied these cookies. */
function withCookies(cookies: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { Cookie: cookies, 'Content-Type': 'application/json', ...init.headers }
  return fetch(`${bank.app}${path}`, { ...init, headers, redirect: 'manual' })
}

/** How a stream goes on: the reason for which it broke off, or `whole`. */
async function endOf(response: Response): Promise<string> {
  try {
    for await (const _ of response.body ?? []);
    return 'whole'
  } catch {
    return 'broken off'
  }
}

async function inDatabase<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(bank.database, { max: 1, onnotice: () => {} })
  return work(sql).finally(() => sql.end())
}

const idOf = async (portal: Portal) => (await listed(portal)).find(({ current }) => current)?.id ?? ''
const listed = async (portal: Portal) =>
  (await portal.json<{ sessions: { id: string; current: boolean }[] }>('/api/sessions')).sessions

/** Makes a session older than it is, and no other: those of the other journeys are in the same table. */
const ageBy = (id: string, minutes: number, column: 'last_seen_at' | 'expires_at' = 'last_seen_at') =>
  inDatabase(
    (sql) =>
      sql`UPDATE sessions SET ${sql(column)} = ${sql(column)} - make_interval(mins => ${minutes}) WHERE id = ${id}`,
  )

test('after a log-out a copied cookie is worth nothing, on any route, and what it had open breaks off', async () => {
  const alice = await signIn('alice')
  const copied = alice.cookies()
  const events = await withCookies(copied, '/api/events')
  const order = {
    message: { id: uuidv7(), role: 'user', parts: [{ type: 'text', text: 'move $1 from checking to savings' }] },
  }
  const chat = await withCookies(copied, `/api/chat/${uuidv7()}`, { method: 'POST', body: JSON.stringify(order) })
  expect([events.status, chat.status]).toEqual([200, 200])
  const ends = Promise.all([endOf(events), endOf(chat)])

  await alice.fetch('/auth/logout?returnTo=https://elsewhere.example/')
  expect((await ends)[0]).toBe('broken off')
  const routes = sessionRoutes()
  expect(routes.length).toBeGreaterThan(20)
  for (const [method, path] of routes) {
    const answer = await withCookies(copied, path, { method, ...(method !== 'GET' && { body: '{}' }) })
    expect([answer.status, (await answer.json()).code], `${method} ${path}`).toEqual([401, 'unauthenticated'])
  }
  expect((await withCookies(copied, '/auth/profile')).status).toBe(401)
  expect((await withCookies(copied, '/accounts')).headers.get('location')).toMatch(/^\/auth\/login/)
  // The tenant's own session has ended as well: it asks for the password again.
  expect(await (await alice.fetch('/auth/login')).text()).toContain('name="password"')
})

test('what was made for one customer is refused to another, on any route', async () => {
  const alice = await signIn('alice')
  const other = { 'x-page-customer': uuidv7() }
  for (const [method, path] of sessionRoutes()) {
    const init = { method, headers: other, ...(method !== 'GET' && { body: '{}' }) }
    const answer = await withCookies(alice.cookies(), path, init)
    expect([answer.status, (await answer.json()).code], `${method} ${path}`).toEqual([409, 'signed_in_as_other'])
  }
  expect((await withCookies(alice.cookies(), `/api/events?customer=${uuidv7()}`)).status).toBe(409)
  expect(await status(alice)).toBe(200)
})

// Bob's: alice's other sessions are those of other journeys.
test('a customer sees where they are signed in, and ends one session or all others', async () => {
  const [here, there, elsewhere, alice] = await Promise.all([
    signIn('bob'),
    signIn('bob'),
    signIn('bob'),
    signIn('alice'),
  ])
  const ids = (await listed(here)).map(({ id }) => id)
  expect(ids[0]).toBe(await idOf(here))
  expect(ids).toEqual(expect.arrayContaining([await idOf(there), await idOf(elsewhere)]))
  expect(ids).not.toContain(await idOf(alice))

  const end = (portal: Portal, path: string, headers = {}) => portal.fetch(path, { method: 'DELETE', headers })
  expect((await end(alice, `/api/sessions/${await idOf(here)}`)).status).toBe(404)
  expect((await end(here, '/api/sessions/none')).status).toBe(404)
  expect((await end(here, '/api/sessions', { Origin: 'https://elsewhere.example' })).status).toBe(403)
  expect((await end(here, `/api/sessions/${await idOf(there)}`)).status).toBe(204)
  expect([await status(here), await status(there), await status(elsewhere)]).toEqual([200, 401, 200])
  expect((await end(here, '/api/sessions')).status).toBe(204)
  expect([await status(here), await status(elsewhere), await status(alice)]).toEqual([200, 401, 200])
})

test('who logs out at the tenant is signed out here, and nobody else; a made-up logout token ends nothing', async () => {
  const [alice, other] = await Promise.all([signIn('alice'), signIn('alice')])
  const head = Buffer.from('{"alg":"none"}').toString('base64url')
  const claims = { sub: 'auth0|alice', events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }
  for (const token of ['', 'a.b.c', `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`]) {
    const body = new URLSearchParams({ logout_token: token })
    expect((await fetch(`${bank.app}/auth/backchannel-logout`, { method: 'POST', body })).status).toBe(400)
  }
  expect([await status(alice), await status(other)]).toEqual([200, 200])
  await alice.fetch(`${bank.tenant}/oidc/logout`)
  expect([await status(alice), await status(other)]).toEqual([401, 200])
})

test('a session ends after an hour without use and after eight in any case', async () => {
  const alice = await signIn('alice')
  const id = await idOf(alice)
  await ageBy(id, 58)
  expect(await status(alice)).toBe(200)
  await ageBy(id, 4)
  expect(await status(alice)).toBe(401)
  const again = await signIn('alice')
  await ageBy(await idOf(again), 8 * 60, 'expires_at')
  expect(await status(again)).toBe(401)
})

test('what a person does renews the session, and what a page does by itself does not', async () => {
  const alice = await signIn('alice')
  const id = await idOf(alice)
  const renews = async (path: string, headers: Record<string, string>, method = 'GET') => {
    await inDatabase((sql) => sql`UPDATE sessions SET last_seen_at = now() - interval '50 minutes' WHERE id = ${id}`)
    const answer = await withCookies(alice.cookies(), path, { headers, method })
    const [row] = await inDatabase(
      (sql) => sql`SELECT last_seen_at > now() - interval '5 minutes' AS now FROM sessions WHERE id = ${id}`,
    )
    expect(answer.headers.getSetCookie().some((cookie) => cookie.startsWith('__session='))).toBe(row?.now)
    return row?.now
  }
  const link = { rsc: '1' }
  expect(await renews('/transfer', { accept: 'text/html' })).toBe(true)
  expect(await renews('/transfer', link)).toBe(true)
  expect(await renews('/api/accounts', { 'x-page-active': '1' })).toBe(true)
  expect(await renews('/api/payees', {}, 'POST')).toBe(true)
  expect(await renews('/api/accounts', {})).toBe(false)
  expect(await renews('/transfer', { ...link, 'next-router-prefetch': '1' })).toBe(false)
  expect(await renews('/transfer', { ...link, 'next-router-segment-prefetch': '/_tree' })).toBe(false)
  expect(await renews('/api/health', {})).toBe(false)
})

test('where the database does not answer nobody is signed out: 503, and the page says so', async ({ page }) => {
  const alice = await signIn('alice')
  const cookies = alice.cookies()
  let answers: Response[] = []
  await inDatabase((sql) =>
    sql.begin(async (tx) => {
      await tx`LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE`
      const asks = ['/api/accounts', '/api/events', '/auth/profile', '/auth/logout'].map((path) =>
        withCookies(cookies, path),
      )
      answers = await Promise.all([...asks, withCookies(cookies, '/accounts', { headers: { accept: 'text/html' } })])
    }),
  )
  expect(answers.map((answer) => answer.status)).toEqual([503, 503, 503, 503, 503])
  const texts = await Promise.all(answers.map((answer) => answer.text()))
  expect(texts[0]).toContain('"code":"unavailable"')
  await page.setContent(texts[4] ?? '')
  await expect(page.getByRole('heading', { name: 'The bank cannot be reached' })).toBeVisible()
  await expect(page.getByText(/you have not been signed out/)).toBeVisible()
  expect(await status(alice)).toBe(200)
})

test('the database holds nothing of a session that opens one', async () => {
  const alice = await signIn('alice')
  const [row] = await inDatabase(
    (sql) => sql`SELECT sessions::text AS text FROM sessions ORDER BY created_at DESC LIMIT 1`,
  )
  for (const secret of [alice.cookies().split('=')[1], 'alice', 'eyJhbGciOiJSUzI1NiI'])
    expect(row?.text).not.toContain(secret)
})
