import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { DELETE, PATCH } from '@/app/api/payees/[payeeId]/route'
import { POST as lookUp } from '@/app/api/payees/lookup/route'
import { GET, POST } from '@/app/api/payees/route'
import { openSeededBank, pay, type SeededBank } from '../../support/bank/seeded-bank'
import { signInAs } from '../../support/bank/session-double'

vi.mock('@/lib/auth0/session/session', () => import('../../support/bank/session-double'))

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

test('a payee is called otherwise, and forgotten: then nothing more is paid there; somebody else’s is not found', async () => {
  signInAs(bank.alice.id)
  const { payee } = await (await POST(post({ accountNumber: '100030007788', nickname: 'Bob’s savings' }))).json()
  const at = { params: Promise.resolve({ payeeId: payee.id }) }
  const rename = async (nickname: unknown) => (await PATCH(post({ nickname }), at)).json()
  expect((await rename(' Bobby ')).payee).toEqual({ ...payee, nickname: 'Bobby' })
  expect((await rename('')).payee.nickname).toBeNull()
  expect((await rename('x'.repeat(41))).errors[0].member).toBe('nickname')
  await rename('Bobby')
  expect((await rename(undefined)).errors[0].member).toBe('nickname')
  expect((await (await GET()).json()).payees).toContainEqual(
    expect.objectContaining({ id: payee.id, nickname: 'Bobby' }),
  )
  const toBob = () =>
    pay({ customerId: bank.alice.id, from: bank.alice.accounts.Savings, to: bank.bob.accounts.Savings, amount: '1.00' })
  await toBob()
  signInAs(bank.bob.id)
  expect([(await PATCH(post({ nickname: 'Mine' }), at)).status, (await DELETE(post({}), at)).status]).toEqual([
    404, 404,
  ])
  signInAs(bank.alice.id)
  expect((await DELETE(post({}), at)).status).toBe(204)
  await expect(toBob()).rejects.toMatchObject({ code: 'account_not_found' })
  expect((await DELETE(post({}), at)).status).toBe(404)
})
