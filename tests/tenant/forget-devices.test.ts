import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyProof, newKey } from '../support/phone/device'
import { phonePost, phoneRobot } from '../support/phone/phone'
import { runScript } from '../support/run-script'
import { PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTestTenant()
})
afterAll(() => tenant.stop())

async function forget(email: string): Promise<{ code: number; said: string }> {
  const env = { DATABASE_URL: tenant.config.databaseUrl, AUTH0_DOMAIN: '' }
  const { code, stdout, stderr } = await runScript(['scripts/forget-devices.ts', email], env)
  return { code, said: stdout + stderr }
}

/** Signs in on a browser that holds no key yet, and tries to be the first device. */
async function beFirst(email: string): Promise<number> {
  const { origin } = new URL(tenant.issuer)
  const welcome = await phonePost(origin)('/phone/sign-in', { email, password: PASSWORD })
  const post = phonePost(origin, welcome.headers.getSetCookie()[0]?.split(';')[0])
  return (await post('/phone/devices', { proof: await keyProof(await newKey(), origin, post) })).status
}

test('who has lost every device can begin again, and the lost ones answer nothing any more', async () => {
  const lost = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  expect(await beFirst('alice@example.com')).toBe(409)
  const { code, said } = await forget('Alice@example.com')
  expect(said).toContain("1 of alice@example.com's devices forgotten")
  expect(code).toBe(0)
  expect(await lost.page()).not.toContain('Sign out')
  expect(await beFirst('alice@example.com')).toBe(201)
}, 60_000)

test('nobody’s devices are forgotten for an address that nobody has', async () => {
  expect(await forget('mallory@example.com')).toEqual({ code: 1, said: expect.stringContaining('knows nobody') })
}, 60_000)
