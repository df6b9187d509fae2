import { readdirSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { GET as getTransactions } from '@/app/api/accounts/[accountId]/transactions/route'
import { GET as getAccounts } from '@/app/api/accounts/route'
import { GET as getPayees } from '@/app/api/payees/route'
import { ALICE, BOB } from '@/db/seed'
import { openSeededBank, pay, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf } from '../support/ledger/ledger'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// Ways in which the portals of public examples of this pattern show or allow too much.

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
/** What is for everybody, or for a token: nothing here may be added without thought. */
const OPEN_ROUTES = [
  ...['api/[...path]', 'api/health', 'api/health/live', 'api/health/ready', 'api/openapi.json', 'api/receipts/keys'],
  ...['api/agent/payer', 'api/agent/payments/[key]', 'api/agent/transfers', 'api/mcp', 'api/mandates/revocations'],
  ...['api/agent/transfers', 'api/mcp'].map((path) => `.well-known/oauth-protected-resource/${path}`),
].map((path) => `app/${path}/route.ts`)
const files = readdirSync('app', { recursive: true, encoding: 'utf8' }).map((file) => `app/${file}`)
const routes = files.filter((file) => file.endsWith('/route.ts') && !OPEN_ROUTES.includes(file))
const pages = files.filter((file) => /^app\/\(.*\/page\.tsx$/.test(file))

describe('a login guard that is always true', () => {
  test('looks at every route and every page there is', () => {
    expect(routes.length).toBeGreaterThan(8)
    expect(pages.length).toBeGreaterThan(5)
  })

  test.each(routes)('without a session, %s answers 401 to everything', async (file) => {
    signInAs(null)
    const route = await import(/* @vite-ignore */ `../../${file}`)
    const methods = METHODS.filter((method) => route[method])
    expect(methods.length).toBeGreaterThan(0)
    for (const method of methods) {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': uuidv7() }
      const request = new Request('http://localhost:3000/x', {
        method,
        headers,
        ...(method !== 'GET' && { body: '{}' }),
      })
      const params = { accountId: uuidv7(), approvalId: uuidv7(), chatId: uuidv7() }
      const response: Response = await route[method](request, { params: Promise.resolve(params) })
      expect(`${method} ${response.status}`).toBe(`${method} 401`)
    }
  })

  test.each(pages)('without a session, %s sends to the sign-in', async (file) => {
    signInAs(null)
    const { default: page } = await import(/* @vite-ignore */ `../../${file}`)
    const params = Promise.resolve({ accountId: uuidv7(), chatId: uuidv7() })
    const shown = await Promise.resolve(page({ params, searchParams: Promise.resolve({}) })).catch((error) => error)
    expect(String(shown?.digest)).toMatch(/^NEXT_REDIRECT;\w+;\/(auth\/login|aiya)/)
  })
})

describe('an account mask that shows most digits', () => {
  test('shows the last four, and no answer holds more of any number', async () => {
    signInAs(bank.alice.id)
    const { id } = accountOf(bank.alice, 'Checking')
    await pay({
      customerId: bank.alice.id,
      from: accountOf(bank.alice, 'Checking'),
      to: accountOf(bank.bob, 'Checking'),
      amount: '1.00',
    })
    const at = { params: Promise.resolve({ accountId: id }) }
    const statement = await getTransactions(new Request('http://localhost:3000/x'), at)
    const answers = await Promise.all(
      [await getAccounts(), await getPayees(), statement].map((answer) => answer.text()),
    )
    for (const { number } of [...ALICE.accounts, ...BOB.accounts]) {
      for (const text of answers) expect(text).not.toContain(number.slice(-5))
    }
    const masks = JSON.parse(answers[0] ?? '').accounts.map(({ mask }: { mask: string }) => mask)
    for (const mask of masks) expect(mask).toMatch(/^••\d{4}$/)
  })
})

describe('filters that ignore each other', () => {
  test('account, cursor and limit hold together: a cursor of one account opens no other, nor a longer page', async () => {
    signInAs(bank.alice.id)
    const [checking, savings] = [accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings')]
    for (let time = 0; time < 4; time++) {
      await pay({ customerId: bank.alice.id, from: checking, to: savings, amount: `1.0${time}` })
    }
    const page = async (accountId: string, query: string) => {
      const at = { params: Promise.resolve({ accountId }) }
      return (await getTransactions(new Request(`http://localhost:3000/x?${query}`), at)).json()
    }
    const first = await page(checking.id, 'limit=2')
    const second = await page(checking.id, `limit=1&cursor=${first.nextCursor}`)
    expect(first.transactions).toHaveLength(2)
    expect(second.transactions).toHaveLength(1)
    const idsOf = ({ transactions }: { transactions: { id: string }[] }) => transactions.map(({ id }) => id)
    const elsewhere = idsOf(await page(savings.id, `limit=50&cursor=${first.nextCursor}`))
    const own = idsOf(await page(savings.id, 'limit=100'))
    expect(elsewhere.length).toBeGreaterThan(1)
    expect(elsewhere.filter((id) => !own.includes(id))).toEqual([])
    expect(await page(accountOf(bank.bob, 'Checking').id, `cursor=${first.nextCursor}`)).toMatchObject({ status: 404 })
  })
})
