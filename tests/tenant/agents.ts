import * as oauth from 'openid-client'
import { PASSWORD, type TestTenant } from '../support/tenant/tenant'
import { Browser, submitSignIn } from './browser'
import { type OAuthAnswer, postForm } from './ciba'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
type Where = Pick<TestTenant, 'issuer'>

export const ALL_SCOPES = 'read:accounts read:transactions request:transfer'

/** The command line as a client of openid-client, found by the tenant's discovery document alone. */
export function commandLine(tenant: TestTenant): Promise<oauth.Configuration> {
  return discover(tenant, 'baink-cli')
}

export function discover(tenant: TestTenant, clientId: string): Promise<oauth.Configuration> {
  const options = { execute: [oauth.allowInsecureRequests], algorithm: 'oauth2' as const }
  return oauth.discovery(new URL(tenant.issuer), clientId, undefined, oauth.None(), options)
}

export interface Code {
  device_code: string
  user_code: string
  verification_uri_complete: string
  [more: string]: unknown
}

/** Asks for a device's code, which must be given. */
export async function askForCode(tenant: Where, changes: Record<string, string> = {}): Promise<Code> {
  const { status, body } = await requestCode(tenant, changes)
  if (status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`)
  return body as Code
}

export function requestCode(tenant: Where, changes: Record<string, string> = {}): Promise<OAuthAnswer> {
  const form = { client_id: 'baink-cli', scope: ALL_SCOPES, ...changes }
  return postForm(tenant, 'oauth/device/code', new URLSearchParams(form))
}

export function pollCode(tenant: Where, code: string, more: Record<string, string> = {}): Promise<OAuthAnswer> {
  const form = { grant_type: DEVICE_GRANT, device_code: code, client_id: 'baink-cli', ...more }
  return postForm(tenant, 'oauth/token', new URLSearchParams(form))
}

/** Follows redirects inside the tenant, as a browser does, and returns the last answer with its address. */
export async function follow(browser: Browser, from: URL, response: Response): Promise<{ at: URL; answer: Response }> {
  let [at, answer] = [from, response]
  while (answer.status >= 300 && answer.status < 400) {
    const next = new URL(answer.headers.get('location') ?? '', at)
    if (next.origin !== at.origin) return { at: next, answer }
    at = next
    answer = await browser.open(at)
  }
  return { at, answer }
}

/** Types a code at /activate, in a browser where it has been opened, and follows to what comes next. */
export async function typeCode(browser: Browser, tenant: Where, code: string) {
  const url = new URL('activate', tenant.issuer)
  const page = await (await browser.open(url)).text()
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const body = new URLSearchParams({ xsrf, user_code: code, confirm: 'yes' })
  const answer = await browser.open(url, { method: 'POST', body, headers: { origin: url.origin } })
  return follow(browser, url, answer)
}

/** Signs in where a browser is asked to, and follows to what comes next. */
export async function signInAt(browser: Browser, at: URL, email = 'alice@example.com', password = PASSWORD) {
  return follow(browser, at, await submitSignIn(browser, at, email, password))
}

/** Says yes or no on a consent page, and follows to what comes next. */
export async function answerConsent(browser: Browser, at: URL, answer: 'allow' | 'refuse', origin = at.origin) {
  const body = new URLSearchParams({ answer })
  return follow(browser, at, await browser.open(at, { method: 'POST', body, headers: { origin } }))
}

/** Allows a device's code from start to end, in a new browser. */
export async function allowCode(
  tenant: Where,
  code: string,
  email = 'alice@example.com',
  password = PASSWORD,
): Promise<Browser> {
  const browser = new Browser()
  const { at } = await typeCode(browser, tenant, code)
  const consent = await signInAt(browser, at, email, password)
  await answerConsent(browser, consent.at, 'allow')
  return browser
}

export interface Tokens {
  access_token: string
  refresh_token: string
}

/** Connects the command line for a customer, and returns its tokens. */
export async function connect(tenant: Where, email = 'alice@example.com', changes = {}): Promise<Tokens> {
  const code = await askForCode(tenant, changes)
  await allowCode(tenant, code.user_code, email)
  const { status, body } = await pollCode(tenant, code.device_code)
  if (status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`)
  return body as unknown as Tokens
}

export function refreshAs(tenant: Where, token: string, more: Record<string, string> = {}): Promise<OAuthAnswer> {
  const form = { grant_type: 'refresh_token', refresh_token: token, client_id: 'baink-cli', ...more }
  return postForm(tenant, 'oauth/token', new URLSearchParams(form))
}

export const CALLBACK = 'http://127.0.0.1:9999/callback'

/** Registers an agent (RFC 7591). */
export async function register(tenant: TestTenant, changes: Record<string, unknown> = {}): Promise<OAuthAnswer> {
  const metadata = { client_name: 'Budget helper', redirect_uris: [CALLBACK], ...changes }
  const response = await fetch(new URL('oidc/register', tenant.issuer), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(metadata),
  })
  const { status, headers } = response
  return { status, headers, body: (await response.json()) as Record<string, unknown> }
}

export interface AskedFor {
  client: oauth.Configuration
  verifier: string
  url: URL
}

/** What an agent sends its customer's browser to, made by openid-client. */
export async function askAs(
  tenant: TestTenant,
  clientId: string,
  changes: Record<string, string> = {},
): Promise<AskedFor> {
  const client = await discover(tenant, clientId)
  const verifier = oauth.randomPKCECodeVerifier()
  const url = oauth.buildAuthorizationUrl(client, {
    redirect_uri: CALLBACK,
    scope: ALL_SCOPES,
    resource: tenant.config.mcpAudience,
    state: 'some-state',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...changes,
  })
  return { client, verifier, url }
}

/** Opens what an agent asks for, in a new browser, and signs in: what is answered is the consent page. */
export async function openConsent(url: URL, browser = new Browser()) {
  const first = await follow(browser, url, await browser.open(url))
  if (!first.at.pathname.startsWith('/u/login/')) return { browser, ...first }
  return { browser, ...(await signInAt(browser, first.at)) }
}

/** Asks for access as an agent and allows it, and returns its tokens. */
export async function allowAgent(tenant: TestTenant, clientId: string, changes: Record<string, string> = {}) {
  const { client, verifier, url } = await askAs(tenant, clientId, changes)
  const { browser, at } = await openConsent(url)
  const callback = await answerConsent(browser, at, 'allow')
  const checks = { pkceCodeVerifier: verifier, expectedState: 'some-state' }
  const tokens = await oauth.authorizationCodeGrant(client, callback.at, checks, {
    resource: tenant.config.mcpAudience,
  })
  return { client, tokens, browser }
}
