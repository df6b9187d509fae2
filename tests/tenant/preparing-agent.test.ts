import Ajv from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import { decodeJwt } from 'jose'
import * as oauth from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEnvironment } from '@/tenant/env'
import {
  ALICE,
  APP_CLIENT,
  OWN_AGENT,
  PASSWORD,
  SIGN_IN_CLIENT,
  startTestTenant,
  type TestTenant,
} from '../support/tenant/tenant'
import { answerConsent, openConsent } from './agents'
import { Browser } from './browser'
import { ask, transferDetail } from './ciba'

let tenant: TestTenant
let client: oauth.Configuration
beforeAll(async () => {
  tenant = await startTestTenant({ clients: [APP_CLIENT, SIGN_IN_CLIENT, OWN_AGENT] })
  client = await discover(OWN_AGENT)
})
afterAll(() => tenant.stop())

function discover({ id, secret }: typeof OWN_AGENT): Promise<oauth.Configuration> {
  const options = { execute: [oauth.allowInsecureRequests] }
  return oauth.discovery(new URL(tenant.issuer), id, secret, undefined, options)
}

/** Where the agent sends its customer's browser; an `undefined` leaves a parameter out. */
async function requestOf(changes: Record<string, string | undefined> = {}) {
  const verifier = oauth.randomPKCECodeVerifier()
  const url = oauth.buildAuthorizationUrl(client, {
    redirect_uri: OWN_AGENT.redirectUris[0] ?? '',
    audience: tenant.config.agentAudience,
    scope: 'openid create:transfer',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) url.searchParams.delete(name)
    else url.searchParams.set(name, value)
  }
  return { url, verifier }
}

async function letIn({
  browser,
  DPoP,
  ...changes
}: {
  browser?: Browser
  DPoP?: oauth.DPoPHandle
  scope?: string
} = {}) {
  const { url, verifier } = await requestOf(changes)
  const opened = await openConsent(url, browser)
  const { at } = await answerConsent(opened.browser, opened.at, 'allow')
  const options = DPoP ? { DPoP } : {}
  return oauth.authorizationCodeGrant(client, at, { pkceCodeVerifier: verifier }, {}, options)
}

describe('an agent that prepares transfers', () => {
  it.each([{}, { scope: 'openid create:transfer offline_access', prompt: 'consent' }])(
    'gets a token that names no transfer, is soon over, and cannot be refreshed: %j',
    async (changes) => {
      const tokens = await letIn(changes)
      const { iat = 0, exp = 0, ...claims } = decodeJwt(tokens.access_token)
      expect(claims).toMatchObject({
        aud: [tenant.config.agentAudience, `${tenant.issuer}userinfo`],
        azp: OWN_AGENT.id,
        sub: ALICE,
        scope: 'openid create:transfer',
      })
      expect(claims).not.toHaveProperty('authorization_details')
      expect(exp - iat).toBe(300)
      expect(tokens.refresh_token).toBeUndefined()
      expect(tokens.claims()?.sub).toBe(ALICE)
    },
  )

  it('gets one that is bound to its key, where it proves one', async () => {
    const DPoP = oauth.getDPoPHandle(client, await oauth.randomDPoPKeyPair())
    const { access_token: token, token_type: type } = await letIn({ DPoP })
    expect(type.toLowerCase()).toBe('dpop')
    expect(decodeJwt(token).cnf).toEqual({ jkt: expect.any(String) })
  })

  it('asks the customer each time, on a page that says what it may', async () => {
    const browser = new Browser()
    await letIn({ browser })
    const { answer, at } = await openConsent((await requestOf()).url, browser)
    expect(at.pathname).toMatch(/^\/u\/consent\//)
    const page = await answer.text()
    expect(page).toContain(OWN_AGENT.name)
    expect(page).toContain('None happens without your yes on the phone')
    expect(page).toContain('Known to the bank')
    expect(page).toContain('lasts for 5 minutes')
  })

  it('gets nothing where the customer refuses', async () => {
    const { browser, at } = await openConsent((await requestOf()).url)
    const back = await answerConsent(browser, at, 'refuse')
    expect(back.at.searchParams.get('error')).toBe('access_denied')
    expect(back.at.searchParams.get('code')).toBeNull()
  })

  it.each([
    ['no API', { audience: undefined }, 'invalid_target'],
    ['MCP', { audience: 'http://localhost:3999/api/mcp' }, 'invalid_target'],
    ['more than one API', { resource: 'http://localhost:3999/api/mcp' }, 'invalid_target'],
    ['no scope of the API', { scope: 'openid' }, 'invalid_scope'],
    ['MCP’s scopes as well', { scope: 'openid create:transfer read:accounts' }, 'invalid_scope'],
    ['the customer’s name', { scope: 'openid profile create:transfer' }, 'invalid_scope'],
    [
      'a transfer, where no phone shows it',
      { authorization_details: JSON.stringify([transferDetail()]) },
      'invalid_authorization_details',
    ],
  ])('may not ask for %s', async (_, changes, error) => {
    const response = await new Browser().open((await requestOf(changes)).url)
    const back = new URL(response.headers.get('location') ?? '')
    expect(back.searchParams.get('error')).toBe(error)
  })

  it.each([APP_CLIENT, SIGN_IN_CLIENT])('is not $name: a sign-in there gives no token for the API', async (other) => {
    const { url } = await requestOf({ client_id: other.id, redirect_uri: other.redirectUris[0] })
    const back = new URL((await new Browser().open(url)).headers.get('location') ?? '')
    expect(back.searchParams.get('error')).toBe('invalid_target')
  })
})

const takesIn = (schema: object) => addFormats(new Ajv({ strict: false })).compile(schema)

describe('the detail types', () => {
  const typesOf = async () => {
    const metadata = client.serverMetadata()
    expect(metadata.authorization_details_types_supported).toEqual([
      'payment_initiation',
      'product_order',
      'stock_order',
      'confirmation_limit_change',
      'standing_mandate',
    ])
    const response = await fetch(String(metadata.authorization_details_types_metadata_endpoint))
    expect(response.headers.get('content-type')).toContain('application/json')
    return (await response.json()) as Record<string, { schema: object; examples: object[] }>
  }

  it('are described where the discovery document says, by a schema that their examples keep to', async () => {
    const { payment_initiation: type, ...others } = await typesOf()
    expect(Object.keys(others)).toEqual([
      'product_order',
      'stock_order',
      'confirmation_limit_change',
      'standing_mandate',
    ])
    for (const { schema, examples } of Object.values(others))
      expect(examples.map((example) => takesIn(schema)(example))).toEqual([true])
    const takes = addFormats(new Ajv({ strict: false })).compile(type?.schema ?? false)
    for (const example of [...(type?.examples ?? []), transferDetail()]) expect(takes(example)).toBe(true)
    const { creditorName: _, ...nameless } = transferDetail()
    for (const wrong of [
      nameless,
      transferDetail({ type: 'other' }),
      transferDetail({ more: 1 }),
      transferDetail({ creditorName: '' }),
      transferDetail({ identifier: 'x' }),
    ]) {
      expect(takes(wrong), JSON.stringify(wrong)).toBe(false)
    }
  })
})

describe('a change of when the phone is asked', () => {
  const identifier = '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e10'
  const state = { askAbove: '100.00 USD', firstPayments: 'ask' }
  const change = { type: 'confirmation_limit_change', identifier, now: state, wanted: state }
  const askAs = ({ id, secret }: typeof OWN_AGENT | typeof APP_CLIENT, detail: object) =>
    ask(tenant, { client_id: id, client_secret: secret, authorization_details: JSON.stringify([detail]) })

  it('is the bank’s own to ask for, and no agent’s', async () => {
    expect((await askAs(OWN_AGENT, transferDetail())).status).toBe(200)
    expect(await askAs(OWN_AGENT, change)).toMatchObject({
      status: 400,
      body: { error: 'invalid_authorization_details' },
    })
    expect((await askAs(APP_CLIENT, change)).status).toBe(200)
  })

  it.each([
    [{ more: 1 }],
    [{ identifier: 'x' }],
    [{ wanted: { ...state, askAbove: '' } }],
    [{ wanted: { ...state, firstPayments: 'perhaps' } }],
    [{ now: undefined }],
  ])('is taken whole or not at all: %j', async (wrong) => {
    const { status, body } = await askAs(APP_CLIENT, { ...change, ...wrong })
    expect([status, body.error]).toEqual([400, 'invalid_authorization_details'])
  })
})

describe('the environment', () => {
  const GOOD = {
    NODE_ENV: 'test' as const,
    TENANT_DATABASE_URL: 'postgres://tenant:secret@localhost/bank',
    TENANT_CLIENT_ID: 'bank-app',
    TENANT_CLIENT_SECRET: 'a-secret-of-the-app',
    DEMO_PASSWORD: PASSWORD,
  }

  it('makes such a client where it names a secret, and none otherwise', () => {
    expect(readEnvironment({ ...GOOD, TENANT_AGENT_SECRET: '' }).clients).toHaveLength(1)
    const { clients } = readEnvironment({ ...GOOD, TENANT_AGENT_SECRET: 'sixteen or more!' })
    expect(clients[1]).toMatchObject({ id: 'own-agent', preparesTransfers: true, asksForApprovals: true })
    expect(clients[0]?.preparesTransfers).toBeUndefined()
  })
})
