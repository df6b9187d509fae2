import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configAlone } from '@/tenant/alone/configs'
import { REQUESTS_PER_MINUTE } from '@/tenant/alone/management/caller'
import { connect } from '@/tenant/store/database'
import { createTenant } from '@/tenant/tenant'
import type { SeededUser } from '@/tenant/tenant-config'
import { phoneRobot } from '../support/phone/phone'
import {
  ALONE_PASSWORD,
  type AloneTenant,
  askAlone,
  hintFor,
  JOB,
  pollAlone,
  post,
  SAMPLE,
  startAlone,
} from '../support/tenant/alone'
import { runOverTls } from './run-over-tls'

let tenant: AloneTenant
let got: Record<string, Record<string, unknown>>
let token: string
beforeAll(async () => {
  tenant = await startAlone()
  await phoneRobot(tenant.issuer, 'alice@example.com', ALONE_PASSWORD)
  got = await runOverTls(tenant, 'management-over-tls.ts', JOB)
  token = await tokenFor()
}, 120_000)
afterAll(() => tenant.stop())

const ALICE = { user_id: 'auth0|alice', email: 'alice@example.com', name: 'Alice Example', email_verified: true }
const CAROL = {
  connection: 'Username-Password-Authentication',
  email: 'carol@example.com',
  password: 'carol-tries-ciba',
  user_id: 'carol',
}

async function tokenFor(scope?: string): Promise<string> {
  const { body } = await post(tenant.issuer, 'oauth/token', {
    grant_type: 'client_credentials',
    client_id: JOB.id,
    client_secret: JOB.secret,
    audience: `${tenant.issuer}api/v2/`,
    ...(scope && { scope }),
  })
  return String(body.access_token)
}

async function call(method: string, path: string, body?: unknown, bearer: string | null = token) {
  const response = await fetch(`${tenant.issuer}api/v2/${path}`, {
    method,
    headers: { ...(bearer && { authorization: `Bearer ${bearer}` }), 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: text === '' ? undefined : JSON.parse(text) }
}

describe('auth0’s ManagementClient', () => {
  it('finds a user by id and by address, and no password', () => {
    expect(got.alice).toMatchObject({
      ...ALICE,
      nickname: 'alice',
      identities: [{ provider: 'auth0', user_id: 'alice' }],
    })
    expect(got.byEmail).toMatchObject({ list: [ALICE] })
    expect(JSON.stringify(got)).not.toMatch(/password_hash|scrypt|carol-tries-ciba|a password of the sample/)
  })

  it('makes a user, changes one member of its metadata, and takes it away', () => {
    expect(got.made).toMatchObject({
      user_id: expect.stringMatching(/^auth0\|[0-9a-f]{32}$/),
      email: 'carol@example.com',
      name: 'carol@example.com',
      user_metadata: { theme: 'dark', size: 2 },
    })
    expect(got.madeAgain).toMatchObject({ statusCode: 409, errorCode: 'auth0_idp_error' })
    expect(got.changed).toMatchObject({ name: 'Carol C.', given_name: 'Carol', blocked: true })
    expect(got.changed?.user_metadata).toEqual({ size: 3 })
    expect(got.gone).toMatchObject({ statusCode: 404, errorCode: 'inexistent_user' })
  })

  it('pages through users, with how many there are', () => {
    const { first, second, found } = got.pages as Record<string, unknown>
    expect(first).toMatchObject({ start: 0, limit: 2, length: 2, total: 3, users: [ALICE, { user_id: 'auth0|bob' }] })
    expect(second).toMatchObject([{ email: 'carol@example.com' }])
    expect(found).toEqual([{ user_id: got.made?.user_id, email: 'carol@example.com' }])
  })

  it('sees the phone as a factor, an enrolment and a method, and takes it away', () => {
    const { list } = got.factors as { list: { name: string; enabled: boolean }[] }
    expect(list.filter(({ enabled }) => enabled)).toEqual([
      { name: 'push-notification', enabled: true, trial_expired: false },
    ])
    const name = expect.any(String)
    expect(got.methods).toMatchObject({
      total: 1,
      authenticators: [{ type: 'guardian', confirmed: true, preferred_authentication_method: 'push', name }],
    })
    const { id } = Object(got.enrolment?.of) as { id: string }
    expect(got.enrolment).toMatchObject({
      of: { id: expect.stringMatching(/^dev_/), status: 'confirmed', auth_method: 'guardian', name },
      alone: { id, status: 'confirmed', name },
    })
    expect(got.left).toEqual({ list: [] })
  })
})

describe('a user of the API', () => {
  it('signs in on a phone, is asked and says yes; blocked and deleted they are nobody', async () => {
    expect((await call('POST', 'users', CAROL)).body).toMatchObject({ user_id: 'auth0|carol' })
    const carols = await phoneRobot(tenant.issuer, CAROL.email, CAROL.password)
    const hint = { login_hint: hintFor(tenant.issuer, 'auth0|carol') }
    const { body } = await askAlone(tenant.issuer, { ...hint, binding_message: 'Carol too' })
    await carols.approve((await carols.waitForRequest('Carol too')).id)
    expect((await pollAlone(tenant.issuer, body.auth_req_id)).status).toBe(200)

    const waiting = await askAlone(tenant.issuer, { ...hint, binding_message: 'Left open' })
    await call('PATCH', 'users/auth0%7Ccarol', { blocked: true })
    expect((await askAlone(tenant.issuer, hint)).body).toMatchObject({ error: 'unknown_user_id' })
    await expect(phoneRobot(tenant.issuer, CAROL.email, CAROL.password)).rejects.toThrow()
    await call('PATCH', 'users/auth0%7Ccarol', { blocked: false })
    expect((await call('DELETE', 'users/auth0%7Ccarol')).status).toBe(204)
    expect((await call('DELETE', 'users/auth0%7Ccarol')).status).toBe(204)
    expect((await askAlone(tenant.issuer, hint)).body).toMatchObject({ error: 'unknown_user_id' })
    expect((await pollAlone(tenant.issuer, waiting.body.auth_req_id)).body).toMatchObject({ error: 'invalid_grant' })
    // Who comes back under the same id has none of what was theirs.
    await call('POST', 'users', CAROL)
    expect((await call('GET', 'users/auth0%7Ccarol/enrollments')).body).toEqual([])
  })
})

describe('a start with another file', () => {
  const [alice, bob] = SAMPLE.users
  const dora = { sub: 'auth0|dora', email: CAROL.email, password: 'dora-tries-ciba', name: 'Dora' }
  const start = async (users: SeededUser[]) => {
    const place = { issuer: tenant.issuer, port: 1, databaseUrl: tenant.databaseUrl, logLevel: 'silent' as const }
    await (await createTenant(configAlone({ ...SAMPLE, users }, place))).close()
  }
  const there = async () => {
    const ids = ['bob', 'carol', 'dora'].map((name) => call('GET', `users/auth0%7C${name}`))
    return (await Promise.all(ids)).map(({ status }) => status)
  }

  it('leaves alone whom the API has made, unless it gives their address to somebody else', async () => {
    if (!alice || !bob) throw new Error('the sample has two users')
    await call('POST', 'users', CAROL)
    await start([alice])
    expect(await there()).toEqual([404, 200, 404])
    await start([alice, dora])
    expect(await there()).toEqual([404, 404, 200])
    await start([alice, bob])
    expect(await there()).toEqual([200, 404, 404])
    expect((await call('POST', 'users', CAROL)).status).toBe(201)
    expect(await there()).toEqual([200, 200, 404])
  })

  it('takes no API of the identifier that is its own', () => {
    const place = { issuer: tenant.issuer, port: 1, databaseUrl: '', logLevel: 'silent' as const }
    const apis = [{ audience: `${tenant.issuer}api/v2/`, scopes: [], authorization_details_types: [] }]
    expect(() => configAlone({ ...SAMPLE, apis }, place)).toThrow('is the tenant’s own Management API')
  })
})

describe('refuses as Auth0 does', () => {
  it.each<
    [what: string, method: string, path: string, body: unknown, status: number, code: string | undefined, names: string]
  >([
    ['an unknown user', 'GET', 'users/auth0%7Cnobody', undefined, 404, 'inexistent_user', ''],
    ['an id that is encoded twice', 'GET', 'users/auth0%257Calice', undefined, 404, 'inexistent_user', ''],
    ['an id with U+0000', 'GET', 'users/auth0%7Calice%00', undefined, 404, 'inexistent_user', ''],
    ['a path that cannot be decoded', 'GET', 'users/%E0%A4%A', undefined, 400, 'invalid_uri', ''],
    ['what is not there', 'GET', 'clients', undefined, 404, undefined, 'Not Found'],
    ['another method', 'PUT', 'users/auth0%7Calice', {}, 404, undefined, ''],
    ['too large a page', 'GET', 'users?per_page=101', undefined, 400, 'invalid_query_string', 'per_page'],
    ['a page past a thousand', 'GET', 'users?per_page=100&page=10', undefined, 400, 'invalid_paging', '1000'],
    ['an unknown parameter', 'GET', 'users?emial=x', undefined, 400, 'invalid_query_string', 'emial'],
    [
      'a search that it does not know',
      'GET',
      'users?q=logins_count:3',
      undefined,
      400,
      'invalid_query_string',
      'logins_count',
    ],
    ['OR', 'GET', 'users?q=email:a%20OR%20email:b', undefined, 400, 'invalid_query_string', 'OR'],
    ['no address', 'POST', 'users', { ...CAROL, email: undefined }, 400, 'invalid_body', 'email'],
    ['an unknown member', 'POST', 'users', { ...CAROL, role: 'admin' }, 400, 'invalid_body', 'role'],
    [
      'another connection',
      'POST',
      'users',
      { ...CAROL, connection: 'google-oauth2' },
      400,
      'inexistent_connection',
      '',
    ],
    ['a short password', 'POST', 'users', { ...CAROL, password: 'short' }, 400, 'invalid_password', ''],
    ['a name that no phone can show', 'POST', 'users', { ...CAROL, name: 'a\u202Eb' }, 400, 'invalid_body', 'name'],
    ['no change', 'PATCH', 'users/auth0%7Calice', {}, 400, 'invalid_body', 'properties'],
    [
      'somebody else’s address',
      'PATCH',
      'users/auth0%7Calice',
      { email: 'bob@example.com' },
      400,
      'auth0_idp_error',
      '',
    ],
    ['no JSON', 'POST', 'users', '{', 400, undefined, 'JSON'],
    ['a body past its size', 'POST', 'users', `"${'x'.repeat(17_000)}"`, 413, undefined, '16384'],
    ['an unknown enrolment', 'GET', 'guardian/enrollments/dev_x', undefined, 404, 'enrollment_not_found', ''],
    [
      'an unknown method',
      'DELETE',
      'users/auth0%7Cbob/authentication-methods/x',
      undefined,
      404,
      'authentication_method_not_found',
      '',
    ],
  ])('%s', async (_what, method, path, body, status, code, names) => {
    const answer = await call(method, path, body)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({
      statusCode: status,
      error: expect.any(String),
      ...(code && { errorCode: code }),
    })
    expect(answer.body.message).toContain(names)
    expect(answer.text).not.toContain('carol-tries-ciba')
  })

  it('who has no token, another’s, or one without the scope', async () => {
    expect((await call('GET', 'users', undefined, null)).body).toMatchObject({ statusCode: 401, error: 'Unauthorized' })
    const other = await post(tenant.issuer, 'oauth/token', {
      grant_type: 'client_credentials',
      client_id: JOB.id,
      client_secret: JOB.secret,
      audience: 'stock api #1',
    })
    expect((await call('GET', 'users', undefined, String(other.body.access_token))).status).toBe(401)
    const reading = await tokenFor('read:guardian_factors')
    expect((await call('GET', 'guardian/factors', undefined, reading)).status).toBe(200)
    expect((await call('DELETE', 'users/auth0%7Cbob', undefined, reading)).body).toEqual({
      statusCode: 403,
      error: 'Forbidden',
      message: 'Insufficient scope, expected any of: delete:users',
      errorCode: 'insufficient_scope',
    })
    const { body } = await askAlone(tenant.issuer, { audience: `${tenant.issuer}api/v2/`, scope: 'openid read:users' })
    expect(body).toMatchObject({ error: 'access_denied' })
  })

  it('more than a minute’s worth of requests', async () => {
    const sql = connect(tenant.databaseUrl)
    await sql`UPDATE tenant.sign_in_attempts SET attempts = ${REQUESTS_PER_MINUTE} WHERE key = ${`management:${JOB.id}`}`
    await sql.end()
    const answer = await call('GET', 'users')
    expect(answer.body).toMatchObject({ statusCode: 429, errorCode: 'too_many_requests' })
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('0')
  })
})
