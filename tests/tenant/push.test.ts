import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { importJWK, jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { encryptFor } from '@/tenant/push/encrypt'
import { isAllowedEndpoint, isPublic, lookupPublic } from '@/tenant/push/endpoint'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor } from './ciba'
import { inDatabase, order, read } from './joining'

// A device is told by a push service that something waits. The service stands in on loopback.

interface Pushed {
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

let tenant: TestTenant
let service: Server
let origin: string
let answers = 201
const pushed: Pushed[] = []
let alice: PhoneRobot
beforeAll(async () => {
  service = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    pushed.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) })
    response.writeHead(answers, { location: `${origin}/elsewhere` }).end()
  }).listen(0, '127.0.0.1')
  await new Promise((done) => service.once('listening', done))
  origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  tenant = await startTestTenant({ pushStandIns: [origin] })
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})
afterAll(async () => {
  await tenant.stop()
  service.close()
})
beforeEach(async () => {
  pushed.length = 0
  answers = 201
  await inDatabase(tenant, (sql) => sql`DELETE FROM tenant.push_subscriptions`)
})

/** The keys of a browser that subscribes. */
function browserKeys() {
  const own = createECDH('prime256v1')
  own.generateKeys()
  const auth = Buffer.alloc(16, 7)
  return { own, auth, keys: { p256dh: own.getPublicKey('base64url'), auth: auth.toString('base64url') } }
}
const subscribe = (endpoint: string, keys: object = browserKeys().keys, more: object = {}) =>
  read(
    alice.post('/phone/devices/push', {
      subscription: JSON.stringify({ endpoint, keys, expirationTime: null, ...more }),
    }),
  )
const kept = () =>
  inDatabase(tenant, async (sql) =>
    (await sql`SELECT endpoint FROM tenant.push_subscriptions`).map((row) => row.endpoint),
  )
async function rung(count: number): Promise<Pushed[]> {
  await vi.waitUntil(() => pushed.length >= count, { timeout: 10_000 })
  return pushed
}

/** What the browser reads (RFC 8291 section 3.4). */
function decrypt(body: Buffer, { own, auth }: ReturnType<typeof browserKeys>): string {
  const [salt, sender, rest] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)]
  const derive = (input: Buffer, by: Buffer, info: Buffer, bytes: number) =>
    Buffer.from(hkdfSync('sha256', input, by, info, bytes))
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), own.getPublicKey(), sender])
  const secret = derive(own.computeSecret(sender), auth, info, 32)
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const decipher = createDecipheriv(
    'aes-128-gcm',
    key,
    derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12),
  )
  decipher.setAuthTag(rest.subarray(-16))
  const text = Buffer.concat([decipher.update(rest.subarray(0, -16)), decipher.final()])
  expect(text.at(-1)).toBe(2)
  return text.subarray(0, -1).toString()
}

describe('a subscribed device', () => {
  it('is told that something waits, readable by it alone, and nothing of what', async () => {
    const browser = browserKeys()
    expect(await subscribe(`${origin}/mine`, browser.keys)).toMatchObject({ status: 201, body: { code: 'on' } })
    await askFor(tenant, { binding_message: 'Transfer to Bob 77.70' })
    const [{ path, headers, body } = { path: '', headers: {}, body: Buffer.alloc(0) }] = await rung(1)
    expect([path, headers['content-encoding'], headers.ttl, headers.urgency]).toEqual([
      '/mine',
      'aes128gcm',
      '300',
      'high',
    ])
    expect(decrypt(body, browser)).toBe((await alice.waitForRequest('77.70')).id)
    const [, token = '', k = ''] = /^vapid t=(.+), k=(.+)$/.exec(headers.authorization ?? '') ?? []
    const point = Buffer.from(k, 'base64url')
    const half = (from: number) => point.subarray(from, from + 32).toString('base64url')
    const key = await importJWK({ kty: 'EC', crv: 'P-256', x: half(1), y: half(33) }, 'ES256')
    const { payload } = await jwtVerify(token, key, { audience: origin, algorithms: ['ES256'] })
    expect(payload.sub).toBe(tenant.config.homeUrl)
    expect((payload.exp ?? Number.POSITIVE_INFINITY) * 1_000 - Date.now()).toBeLessThan(24 * 3_600_000)
    const page = await (await fetch(`${tenant.issuer}phone/devices`, { headers: { cookie: alice.cookie } })).text()
    expect(page).toContain(`data-push="${k}"`)
  })

  it('has one subscription, the last, and none once it turns them off or is removed', async () => {
    await subscribe(`${origin}/first`)
    await subscribe(`${origin}/second`)
    expect(await kept()).toEqual([`${origin}/second`])
    expect((await read(alice.post('/phone/devices/push'))).body.code).toBe('off')
    expect(await kept()).toEqual([])
    await subscribe(`${origin}/third`)
    await order(alice, tenant, { action: 'remove', device: alice.device.id })
    await askFor(tenant, { binding_message: 'for nobody' })
    alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
    await subscribe(`${origin}/fourth`)
    await askFor(tenant, { binding_message: 'for the new one' })
    expect((await rung(1)).map(({ path }) => path)).toEqual(['/fourth'])
  })

  it.each([404, 410])('is forgotten when its push service says %i', async (status) => {
    answers = status
    await subscribe(`${origin}/over`)
    await askFor(tenant, { binding_message: 'over' })
    await vi.waitUntil(async () => (await kept()).length === 0, { timeout: 10_000 })
  })

  it.each([302, 429, 500])('stays when its push service says %i, and no redirect is followed', async (status) => {
    answers = status
    await subscribe(`${origin}/still`)
    await askFor(tenant, { binding_message: 'still' })
    await rung(1)
    await askFor(tenant, { binding_message: 'again' })
    expect((await rung(2)).map(({ path }) => path)).toEqual(['/still', '/still'])
    expect(await kept()).toEqual([`${origin}/still`])
  })

  it('is told nothing at an address that the rule has come to refuse', async () => {
    await subscribe(`${origin}/good`)
    const other = origin.replace('127.0.0.1', 'localhost')
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.push_subscriptions SET endpoint = ${`${other}/inside`}`)
    await askFor(tenant, { binding_message: 'inside' })
    await vi.waitUntil(async () => (await kept()).length === 0, { timeout: 10_000 })
    expect(pushed).toEqual([])
  })
})

it('nothing is kept that no browser says, or that leads inside', async () => {
  const { keys } = browserKeys()
  const bad: [string, Promise<{ body: Record<string, unknown> }>][] = [
    ['an address inside', subscribe('https://127.0.0.1/x')],
    ['not https', subscribe('http://push.example.com/x')],
    ['a short key', subscribe(`${origin}/x`, { ...keys, p256dh: 'AAAA' })],
    ['no point', subscribe(`${origin}/x`, { ...keys, p256dh: Buffer.alloc(65).toString('base64url') })],
    ['a long secret', subscribe(`${origin}/x`, { ...keys, auth: Buffer.alloc(17).toString('base64url') })],
    ['no JSON', read(alice.post('/phone/devices/push', { subscription: '{' }))],
  ]
  for (const [what, answer] of bad) expect([what, (await answer).body.code]).toEqual([what, 'bad_subscription'])
  expect(await kept()).toEqual([])
})

describe('the rule for addresses', () => {
  it.each([
    'https://fcm.googleapis.com/fcm/send/abc',
    'https://updates.push.services.mozilla.com/wpush/v2/abc',
    'https://web.push.apple.com/abc',
    'https://wns2-by3p.notify.windows.com/w/?token=abc',
  ])('takes %s', (endpoint) => expect(isAllowedEndpoint(endpoint)).toBe(true))

  it.each([
    '',
    'push.example.com',
    'http://push.example.com/',
    'ftp://push.example.com/',
    'javascript:alert(1)',
    'https://push.example.com:8443/',
    'https://user@push.example.com/',
    'https://user:word@push.example.com/',
    'https://localhost/',
    'https://localhost./',
    'https://db.localhost/',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://intranet/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://8.8.8.8/',
    'https://[::1]/',
    'https://[2606:4700::1111]/',
    `https://push.example.com/${'x'.repeat(1_000)}`,
  ])('refuses %s', (endpoint) => expect(isAllowedEndpoint(endpoint, ['https://stand-in.example.com'])).toBe(false))

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
    ...['192.0.0.8', '192.168.1.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', 'fc00::1', 'fe80::1', 'ff02::1'],
    ...['2001:db8::1', '2001::1', '2002:7f00:1::', '3fff::1', 'example.com', ''],
  ])('knows that %s is no public address', (address) => expect(isPublic(address)).toBe(false))

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])('knows that %s is one', (address) =>
    expect(isPublic(address)).toBe(true),
  )

  it.each([true, false])('looks up no name that leads inside (all: %s)', async (all) => {
    const failed = await new Promise<unknown>((done) => lookupPublic('localhost', { all }, (error) => done(error)))
    expect(failed).toMatchObject({ code: 'EPRIVATE' })
  })
})

it('encrypts as the example of RFC 8291 section 5', () => {
  const keys = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  }
  const chosen = {
    privateKey: Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'),
    salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url'),
  }
  expect(encryptFor(keys, 'When I grow up, I want to be a watermelon', chosen).toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
})
