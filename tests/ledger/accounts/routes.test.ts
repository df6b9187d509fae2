import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { GET as getTransactions } from '@/app/api/accounts/[accountId]/transactions/route'
import { GET as getAccounts } from '@/app/api/accounts/route'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { signInAs } from '../../support/bank/session-double'

vi.mock('@/lib/auth0/session/session', () => import('../../support/bank/session-double'))

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

function transactions(accountId: string, query = ''): Promise<Response> {
  const request = new Request(`http://localhost:3000/api/accounts/${accountId}/transactions${query}`)
  return getTransactions(request, { params: Promise.resolve({ accountId }) })
}

test('without a session nothing is shown', async () => {
  signInAs(null)
  for (const response of [await getAccounts(), await transactions(bank.alice.accounts.Checking?.id ?? '')]) {
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ code: 'unauthenticated' })
  }
})

test('the signed-in customer’s accounts are shown, and kept by no cache', async () => {
  signInAs(bank.bob.id)
  const response = await getAccounts()
  expect(response.headers.get('cache-control')).toBe('no-store')
  const { accounts } = await response.json()
  expect(accounts.map(({ name, balance }: { name: string; balance: string }) => [name, balance])).toEqual([
    ['Checking', '1200.00'],
    ['Savings', '5000.00'],
  ])
})

test('an own statement is shown; somebody else’s and an unknown one are the same 404', async () => {
  signInAs(bank.alice.id)
  const own = await transactions(bank.alice.accounts.Checking?.id ?? '', '?limit=1')
  expect(await own.json()).toMatchObject({ transactions: [{ amount: '2500.00' }], nextCursor: null })
  const foreign = await transactions(bank.bob.accounts.Checking?.id ?? '')
  const unknown = await transactions(randomUUID())
  expect([foreign.status, unknown.status]).toEqual([404, 404])
  expect(await foreign.json()).toEqual(await unknown.json())
})

test('a bad limit is a 400 that names it', async () => {
  signInAs(bank.alice.id)
  const response = await transactions(bank.alice.accounts.Checking?.id ?? '', '?limit=1000')
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code: 'invalid_request', errors: [{ member: 'limit' }] })
})
