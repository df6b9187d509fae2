import { decodeJwt } from 'jose'
import * as oauth from 'openid-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ALICE, APP_CLIENT, SIGN_IN_CLIENT, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { allowCode, askForCode, commandLine, connect, pollCode, refreshAs } from './agents'
import { authorizationRequest, Browser, redeemCode, refresh, signIn } from './browser'
import { type OAuthAnswer, postForm } from './ciba'
import { inDatabase } from './joining'

const BOB = 'auth0|bob'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTestTenant()
})
afterAll(() => tenant.stop())
beforeEach(async () => {
  await inDatabase(tenant, (sql) => sql`DELETE FROM tenant.sign_in_attempts`)
  for (const sub of [ALICE, BOB]) await asBank('revoke', { sub })
})

/** What the bank's own client asks of the customers' grants. */
function asBank(what: '' | 'check' | 'revoke', form: Record<string, string>): Promise<OAuthAnswer> {
  const body = new URLSearchParams({ client_id: APP_CLIENT.id, client_secret: APP_CLIENT.secret, ...form })
  return postForm(tenant, `oauth/grants${what && '/'}${what}`, body)
}

const grantOf = (token: string) => String(decodeJwt(token).grant_id)
const isAlive = async (token: string) => (await asBank('check', { grant_id: grantOf(token) })).body.active
const listOf = async (sub: string) => (await asBank('', { sub })).body.grants

describe('the bank', () => {
  it('learns which agents have access to whose accounts, and when they last used it', async () => {
    expect(await listOf(ALICE)).toEqual([])
    const first = await connect(tenant)
    const second = await connect(tenant)
    expect(await listOf(ALICE)).toEqual([
      {
        client_id: 'baink-cli',
        client_name: 'bAInk command line',
        client_host: null,
        scopes: ['read:accounts', 'read:transactions', 'request:transfer'],
        granted_at: expect.stringMatching(/^\d{4}-.*Z$/),
        last_used_at: expect.stringMatching(/^\d{4}-.*Z$/),
        grant_ids: [grantOf(second.access_token), grantOf(first.access_token)],
      },
    ])
    expect(await listOf(BOB)).toEqual([])
  })

  it('notes a use when it checks a grant, to the minute', async () => {
    const { access_token: token } = await connect(tenant)
    const lastUsed = async () =>
      inDatabase(tenant, async (sql) => {
        const [row] = await sql`SELECT last_used_at FROM tenant.agent_grants WHERE grant_id = ${grantOf(token)}`
        return row?.last_used_at as Date
      })
    await expect.poll(lastUsed).toBeInstanceOf(Date)
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.agent_grants SET last_used_at = now() - interval '1 hour'`)
    expect(await isAlive(token)).toBe(true)
    const noted = await lastUsed()
    expect(Date.now() - noted.getTime()).toBeLessThan(60_000)
    await isAlive(token)
    expect(await lastUsed()).toEqual(noted)
  })

  it('ends an agent’s access at once, with all its refresh tokens, and nobody else’s', async () => {
    const [first, second, bobs] = [
      await connect(tenant),
      await connect(tenant),
      await connect(tenant, 'bob@example.com'),
    ]
    expect((await asBank('check', { grant_id: grantOf(first.access_token) })).body).toEqual({
      active: true,
      sub: ALICE,
      client_id: 'baink-cli',
      client_name: 'bAInk command line',
      client_host: null,
      scopes: ['read:accounts', 'read:transactions', 'request:transfer'],
    })
    expect((await asBank('revoke', { sub: ALICE, agent: 'another' })).body).toEqual({ revoked: 0 })
    expect(await isAlive(first.access_token)).toBe(true)
    expect((await asBank('revoke', { sub: ALICE, agent: 'baink-cli' })).body).toEqual({ revoked: 2 })
    for (const { access_token: token, refresh_token: more } of [first, second]) {
      expect(await isAlive(token)).toBe(false)
      expect((await refreshAs(tenant, more)).body.error).toBe('invalid_grant')
    }
    expect(await listOf(ALICE)).toEqual([])
    expect(await isAlive(bobs.access_token)).toBe(true)
    expect((await refreshAs(tenant, bobs.refresh_token)).status).toBe(200)
  })

  it('does not bring a token from before back to life by allowing the agent again', async () => {
    const before = await connect(tenant)
    await asBank('revoke', { sub: ALICE, agent: 'baink-cli' })
    const after = await connect(tenant)
    expect(await isAlive(before.access_token)).toBe(false)
    expect(await isAlive(after.access_token)).toBe(true)
  })

  it('ends what was allowed and not yet fetched', async () => {
    const code = await askForCode(tenant)
    await allowCode(tenant, code.user_code)
    expect((await asBank('revoke', { sub: ALICE })).body).toEqual({ revoked: 1 })
    expect((await pollCode(tenant, code.device_code)).body.error).toBe('invalid_grant')
  })

  it('leaves its own sign-ins alone when it ends all agents’ access', async () => {
    const attempt = authorizationRequest(tenant)
    const callback = await signIn(new Browser(), attempt, 'alice@example.com', 'correct horse battery')
    const own = await redeemCode(tenant, callback, attempt.verifier)
    await connect(tenant)
    await asBank('revoke', { sub: ALICE })
    expect((await refresh(tenant, own.body.refresh_token)).status).toBe(200)
  })

  it('finds the same after a restart of the tenant', async () => {
    const { access_token: token } = await connect(tenant)
    const before = await listOf(ALICE)
    await tenant.restart()
    expect(await listOf(ALICE)).toEqual(before)
    expect(await isAlive(token)).toBe(true)
  })
})

describe('nobody else', () => {
  it.each(['', 'check', 'revoke'] as const)('may ask: /%s', async (what) => {
    const more: Record<string, string> = what === 'check' ? { grant_id: 'x' } : { sub: ALICE }
    const others: Record<string, string>[] = [
      { client_secret: 'wrong' },
      { client_id: 'nobody' },
      { client_id: 'baink-cli', client_secret: '' },
      { client_id: SIGN_IN_CLIENT.id, client_secret: SIGN_IN_CLIENT.secret },
    ]
    for (const credentials of others) {
      const { status, body } = await asBank(what, { ...more, ...credentials })
      expect({ status, error: body.error }).toEqual({ status: 401, error: 'invalid_client' })
    }
  })

  it('is answered before saying what is meant', async () => {
    const { status, body } = await asBank('revoke', { agent: 'baink-cli' })
    expect(status).toBe(400)
    expect(body.error_description).toMatch(/^sub: /)
    expect((await asBank('check', { grant_id: 'a\0b' })).status).toBe(400)
    expect((await asBank('check', { grant_id: 'unknown' })).body).toEqual({ active: false })
  })
})

describe('an agent', () => {
  it('ends its own access by its refresh token (RFC 7009), and that of nobody else', async () => {
    const client = await commandLine(tenant)
    const { access_token: token, refresh_token: more } = await connect(tenant)
    const other = new URLSearchParams({
      ...{ client_id: APP_CLIENT.id, client_secret: APP_CLIENT.secret },
      token: more,
    })
    await fetch(new URL('oauth/revoke', tenant.issuer), { method: 'POST', body: other })
    expect(await isAlive(token)).toBe(true)
    await oauth.tokenRevocation(client, more)
    expect(await isAlive(token)).toBe(false)
    expect((await refreshAs(tenant, more)).body.error).toBe('invalid_grant')
    expect(await listOf(ALICE)).toEqual([])
  })

  it('whose refresh token was used twice has lost its access', async () => {
    const { access_token: token, refresh_token: more } = await connect(tenant)
    await refreshAs(tenant, more)
    await refreshAs(tenant, more)
    expect(await isAlive(token)).toBe(false)
  })

  it('loses it after ninety days', async () => {
    const { access_token: token } = await connect(tenant)
    await inDatabase(
      tenant,
      (sql) => sql`
        UPDATE tenant.records SET expires_at = now() - interval '1 second'
        WHERE model = 'Grant' AND id = ${grantOf(token)} AND expires_at > now() + interval '89 days'`,
    )
    expect(await isAlive(token)).toBe(false)
    expect(await listOf(ALICE)).toEqual([])
  })
})
