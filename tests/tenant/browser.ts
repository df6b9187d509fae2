import { createHash, randomBytes } from 'node:crypto'
import { APP_CLIENT, type TestTenant } from '../support/tenant/tenant'
import { type OAuthAnswer, postForm } from './ciba'

/** As much of a browser as signing in needs: cookies by path, and redirects followed by hand. */
export class Browser {
  private readonly jar = new Map<string, { value: string; path: string }>()

  async open(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const { pathname } = new URL(url)
    const cookie = [...this.jar]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ')
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', ...init.headers, cookie },
    })
    for (const header of response.headers.getSetCookie()) this.keep(header)
    return response
  }

  cookieNames(): string[] {
    return [...this.jar.keys()]
  }

  private keep(header: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
    const path = /path=([^;]+)/i.exec(header)?.[1] ?? '/'
    const gone = value === '' || /expires=Thu, 01 Jan 1970/i.test(header)
    if (gone) this.jar.delete(name)
    else this.jar.set(name, { value, path })
  }
}

export interface Attempt {
  verifier: string
  url: URL
}

/** An authorization request of the app with PKCE (RFC 7636). */
export function authorizationRequest(tenant: TestTenant, changes: Record<string, string | undefined> = {}): Attempt {
  const verifier = randomBytes(32).toString('base64url')
  const url = new URL('authorize', tenant.issuer)
  const parameters: Record<string, string | undefined> = {
    client_id: APP_CLIENT.id,
    redirect_uri: APP_CLIENT.redirectUris[0],
    response_type: 'code',
    scope: 'openid profile email offline_access',
    state: 'some-state',
    nonce: 'some-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  }
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value)
  return { verifier, url }
}

/** Follows an authorization request to the sign-in page and returns that page's address. */
export async function openSignIn(browser: Browser, attempt: Attempt): Promise<URL> {
  const response = await browser.open(attempt.url)
  return new URL(response.headers.get('location') ?? '', attempt.url)
}

export function submitSignIn(browser: Browser, page: URL, email: string, password: string): Promise<Response> {
  const body = new URLSearchParams({ email, password })
  return browser.open(page, { method: 'POST', body, headers: { origin: page.origin } })
}

/** Signs in from start to end and returns the callback's address. */
export async function signIn(browser: Browser, attempt: Attempt, email: string, password: string): Promise<URL> {
  const page = await openSignIn(browser, attempt)
  const accepted = await submitSignIn(browser, page, email, password)
  const resumed = await browser.open(new URL(accepted.headers.get('location') ?? '', page))
  return new URL(resumed.headers.get('location') ?? '', page)
}

export function redeemCode(tenant: TestTenant, callback: URL, verifier: string): Promise<OAuthAnswer> {
  const form = {
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: APP_CLIENT.redirectUris[0] ?? '',
    code_verifier: verifier,
    client_id: APP_CLIENT.id,
    client_secret: APP_CLIENT.secret,
  }
  return postForm(tenant, 'oauth/token', new URLSearchParams(form))
}

export function refresh(
  tenant: TestTenant,
  refreshToken: unknown,
  more: Record<string, string> = {},
): Promise<OAuthAnswer> {
  const form = {
    grant_type: 'refresh_token',
    refresh_token: String(refreshToken),
    client_id: APP_CLIENT.id,
    client_secret: APP_CLIENT.secret,
    ...more,
  }
  return postForm(tenant, 'oauth/token', new URLSearchParams(form))
}
