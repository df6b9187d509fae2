import { afterEach, describe, expect, test, vi } from 'vitest'
import { listenAddress, ownAddress } from '@/lib/platform/own-address'

describe('where the app listens and reaches itself', () => {
  test.each([
    ['http://localhost:3000', undefined, '127.0.0.1', 'http://127.0.0.1:3000'],
    ['http://127.0.0.1:3000', undefined, '127.0.0.1', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000', undefined, '::1', 'http://[::1]:3000'],
    ['http://localhost', undefined, '127.0.0.1', 'http://127.0.0.1:80'],
    ['https://bank.example', undefined, '0.0.0.0', 'http://127.0.0.1:443'],
    ['https://bank.example', 'http://127.0.0.1:3000', '127.0.0.1', 'http://127.0.0.1:3000'],
    ['https://bank.example', 'http://localhost:3000', '127.0.0.1', 'http://127.0.0.1:3000'],
    ['https://bank.example', 'http://0.0.0.0:3000', '0.0.0.0', 'http://127.0.0.1:3000'],
    ['https://bank.example', 'http://[::]:3000', '::', 'http://[::1]:3000'],
    ['https://bank.example', 'http://10.0.0.7', '10.0.0.7', 'http://10.0.0.7:80'],
    ['https://bank.example', 'http://app.internal:8080', 'app.internal', 'http://app.internal:8080'],
  ])('%s, LISTEN_ADDRESS %s: on %s, at %s', (APP_BASE_URL, LISTEN_ADDRESS, host, origin) => {
    expect(ownAddress({ APP_BASE_URL, LISTEN_ADDRESS })).toEqual({ host, origin, port: listenAddress(origin).port })
  })
})

describe('a page that was asked for under another name', () => {
  afterEach(() => vi.unstubAllEnvs())

  /** `env()` remembers, so each bank asks a module of its own. */
  async function homeOf(bank: Record<string, string>, url: string, headers: Record<string, string>, method = 'GET') {
    vi.resetModules()
    const needed = { DATABASE_URL: 'postgres://localhost/bank', AUTH0_SECRET: 's'.repeat(32) }
    const tenant = { AUTH0_DOMAIN: 'example.auth0.com', AUTH0_CLIENT_ID: 'id', AUTH0_CLIENT_SECRET: 'secret' }
    for (const [name, value] of Object.entries({ LISTEN_ADDRESS: '', ...needed, ...tenant, ...bank }))
      vi.stubEnv(name, value)
    const { homeOf } = await import('@/lib/platform/http/lead-home')
    return homeOf(new Request(`http://127.0.0.1:3000${url}`, { method, headers }))?.href ?? null
  }

  const LOCAL = { APP_BASE_URL: 'http://localhost:3000' }
  const TLS = { APP_BASE_URL: 'https://bank.example', LISTEN_ADDRESS: 'http://127.0.0.1:3000' }
  const THROUGH_TLS = { 'x-forwarded-proto': 'https' }

  test.each([
    [LOCAL, '/accounts?of=mine', { host: '127.0.0.1:3000' }, 'http://localhost:3000/accounts?of=mine'],
    [
      LOCAL,
      '/auth/login?returnTo=%2Faiya',
      { host: '[::1]:3000' },
      'http://localhost:3000/auth/login?returnTo=%2Faiya',
    ],
    [LOCAL, '/', { host: 'localhost:3001' }, 'http://localhost:3000/'],
    [LOCAL, '/', { host: 'localhost' }, 'http://localhost:3000/'],
    [LOCAL, '//elsewhere.example/x', { host: '127.0.0.1:3000' }, 'http://localhost:3000//elsewhere.example/x'],
    [LOCAL, '/', { host: 'not a host' }, 'http://localhost:3000/'],
    [TLS, '/', { host: 'www.bank.example', ...THROUGH_TLS }, 'https://bank.example/'],
    [TLS, '/', { host: '127.0.0.1:3000', 'x-forwarded-proto': 'http' }, 'https://bank.example/'],
  ])('is led home: %o %s %o', async (bank, url, headers, home) => {
    expect(await homeOf(bank, url, headers)).toBe(home)
    expect(await homeOf(bank, url, headers, 'HEAD')).toBe(home)
  })

  test.each([
    [LOCAL, '/accounts', { host: 'localhost:3000' }],
    [LOCAL, '/accounts', { host: 'LOCALHOST:3000' }],
    [LOCAL, '/api/health', { host: '127.0.0.1:3000' }],
    [TLS, '/accounts', { host: 'bank.example', ...THROUGH_TLS }],
    [TLS, '/accounts', { host: 'bank.example:443', ...THROUGH_TLS }],
    // Proxies that put where they hand on to into Host.
    [TLS, '/accounts', { host: '127.0.0.1:3000', 'x-forwarded-host': 'bank.example' }],
    [TLS, '/accounts', { host: '127.0.0.1:3000', ...THROUGH_TLS }],
  ])('is served where the name is right, or is no page: %o %s %o', async (bank, url, headers) => {
    expect(await homeOf(bank, url, headers)).toBeNull()
  })

  test('is led nowhere when it is more than a look', async () => {
    expect(await homeOf(LOCAL, '/accounts', { host: '127.0.0.1:3000' }, 'POST')).toBeNull()
  })
})
