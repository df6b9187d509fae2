import { NextRequest } from 'next/server'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import config from '@/next.config'
import { proxy } from '@/proxy'

// What proxy.ts and next.config.ts put on every answer. That pages run with it: tests/e2e.

beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_URL: 'postgres://localhost/unused',
    AUTH0_DOMAIN: 'http://localhost:4000',
    AUTH0_CLIENT_ID: 'the-baink',
    AUTH0_CLIENT_SECRET: 'tests-only',
    AUTH0_SECRET: 'tests-only-tests-only-tests-only-tests',
  })
})
afterEach(() => vi.unstubAllEnvs())

/** The policy of an answer, by directive. */
async function policyOf(path: string, mode: 'production' | 'development'): Promise<Map<string, string>> {
  vi.stubEnv('NODE_ENV', mode)
  const answer = await proxy(
    new NextRequest(`http://localhost:3000${path}`, { headers: { accept: 'text/html', host: 'localhost:3000' } }),
  )
  const policy = answer.headers.get('content-security-policy') ?? ''
  // Next makes a page with the nonce that it is told; the page of a visitor has it already.
  if (path !== '/') expect(answer.headers.get('x-middleware-request-content-security-policy')).toBe(policy)
  else expect(policy).toContain(`'nonce-${/<script nonce="(.*?)">/.exec(await answer.text())?.[1]}'`)
  return new Map(policy.split('; ').map((directive) => directive.split(/ (.*)/, 2) as [string, string]))
}

describe.each(['production', 'development'] as const)('in %s', (mode) => {
  test.each(['/', '/accounts', '/aiya', '/no-such-page', '/api/accounts'])('%s has a policy', async (path) => {
    const policy = await policyOf(path, mode)
    expect(policy.get('script-src')).toMatch(/^'self' 'nonce-[\w+/]{22}==' 'strict-dynamic'/)
    expect(policy.get('script-src')).not.toContain('unsafe-inline')
    expect(Object.fromEntries(policy)).toMatchObject({
      'default-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
    })
  })

  test('each answer has a nonce of its own', async () => {
    const nonces = await Promise.all(
      Array.from({ length: 20 }, async () => (await policyOf('/', mode)).get('script-src')?.split("'nonce-")[1]),
    )
    expect(new Set(nonces).size).toBe(20)
  })
})

test('what hot reload needs is there in development alone', async () => {
  expect((await policyOf('/', 'development')).get('script-src')).toContain("'unsafe-eval'")
  expect((await policyOf('/', 'development')).get('connect-src')).toBe("'self' ws:")
  expect((await policyOf('/', 'production')).get('script-src')).not.toContain('unsafe-eval')
  expect((await policyOf('/', 'production')).get('connect-src')).toBe("'self'")
})

test('the other security headers are on every path', async () => {
  const [everywhere] = (await config.headers?.()) ?? []
  expect(everywhere?.source).toBe('/:path*')
  const headers = Object.fromEntries(everywhere?.headers.map(({ key, value }) => [key, value]) ?? [])
  expect(headers).toMatchObject({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
  })
  expect(config.poweredByHeader).toBe(false)
})
