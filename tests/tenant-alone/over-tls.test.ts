import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { AGENT, ALONE_PASSWORD, type AloneTenant, STOCKS, startAlone } from '../support/tenant/alone'
import { runOverTls } from './run-over-tls'

const HANDSHAKE_MS_MAX = 20_000
const STOP_MS_MAX = 5_000

let tenant: AloneTenant
/** Of a connection that never begins its handshake. */
let silence: Promise<number>
let phone: PhoneRobot
let got: Record<string, Record<string, unknown>>

beforeAll(async () => {
  tenant = await startAlone()
  const begun = performance.now()
  silence = once(silent(), 'close').then(() => performance.now() - begun)
  // The phone stays at the tenant's plain address; what was asked over TLS is there as well.
  phone = await phoneRobot(tenant.issuer, 'alice@example.com', ALONE_PASSWORD)
  let running = true
  const answering = answerAll(() => running)
  got = await runOverTls(tenant, 'sdks-over-tls.ts', AGENT)
  running = false
  await answering
}, 180_000)
afterAll(async () => {
  await once(silent(), 'connect')
  const begun = performance.now()
  await tenant.stop()
  expect(performance.now() - begun).toBeLessThan(STOP_MS_MAX)
})

function silent(): Socket {
  return connect(Number(new URL(tenant.secure).port), '127.0.0.1')
}

/** Says yes and no as the binding messages have it. */
async function answerAll(isRunning: () => boolean): Promise<void> {
  while (isRunning()) {
    for (const { id, text } of await phone.pending())
      await (text.includes('says no') ? phone.deny(id) : phone.approve(id))
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe('over TLS, with the authority that it names and nothing else set', () => {
  it('auth0 asks for an audience that is no URI, by its older spelling of the expiry, and gets its token', () => {
    expect(got.auth0).toMatchObject({
      asked: { expires_in: 120, interval: 1 },
      scope: 'openid stock:trade',
      payload: { iss: tenant.secure, aud: [STOCKS, `${tenant.secure}userinfo`], azp: AGENT.id, sub: 'auth0|alice' },
    })
  })

  it('auth0 hears a no', () => {
    expect(got.auth0No).toMatchObject({ error: 'access_denied', statusCode: 400 })
  })

  it('@auth0/auth0-auth-js finds https endpoints by discovery, and gets its token', () => {
    expect(got.auth0AuthJs).toMatchObject({ scope: 'openid stock:read', claims: { sub: 'auth0|alice' } })
  })

  it('oauth4webapi takes all of it by HTTP Basic', () => {
    expect(got.oauth4webapi).toMatchObject({ scope: 'openid', claims: { sub: 'auth0|alice', iss: tenant.secure } })
    const { origin } = new URL(tenant.secure)
    const endpoints = got.oauth4webapi?.endpoints as string[]
    expect(endpoints.length).toBeGreaterThan(5)
    expect(new Set(endpoints)).toEqual(new Set([origin]))
  })
})

it('keeps no connection that begins no handshake, and none of them keeps it from stopping', {
  timeout: 60_000,
}, async () => {
  expect(await silence).toBeLessThan(HANDSHAKE_MS_MAX)
})
