import { scryptSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { hashPassword, verifyPassword } from '@/tenant/sign-in/password'

it('hashes at a cost that makes guessing dear, with a salt of its own each time', async () => {
  const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
  expect(first).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
  expect(second).not.toBe(first)
  expect(await verifyPassword('correct horse', first)).toBe(true)
  expect(await verifyPassword('correct horse ', first)).toBe(false)
})

it('checks by the cost that is stored with the hash', async () => {
  const key = scryptSync('old', Buffer.from('salt'), 32, { N: 16, r: 1, p: 1 }).toString('base64url')
  expect(await verifyPassword('old', `scrypt$16$1$1$c2FsdA$${key}`)).toBe(true)
  expect(await verifyPassword('new', `scrypt$16$1$1$c2FsdA$${key}`)).toBe(false)
})

it('takes one spelling of an accented password for the other', async () => {
  expect(await verifyPassword('caf\u00e9', await hashPassword('cafe\u0301'))).toBe(true)
})
