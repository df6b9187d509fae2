import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freePort } from '@/tenant/postgres/free-port'
import { createTenant, type Tenant } from '@/tenant/tenant'
import { Balancer } from '../faults/balancer'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { ALICE, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor, loginHint, poll } from '../tenant/ciba'
import { hear } from './hear'

// Two processes of the local tenant on one database and behind one address: what is asked at one is answered at the other.

const EMAIL = 'alice@example.com'
const SOON = { timeout: 10_000, interval: 25 }

let balancer: Balancer
let first: TestTenant
let second: Tenant
/** The two processes by themselves; the issuer is the address of both. */
let [a, b]: [TestTenant, TestTenant] = [] as never
let phone: PhoneRobot
beforeAll(async () => {
  balancer = await Balancer.open()
  const issuer = `http://localhost:${balancer.port}/`
  const ports = [await freePort(), await freePort()] as const
  first = await startTestTenant({ issuer, port: ports[0] })
  second = await createTenant({ ...first.config, port: ports[1] })
  await second.listen()
  for (const port of ports) balancer.add(port)
  const at = (port: number) => ({ ...first, issuer: `http://localhost:${port}/` })
  ;[a, b] = [at(ports[0]), at(ports[1])]
  phone = await phoneRobot(issuer, EMAIL, PASSWORD)
})
afterAll(async () => {
  await balancer.close()
  await second.close()
  await first.stop()
})

/** The customer, as the app names them: by the address of both. */
const hint = () => ({ login_hint: loginHint(first, ALICE) })

describe('a request', () => {
  test('is shown on a phone page that is open at the other, at once', async () => {
    const pages = await Promise.all(
      [a, b].map(async ({ issuer }) =>
        hear(await fetch(new URL('phone/events', issuer), { headers: { cookie: phone.cookie } })),
      ),
    )
    await vi.waitUntil(() => pages.every(({ text }) => text.includes('event: requests')), SOON)
    for (const one of [a, b]) {
      const before = pages.map(({ text }) => text.length)
      const id = await askFor(one, hint())
      await vi.waitUntil(() => pages.every(({ text }, n) => text.slice(before[n]).includes('event: requests')), SOON)
      await phone.deny((await phone.waitForRequest()).id)
      expect((await poll(b, id)).body.error).toBe('access_denied')
    }
  })

  test('is asked for at one and polled at the other, which gets one token', async () => {
    const id = await askFor(a, hint())
    expect((await poll(b, id)).body.error).toBe('authorization_pending')
    expect((await phone.approve((await phone.waitForRequest()).id)).code).toBe('approved')
    const answers = await Promise.all([a, b, a, b].map((one) => poll(one, id)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})

test('a phone that is signed out at one is signed out at the other', async () => {
  const other = await phoneRobot(first.issuer, EMAIL, PASSWORD)
  const statusAt = async ({ issuer }: TestTenant) =>
    (await fetch(new URL('phone/events', issuer), { method: 'HEAD', headers: { cookie: other.cookie } })).status
  expect([await statusAt(a), await statusAt(b)]).toEqual([200, 200])
  await other.signOut()
  expect([await statusAt(a), await statusAt(b)]).toEqual([204, 204])
})
