import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { POST as lookUp } from '@/app/api/payees/lookup/route'
import { GET, POST } from '@/app/api/payees/route'
import { openSeededBank, type SeededBank } from '../support/seeded-bank'
import { signInAs } from '../support/session-double'

vi.mock('@/lib/auth0/session', () => import('../support/session-double'))

const ORIGIN = 'http://localhost:3000'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

function post(body: unknown, headers: Record<string, string> = {}): Request {
  return new Request(`${ORIGIN}/api/payees`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

test('a payee is 201 when new and 200 when saved already', async () => {
  signInAs(bank.alice.id)
  const body = { accountNumber: '1000 3000 7788', nickname: 'Bob’s savings' }
  const added = await POST(post(body))
  const again = await POST(post(body))
  expect([added.status, again.status]).toEqual([201, 200])
  const { payee } = await added.json()
  expect(payee).toMatchObject({ name: 'Bob Example', nickname: 'Bob’s savings', mask: '••7788' })
  expect(await again.json()).toEqual({ payee })
  const { payees } = await (await GET()).json()
  expect(payees).toHaveLength(2)
})

test('the holder is shown before the payee is saved, without the number or the account', async () => {
  signInAs(bank.bob.id)
  const response = await lookUp(post({ accountNumber: '100020008765' }))
  expect(await response.json()).toEqual({ holder: { name: 'Alice Example', mask: '••8765' }, payee: null })
})

test.each([
  ['no session', null, {}, 401, 'unauthenticated'],
  ['another site', 'alice', { origin: 'https://evil.example' }, 403, 'forbidden_origin'],
  ['no JSON', 'alice', { 'Content-Type': 'text/plain' }, 415, 'unsupported_media_type'],
] as const)('with %s nobody is looked up or saved', async (_, who, headers, status, code) => {
  signInAs(who && bank[who].id)
  for (const handler of [POST, lookUp]) {
    const response = await handler(post({ accountNumber: '100030005566' }, headers))
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code })
  }
})

test('an unknown number is a 404, an own account a conflict that says what to do', async () => {
  signInAs(bank.alice.id)
  expect((await POST(post({ accountNumber: '999999999999' }))).status).toBe(404)
  const own = await POST(post({ accountNumber: '100020004321' }))
  expect(own.status).toBe(409)
  expect(await own.json()).toMatchObject({ code: 'conflict', detail: expect.stringContaining('your own account') })
})
