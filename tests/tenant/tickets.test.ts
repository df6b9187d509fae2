import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { forgetDevices, inDatabase, newcomer, order, ticketFrom } from './joining'

const BOB = 'auth0|bob'

let tenant: TestTenant
let alice: PhoneRobot
beforeAll(async () => {
  tenant = await startTestTenant()
})
afterAll(() => tenant.stop())
beforeEach(async () => {
  await forgetDevices(tenant)
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})

const BAD = { status: 403, body: { code: 'bad_ticket' } }

describe('a ticket', () => {
  it('comes as a link and as a picture of it, and is kept as a hash only', async () => {
    const { status, body } = await order(alice, tenant, { action: 'ticket' })
    expect(status).toBe(201)
    expect(body.picture).toMatch(/^<svg class="qr" [^>]*role="img"/)
    expect(body.picture).not.toContain('style=')
    const ticket = new URL(String(body.link)).searchParams.get('ticket') ?? ''
    expect(ticket).toMatch(/^[\w-]{43}$/)
    const rows = await inDatabase(tenant, (sql) => sql`SELECT * FROM tenant.device_tickets`)
    expect(JSON.stringify(rows)).not.toContain(ticket)
  })

  it('lets one more device in, once', async () => {
    const ticket = await ticketFrom(alice, tenant)
    const [second, third] = [await newcomer(tenant), await newcomer(tenant)]
    expect(await second.offer('/phone/devices', { ticket })).toMatchObject({ status: 201, body: { code: 'enrolled' } })
    expect(await second.page()).toContain('Nothing waits for you')
    expect(await third.offer('/phone/devices', { ticket })).toMatchObject(BAD)
    expect(await third.page()).toContain('Ask my other device')
  })

  it('lets one of ten in that bring it at once', async () => {
    const ticket = await ticketFrom(alice, tenant)
    const browsers = await Promise.all(Array.from({ length: 10 }, () => newcomer(tenant)))
    const answers = await Promise.all(browsers.map((browser) => browser.offer('/phone/devices', { ticket })))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  it('is not spent where there is no room for one more device, which is said', async () => {
    const ticket = await ticketFrom(alice, tenant)
    const browser = await newcomer(tenant)
    const devices = (count: number) =>
      inDatabase(tenant, (sql) => sql`UPDATE tenant.users SET device_count = ${count} WHERE sub = 'auth0|alice'`)
    await devices(10)
    const { status, body } = await browser.offer('/phone/devices', { ticket })
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'no_room' })
    expect(body.message).toBe('You have 10 devices already. Remove one first: your ticket is not used up.')
    await devices(9)
    const others = [browser, await newcomer(tenant)].map((each) => each.offer('/phone/devices', { ticket }))
    expect((await Promise.all(others)).map((answer) => answer.status).sort()).toEqual([201, expect.any(Number)])
    await devices(1)
  })

  it('is one of five that nobody used; a sixth makes the first one void', async () => {
    await inDatabase(tenant, (sql) => sql`DELETE FROM tenant.device_tickets`)
    const tickets = []
    for (let turn = 0; turn < 6; turn += 1) tickets.push(await ticketFrom(alice, tenant))
    const [first = '', second = ''] = tickets
    expect(await (await newcomer(tenant)).offer('/phone/devices', { ticket: first })).toMatchObject(BAD)
    expect((await (await newcomer(tenant)).offer('/phone/devices', { ticket: second })).status).toBe(201)
    await Promise.all(Array.from({ length: 8 }, () => ticketFrom(alice, tenant)))
    const unused = await inDatabase(tenant, (sql) => sql`SELECT FROM tenant.device_tickets WHERE used_at IS NULL`)
    expect(unused).toHaveLength(5)
  })

  it('runs out', async () => {
    const ticket = await ticketFrom(alice, tenant)
    const lifetime = await inDatabase(tenant, async (sql) => {
      const [row] =
        await sql`SELECT extract(epoch FROM max(expires_at) - now())::int AS seconds FROM tenant.device_tickets`
      await sql`UPDATE tenant.device_tickets SET expires_at = now()`
      return row?.seconds
    })
    expect(lifetime).toBeGreaterThan(590)
    expect(lifetime).toBeLessThanOrEqual(600)
    expect(await (await newcomer(tenant)).offer('/phone/devices', { ticket })).toMatchObject(BAD)
  })

  it('is for its own customer, and dies with the device that made it', async () => {
    const bob = await newcomer(tenant, BOB)
    const ticket = await ticketFrom(alice, tenant)
    expect(await bob.offer('/phone/devices', { ticket })).toMatchObject(BAD)
    const second = await newcomer(tenant)
    await second.offer('/phone/devices', { ticket })
    const other = await ticketFrom(second, tenant)
    await order(alice, tenant, { action: 'remove', device: second.device.id })
    expect(await (await newcomer(tenant)).offer('/phone/devices', { ticket: other })).toMatchObject(BAD)
  })

  it('is made by an enrolled device only, and is nothing that could be guessed at the shape of', async () => {
    const stranger = await newcomer(tenant)
    stranger.device.id = alice.device.id
    expect((await order(stranger, tenant, { action: 'ticket' })).body.code).toBe('not_signed')
    for (const ticket of ['x', 'a'.repeat(43), '\u0000'])
      expect(await (await newcomer(tenant)).offer('/phone/devices', { ticket })).toMatchObject(BAD)
  })

  it('survives the sign-in on its way', async () => {
    const ticket = await ticketFrom(alice, tenant)
    const { origin } = new URL(tenant.issuer)
    const page = await (await fetch(`${origin}/phone/enrol?ticket=${ticket}`)).text()
    expect(page).toContain(`<input type="hidden" name="ticket" value="${ticket}">`)
    const form = { email: 'alice@example.com', password: PASSWORD, ticket }
    const post = (fields: Record<string, string>) =>
      fetch(`${origin}/phone/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin },
        body: new URLSearchParams(fields),
      })
    expect((await post(form)).headers.get('location')).toBe(`/phone/enrol?ticket=${ticket}`)
    expect((await post({ ...form, ticket: '//elsewhere.example' })).headers.get('location')).toBe('/phone')
  })
})
