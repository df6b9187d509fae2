import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { expect, it } from 'vitest'
import { failures } from '@/tenant/http/failures'
import { createLog } from '@/tenant/log'

// An outage is worth another try, a bug is not: clients must be able to tell them apart.

const OUTAGES = [
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOTFOUND'],
  ...['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECT_TIMEOUT'],
  ...['08006', '53100', '53300', '57P01', '57P03', '57014', '25006', '40001', '40P01', '55P03'],
]
const BUGS = [
  ...['23505', '23503', '42703', '42P01', '22001', 'P0001', '42501'],
  ...['ERR_INVALID_ARG_VALUE', 'ERR_INVALID_URL', 'ERR_JWS_INVALID', 'ENOENT', 'EACCES'],
]
const MISTAKES = ['22021', '22P05']

const withCode = (code: string) => Object.assign(new Error('thrown'), { code })

it.each([
  ...OUTAGES.map((code) => [503, code, withCode(code)] as const),
  ...BUGS.map((code) => [500, code, withCode(code)] as const),
  ...MISTAKES.map((code) => [400, code, withCode(code)] as const),
  [500, 'no code', new TypeError('undefined is not a function')],
  [500, 'what is no error', 'thrown'],
  [500, 'nothing', undefined],
  [413, 'a status', Object.assign(new Error('too long'), { status: 413, code: 'ECONNRESET' })],
  [400, 'the provider’s own', new errors.InvalidRequest('no')],
] as const)('answers %i to %s', async (status, _what, thrown) => {
  const ctx = { accepts: () => 'json', state: {}, set: () => {} } as unknown as KoaContextWithOIDC
  await failures(createLog('silent'), 'http://localhost:3999')(ctx, async () => {
    throw thrown
  })
  expect(ctx.status).toBe(status)
})
