import { type AddressInfo, createServer } from 'node:net'
import { decodeJwt } from 'jose'
import * as oauth from 'openid-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ALICE, APP_CLIENT, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { ALL_SCOPES, allowAgent, answerConsent, askAs, CALLBACK, follow, openConsent, register } from './agents'
import { authorizationRequest, Browser } from './browser'
import { ask } from './ciba'
import { inDatabase } from './joining'

const DOCUMENT = 'https://agent.example/client.json'
const document = {
  client_id: DOCUMENT,
  client_name: 'Trip planner',
  redirect_uris: [CALLBACK, 'https://agent.example/callback', 'planner://callback'],
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  token_endpoint_auth_method: 'none',
  application_type: 'native',
}
const documents = {
  [DOCUMENT]: document,
  'https://liar.example/client.json': document,
  ...Object.fromEntries(
    Object.entries({
      secret: { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [] } },
      name: { client_name: 'the bAlnk' },
      ciba: {
        grant_types: ['authorization_code', 'urn:openid:params:grant-type:ciba'],
        backchannel_token_delivery_mode: 'poll',
        authorization_details_types: ['payment_initiation'],
      },
      logout: { backchannel_logout_uri: 'https://agent.example/logout' },
    }).map(([name, more]) => {
      const address = `https://agent.example/${name}.json`
      return [address, { ...document, client_id: address, ...more }]
    }),
  ),
}

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTestTenant({ documents })
})
afterAll(() => tenant.stop())
beforeEach(() => inDatabase(tenant, (sql) => sql`DELETE FROM tenant.sign_in_attempts`))

const idOf = async (changes: Record<string, unknown> = {}) => {
  const { status, body } = await register(tenant, changes)
  if (status !== 201) throw new Error(`refused: ${JSON.stringify(body)}`)
  return String(body.client_id)
}

describe('an agent that registers itself', () => {
  it('is given an id and no secret, what it asks for beyond that is left out, and what it may not have is not', async () => {
    const { status, body, headers } = await register(tenant, {
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      token_endpoint_auth_method: 'none',
      logo_uri: 'https://agent.example/logo.svg',
      client_id: 'bank-app',
    })
    expect(status).toBe(201)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      client_id: expect.stringMatching(/^agent_[\w-]{24}$/),
      client_id_issued_at: expect.any(Number),
      client_name: 'Budget helper',
      redirect_uris: [CALLBACK],
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: `${ALL_SCOPES} offline_access`,
    })
  })

  it('gets a token for MCP once its customer has allowed it, and can refresh it', async () => {
    const { client, tokens } = await allowAgent(tenant, await idOf())
    const claims = decodeJwt(tokens.access_token)
    expect(claims).toMatchObject({ aud: tenant.config.mcpAudience, sub: ALICE, scope: ALL_SCOPES, iss: tenant.issuer })
    expect(claims.client_id).toMatch(/^agent_/)
    expect(tokens).not.toHaveProperty('id_token')
    const again = await oauth.refreshTokenGrant(client, String(tokens.refresh_token))
    expect(decodeJwt(again.access_token)).toMatchObject({ grant_id: claims.grant_id, sub: ALICE })
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['no name', { client_name: undefined }, 'client_name: must be a text'],
    ['a blank name', { client_name: '\u200b ' }, 'client_name: must not be blank'],
    ['a name that turns the line around', { client_name: 'a\u202eb' }, 'client_name: must not hold U+202E'],
    ['the bank’s name', { client_name: 'The bAlnk' }, 'client_name: must not look like'],
    ['the command line’s name', { client_name: 'baınk command line' }, 'client_name: must not look like'],
    ['a long name', { client_name: 'x'.repeat(61) }, 'client_name: must be 60 characters'],
    ['no address', { redirect_uris: [] }, 'redirect_uris: '],
    ['six addresses', { redirect_uris: Array(6).fill(CALLBACK) }, 'redirect_uris: '],
    ['http elsewhere', { redirect_uris: [CALLBACK, 'http://agent.example/'] }, 'redirect_uris: must be https'],
    ['a name that ends like ours', { redirect_uris: ['http://localhost.example/'] }, 'redirect_uris: must be https'],
    ['a scheme of its own', { redirect_uris: ['planner://callback'] }, 'redirect_uris: must be https'],
    ['a script', { redirect_uris: ['javascript:alert(1)'] }, 'redirect_uris: must be https'],
    ['a fragment', { redirect_uris: [`${CALLBACK}#`] }, 'redirect_uris: must not hold a fragment'],
    [
      'somebody’s name in it',
      { redirect_uris: ['https://bank.example@agent.example/'] },
      'redirect_uris: must not name',
    ],
    ['a secret', { token_endpoint_auth_method: 'client_secret_post' }, 'token_endpoint_auth_method: must be none'],
    ['asking phones', { grant_types: ['authorization_code', 'urn:openid:params:grant-type:ciba'] }, 'grant_types: '],
    ['no customer', { grant_types: ['client_credentials'] }, 'grant_types: '],
    ['tokens in addresses', { response_types: ['token'] }, 'response_types: must be code alone'],
    ['moving money itself', { scope: 'read:accounts create:transfer' }, 'scope: must be of'],
    ['the web on this computer', { application_type: 'web' }, 'application_type: must be native'],
    ['an array', { client_name: ['Budget helper'] }, 'client_name: must be a text'],
  ])('is told what is wrong with it: %s', async (_name, changes, words) => {
    const { status, body } = await register(tenant, changes)
    expect(status).toBe(400)
    expect(body.error).toBe(words.startsWith('redirect_uris') ? 'invalid_redirect_uri' : 'invalid_client_metadata')
    expect(String(body.error_description).startsWith(words), String(body.error_description)).toBe(true)
  })

  it('is known for a day, and longer once it is allowed', async () => {
    const [unused, used] = [await idOf(), await idOf()]
    await allowAgent(tenant, used)
    await inDatabase(
      tenant,
      (sql) => sql`
        UPDATE tenant.records SET expires_at = expires_at - interval '25 hours' WHERE model = 'Client'`,
    )
    const open = async (id: string) => new Browser().open((await askAs(tenant, id)).url)
    expect((await open(unused)).status).toBe(400)
    expect((await open(used)).status).toBe(303)
  })

  it('cannot register without end, and nobody else is kept from it', async () => {
    const all = await Promise.all(Array.from({ length: 25 }, () => register(tenant)))
    expect(all.filter(({ status }) => status === 201)).toHaveLength(20)
    expect(all.find(({ status }) => status === 429)?.headers.get('retry-after')).toMatch(/^\d+$/)
  })

  it.each([
    ['no JSON', '{', 'application/json', 400],
    ['a form', 'client_name=x', 'application/x-www-form-urlencoded', 415],
    ['far too much', JSON.stringify({ client_name: 'x'.repeat(20_000) }), 'application/json', 413],
    ['nothing', 'null', 'application/json', 400],
  ])('that sends %s is refused', async (_name, body, type, status) => {
    const headers = { 'content-type': type }
    expect((await fetch(new URL('oidc/register', tenant.issuer), { method: 'POST', headers, body })).status).toBe(
      status,
    )
  })
})

describe('an agent with a metadata document', () => {
  it('is known by it: its customer reads the host it stands at, and it gets a token for MCP', async () => {
    const { url } = await askAs(tenant, DOCUMENT, { redirect_uri: 'https://agent.example/callback' })
    const page = await (await openConsent(url)).answer.text()
    for (const words of ['Trip planner', 'agent.example']) expect(page).toContain(words)
    expect(page).not.toContain('notice-warn')
    const { tokens } = await allowAgent(tenant, DOCUMENT)
    expect(decodeJwt(tokens.access_token)).toMatchObject({ client_id: DOCUMENT, azp: DOCUMENT, sub: ALICE })
  })

  it.each([
    ['of another address', 'https://liar.example/client.json', 'client_id does not match'],
    ['that would have a secret or a key', 'https://agent.example/secret.json', 'token_endpoint_auth_method'],
    ['with the bank’s name', 'https://agent.example/name.json', 'client_name must not look like'],
    ['that wants to hear of log-outs', 'https://agent.example/logout.json', 'backchannel_logout_uri'],
    ['on this computer', 'https://localhost/client.json', 'fetch not allowed'],
    ['at an inner address', 'https://10.0.0.1/client.json', 'fetch not allowed'],
    ['where the cloud keeps its secrets', 'https://169.254.169.254/client.json', 'fetch not allowed'],
  ])('%s is refused', async (_name, id, words) => {
    const { url } = await askAs(tenant, DOCUMENT)
    url.searchParams.set('client_id', id)
    const answer = await new Browser().open(url)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(await answer.text()).toContain(words)
  })

  it('on this computer is not even asked for', async () => {
    let connections = 0
    const inner = createServer((socket) => {
      connections += 1
      socket.destroy()
    })
    await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', () => resolve()))
    const { port } = inner.address() as AddressInfo
    for (const host of ['localhost', 'LOCALHOST.', 'x.localhost', '127.0.0.1', '2130706433', '[::ffff:127.0.0.1]']) {
      const { url } = await askAs(tenant, DOCUMENT)
      url.searchParams.set('client_id', `https://${host}:${port}/client.json`)
      expect(await (await new Browser().open(url)).text()).toContain('fetch not allowed')
    }
    inner.close()
    expect(connections).toBe(0)
  })

  it('cannot have its code sent to a scheme that any program can take, nor ask phones, whatever it says', async () => {
    const { url } = await askAs(tenant, DOCUMENT, { redirect_uri: 'planner://callback' })
    const answer = await new Browser().open(url)
    expect(answer.headers.get('location')).toContain('error=invalid_request')
    for (const audience of [tenant.config.agentAudience, tenant.config.mcpAudience])
      for (const id of ['https://agent.example/ciba.json', DOCUMENT, await idOf()]) {
        const { status, body } = await ask(tenant, { client_id: id, client_secret: undefined, audience })
        expect(status).toBe(400)
        expect(['unauthorized_client', 'invalid_target']).toContain(body.error)
      }
  })

  it('does not make the tenant ask strangers without end', async () => {
    await inDatabase(tenant, async (sql) => {
      await sql`INSERT INTO tenant.sign_in_attempts VALUES ('document:127.0.0.1', 60, now() + interval '5 minutes')`
    })
    const { url } = await askAs(tenant, DOCUMENT)
    url.searchParams.set('client_id', 'https://stranger.example/client.json')
    expect(await (await new Browser().open(url)).text()).toContain('fetch not allowed')
  })
})

describe('the consent page', () => {
  it('says who asks for what and where the answer goes, warns of programs on this computer, each time', async () => {
    const id = await idOf({ client_name: '<b>Helper</b>' })
    const { url } = await askAs(tenant, id, { scope: 'read:accounts read:transactions' })
    const { browser, answer, at } = await openConsent(url)
    const page = await answer.text()
    for (const words of ['&lt;b&gt;Helper&lt;/b&gt;', '127.0.0.1:9999', 'A program on this computer asks', '90 days'])
      expect(page).toContain(words)
    for (const words of ['See your accounts', 'See your transactions']) expect(page).toContain(words)
    expect(page).not.toContain('Ask for transfers')
    expect(answer.headers.get('content-security-policy')).toContain("form-action 'self' http://127.0.0.1:9999;")
    await answerConsent(browser, at, 'allow')
    const again = await openConsent((await askAs(tenant, id)).url, browser)
    expect(await again.answer.text()).toContain('Ask for transfers')
  })

  it('warns of a program that the bank does not know, wherever its answer goes', async () => {
    const id = await idOf({ redirect_uris: ['https://agent.example/callback'] })
    const { url } = await askAs(tenant, id, { redirect_uri: 'https://agent.example/callback' })
    const page = await (await openConsent(url)).answer.text()
    expect(page).toContain('The bank does not know this program')
    expect(page).toContain('<strong>agent.example</strong>')
  })

  it('tells an agent of a no, and who answered (RFC 9207)', async () => {
    const { url } = await askAs(tenant, await idOf())
    const { browser, at } = await openConsent(url)
    const { at: callback } = await answerConsent(browser, at, 'refuse')
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'some-state',
      iss: tenant.issuer,
    })
  })

  it('takes no answer from elsewhere, from another browser, twice or of another kind', async () => {
    const id = await idOf()
    const { url } = await askAs(tenant, id)
    const { browser, at } = await openConsent(url)
    expect((await answerConsent(browser, at, 'allow', 'http://127.0.0.1:9999')).answer.status).toBe(403)
    expect((await answerConsent(new Browser(), at, 'allow')).answer.status).toBe(400)
    const headers = { origin: at.origin }
    const other = await browser.open(at, { method: 'POST', body: new URLSearchParams({ answer: 'perhaps' }), headers })
    expect(other.status).toBe(400)
    const yes = () => browser.open(at, { method: 'POST', body: new URLSearchParams({ answer: 'allow' }), headers })
    const [first] = await Promise.all([yes(), yes()])
    const { at: callback } = await follow(browser, at, first)
    expect(callback.searchParams.get('code')).not.toBeNull()
    expect((await yes()).status).toBe(400)
    const [row] = await inDatabase(
      tenant,
      (sql) => sql`SELECT count(*)::int AS count FROM tenant.agent_grants WHERE client_id = ${id}`,
    )
    expect(row?.count).toBe(1)
  })

  it('is shown to nobody for the bank’s own client, not even when it asks for it', async () => {
    const answer = await new Browser().open(authorizationRequest(tenant, { prompt: 'consent' }).url)
    const callback = new URL(answer.headers.get('location') ?? '')
    expect(callback.origin).toBe(new URL(APP_CLIENT.redirectUris[0] ?? '').origin)
    expect(callback.searchParams.get('error')).toBe('invalid_request')
  })

  it.each([
    ['without PKCE', { code_challenge: '' }, 'invalid_request'],
    ['for another API', { resource: 'http://localhost:3999/api/agent/transfers' }, 'invalid_target'],
    ['for the customer’s identity', { scope: 'openid' }, 'invalid_scope'],
    ['for a scope of the agent API', { scope: 'create:transfer' }, 'invalid_scope'],
  ])('is not reached %s', async (_name, changes, error) => {
    const { url } = await askAs(tenant, await idOf(), changes)
    if (url.searchParams.get('code_challenge') === '') {
      for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name)
    }
    const answer = await new Browser().open(url)
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe(error)
  })
})
