import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { parseSettings } from '@/lib/platform/env'
import { signInToManagement } from '@/scripts/auth0/management'
import { callsFor, setUp } from '@/scripts/auth0/set-up'
import { wantedOf } from '@/scripts/auth0/wanted'
import { type Mounted, mount } from '../support/bank/mount'

// The Management API is a stand-in that keeps what it is sent: nobody here has a tenant at Auth0.

const SECRET = 'of-the-machine'

let tenant: Mounted
let kept: Record<'clients' | 'resource-servers' | 'client-grants', Record<string, unknown>[]>
let calls: string[]
let folder: string
beforeAll(async () => {
  tenant = await mount(async (request) => answerAsAuth0(request))
  folder = mkdtempSync(join(tmpdir(), 'baink-auth0-'))
})
beforeEach(() => {
  kept = { clients: [], 'resource-servers': [], 'client-grants': [] }
  calls = []
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await tenant.close()
})

async function answerAsAuth0(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  const body = (request.method === 'GET' ? {} : await request.json()) as Record<string, unknown>
  if (pathname === '/oauth/token') {
    const isRight = body.client_secret === SECRET && body.audience === `${tenant.origin}/api/v2/`
    return isRight
      ? Response.json({ access_token: 'management' })
      : Response.json({ error: 'access_denied', error_description: 'Unauthorized' }, { status: 401 })
  }
  if (request.headers.get('authorization') !== 'Bearer management')
    return Response.json({ message: 'Invalid token' }, { status: 401 })
  calls.push(`${request.method} ${pathname.replace('/api/v2', '')}`)
  if (pathname.includes('/guardian/')) return Response.json(body)
  const [, , , list, id] = pathname.split('/').map(decodeURIComponent)
  const things = kept[list as 'clients']
  const thing = things.find((one) => one.id === id || one.client_id === id || one.identifier === id)
  if (request.method === 'POST') return Response.json(make(things, body), { status: 201 })
  if (!id) return Response.json(pageOf(things, searchParams))
  if (!thing) return Response.json({ message: 'Not found' }, { status: 404 })
  return Response.json(Object.assign(thing, body))
}

function make(things: Record<string, unknown>[], body: Record<string, unknown>) {
  const id = `id-${Object.values(kept).flat().length}`
  const made = { id, client_id: id, client_secret: `secret-of-${id}`, ...body }
  things.push(made)
  return made
}

function pageOf(things: Record<string, unknown>[], asked: URLSearchParams) {
  const [page, size] = [Number(asked.get('page')), Number(asked.get('per_page'))]
  const wanted = ['client_id', 'audience'].filter((member) => asked.has(member))
  return things
    .filter((one) => wanted.every((member) => one[member] === asked.get(member)))
    .slice(page * size, (page + 1) * size)
}

const settings = parseSettings({ SHOP_PORT: '3001', BROKERAGE_PORT: '3002' })
const sendAs = () => signInToManagement(tenant.origin, { id: 'machine', secret: SECRET })
const setUpAll = async () => setUp(await sendAs(), wantedOf(settings), () => {})

test('an empty tenant gets what the bank needs: applications, APIs, what may be asked for, and the push', async () => {
  const applications = await setUpAll()
  expect(applications.map(({ variable, secret }) => [variable, typeof secret])).toEqual([
    ['AUTH0', 'string'],
    ['SHOP', 'string'],
    ['BROKERAGE', 'string'],
  ])
  expect(kept['resource-servers'].map(({ identifier }) => identifier)).toEqual([
    'http://localhost:3000/api/agent/transfers',
    'http://localhost:3001/api/orders',
    'http://localhost:3002/api/orders',
  ])
  expect(kept['client-grants']).toContainEqual(
    expect.objectContaining({
      client_id: applications[0]?.clientId,
      audience: 'http://localhost:3000/api/agent/transfers',
      scope: ['create:transfer'],
      subject_type: 'user',
    }),
  )
  expect(calls.at(-1)).toBe('PUT /guardian/factors/push-notification')
})

test('the second time makes nothing more, tells no secret, and leaves what is not the bank’s alone', async () => {
  const first = await setUpAll()
  kept.clients.unshift(...Array.from({ length: 120 }, (_, n) => ({ client_id: `theirs-${n}`, name: `Theirs ${n}` })))
  const before = structuredClone(kept)
  const again = await setUpAll()
  expect(kept).toEqual(before)
  expect(again).toEqual(first.map((one) => ({ ...one, secret: undefined })))
})

test('what somebody changed by hand is set right, under the same client id', async () => {
  const [bank] = await setUpAll()
  const client = kept.clients.find(({ client_id }) => client_id === bank?.clientId)
  Object.assign(client ?? {}, { grant_types: ['implicit'], callbacks: ['https://elsewhere.example'] })
  await setUpAll()
  expect(client).toMatchObject({
    grant_types: ['authorization_code', 'urn:openid:params:grant-type:ciba'],
    callbacks: ['http://localhost:3000/auth/callback'],
  })
})

test('two applications of one name are not chosen from, and a wrong secret is said without it', async () => {
  kept.clients.push({ client_id: 'a', name: 'the bAInk' }, { client_id: 'b', name: 'the bAInk' })
  await expect(setUpAll()).rejects.toThrow('there are 2 applications called the bAInk')
  expect(kept['resource-servers']).toEqual([])
  const wrong = signInToManagement(tenant.origin, { id: 'machine', secret: 'guessed' })
  await expect(wrong).rejects.toThrow(/^POST \/oauth\/token: 401, Unauthorized$/)
})

test('no business, nothing for it', () => {
  const none = wantedOf(parseSettings({ SHOP_PORT: '0', BROKERAGE_PORT: '0' }))
  expect(callsFor(none).map(({ path }) => path)).toEqual([
    '/clients',
    '/resource-servers',
    '/client-grants',
    '/guardian/factors/push-notification',
  ])
})

const { PATH, HOME } = process.env

/** The command's own words. */
async function run(env: Record<string, string> = {}): Promise<string> {
  const args = ['--import', 'tsx', 'scripts/set-up-auth0.ts', '--domain', tenant.origin]
  const whole = { PATH, HOME, NODE_ENV: 'test', DATA_DIR: folder, ...env } as NodeJS.ProcessEnv
  return (await promisify(execFile)(process.execPath, args, { env: whole })).stdout
}

test('the command without credentials prints every call and sends none', async () => {
  const said = await run()
  expect(said.match(/^(POST|PUT) \/api\/v2\//gm)).toHaveLength(12)
  expect(said).toContain('Nothing was sent.')
  expect(calls).toEqual([])
})

test('the command’s file holds the variables, for its owner alone', async () => {
  const said = await run({ AUTH0_MANAGEMENT_CLIENT_ID: 'machine', AUTH0_MANAGEMENT_CLIENT_SECRET: SECRET })
  const file = join(folder, 'auth0.env')
  const variables = readFileSync(file, 'utf8')
  expect(variables).toMatch(
    /^AUTH0_DOMAIN=.+\nAUTH0_CLIENT_ID=id-\d+\nAUTH0_CLIENT_SECRET=secret-of-id-\d+\nSHOP_CLIENT_ID=/,
  )
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(said).not.toMatch(/secret-of/)
})
