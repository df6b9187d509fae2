import { afterAll, beforeAll, expect, test } from 'vitest'
import { seal, unseal } from '@/lib/auth0/ai/seal'
import { env } from '@/lib/platform/env'

const SECRET = 'tests-only-tests-only-tests-only-tests'
const HANDLE = 'the-tenants-auth-req-id'

beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_URL: 'postgres://localhost/none',
    AUTH0_DOMAIN: 'http://localhost:4000',
    AUTH0_CLIENT_ID: 'x',
    AUTH0_CLIENT_SECRET: 'x',
    AUTH0_SECRET: SECRET,
  })
})
afterAll(() => {
  env().AUTH0_SECRET = SECRET
  env().AUTH0_OTHER_SECRETS = undefined
})

test('what is sealed can be opened again, and only then be read', async () => {
  const sealed = await seal(HANDLE)
  expect(await unseal(sealed)).toBe(HANDLE)
  for (const part of sealed.split('.')) expect(Buffer.from(part, 'base64url').toString()).not.toContain('auth-req')
})

test('no two seals of the same handle are alike', async () => {
  expect(await seal(HANDLE)).not.toBe(await seal(HANDLE))
})

test('a seal that was tampered with does not open', async () => {
  const parts = (await seal(HANDLE)).split('.')
  for (const [position, part] of parts.entries()) {
    if (!part) continue
    const changed = (part.startsWith('A') ? 'B' : 'A') + part.slice(1)
    await expect(unseal(parts.with(position, changed).join('.'))).rejects.toThrow()
  }
})

test('another secret does not open it', async () => {
  const sealed = await seal(HANDLE)
  env().AUTH0_SECRET = `${SECRET}!`
  await expect(unseal(sealed)).rejects.toThrow('decryption operation failed')
  env().AUTH0_SECRET = SECRET
  expect(await unseal(sealed)).toBe(HANDLE)
})

test('after a change of the secret, and before it, what the other has sealed opens', async () => {
  const [old, changed] = [SECRET, `${SECRET}!`]
  const sealed = await seal(HANDLE)
  Object.assign(env(), { AUTH0_SECRET: changed, AUTH0_OTHER_SECRETS: [`${SECRET}?`, old] })
  const after = await seal(HANDLE)
  for (const one of [sealed, after]) expect(await unseal(one)).toBe(HANDLE)
  env().AUTH0_OTHER_SECRETS = []
  await expect(unseal(sealed)).rejects.toThrow('decryption operation failed')
  expect(await unseal(after)).toBe(HANDLE)
  Object.assign(env(), { AUTH0_SECRET: old, AUTH0_OTHER_SECRETS: [changed] })
  expect(await unseal(after)).toBe(HANDLE)
})
