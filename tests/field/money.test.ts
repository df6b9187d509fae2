import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { GET as getTransactions } from '@/app/api/accounts/[accountId]/transactions/route'
import { POST as portal } from '@/app/api/accounts/transfers/route'
import { verifyLedger } from '@/db/verify'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { type AgentBank, moneyOf, type Order, openAgentBank, orderBetween } from '../support/agent/agent-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf } from '../support/ledger/ledger'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// Ways in which public examples of this pattern lose money. Each is tried on both routes where both have it.

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
  signInAs(agent.bank.alice.id)
})
afterAll(() => agent.close())

const alices = (name: string) => accountOf(agent.bank.alice, name)
const bobs = (name: string) => accountOf(agent.bank.bob, name)

/** Sends the same order by hand and as an approved agent; the token is for exactly this order. */
function both(order: object, key: string = randomUUID()): Promise<Response[]> {
  return Promise.all([byHand(order, key), byAgent(order, randomUUID())])
}

function byHand(order: object, key: string = randomUUID()): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key }
  return portal(new Request('http://localhost:3000/x', { method: 'POST', headers, body: JSON.stringify(order) }))
}

function byAgent(order: object, key: string): Promise<Response> {
  const { memo, ...rest } = order as Order
  const detail = { ...agent.detailOf({ ...rest, memo }, key), remittanceInformationUnstructured: memo ?? undefined }
  return agent.call({ detail, body: { memo: null, ...order }, idempotencyKey: key })
}

async function codesOf(responses: Response[]): Promise<string[]> {
  return Promise.all(responses.map(async (response) => `${response.status} ${(await response.json()).code}`))
}

async function refusedEverywhere(order: object, ...allowed: string[]): Promise<void> {
  const before = await moneyOf(agent.bank)
  for (const code of await codesOf(await both(order))) expect(allowed).toContain(code)
  expect(await moneyOf(agent.bank)).toEqual(before)
}

const good = (): Order => ({ ...orderBetween(alices('Checking'), alices('Savings'), '1.00') })

test('no ownership check on either route: nobody pays from another customer’s account', async () => {
  const order = orderBetween(bobs('Checking'), alices('Checking'), '1.00')
  await refusedEverywhere(order, '404 account_not_found')
})

test('no ownership check on the receiver: only own accounts and saved payees can be paid', async () => {
  await refusedEverywhere(orderBetween(alices('Checking'), bobs('Savings'), '1.00'), '404 account_not_found')
})

describe('a body that is cast instead of parsed', () => {
  test.each(['-1.00', '-0.01', '0.00', '1', '1.0', '1.000', '1e2', ' 1.00', '1,00', 'NaN', 'Infinity', '0x10', ''])(
    'must not take the amount "%s"',
    (amount) => refusedEverywhere({ ...good(), amount }, '400 invalid_request', '403 approval_mismatch'),
  )

  test.each([1, -1, 0.1, null, true, ['1.00'], { valueOf: '1.00' }])('must not take the amount %j', (amount) =>
    refusedEverywhere({ ...good(), amount }, '400 invalid_request', '403 approval_mismatch'),
  )

  test.each(['id', 'transferId', 'customerId', 'userId', 'status', 'authority', 'createdAt', 'balance', 'fee'])(
    'must not let the client choose the %s',
    (member) => refusedEverywhere({ ...good(), [member]: randomUUID() }, '400 invalid_request'),
  )
})

describe('no check of', () => {
  test('funds', () => refusedEverywhere({ ...good(), amount: '9999.99' }, '422 insufficient_funds'))

  test('the limit', () => refusedEverywhere({ ...good(), amount: '10000.01' }, '422 limit_exceeded'))

  test.each(['Holiday Fund', 'Old Checking'])('the status: %s pays and is paid', async (name) => {
    await refusedEverywhere({ ...good(), toAccountId: alices(name).id }, '422 account_not_active')
    await refusedEverywhere({ ...good(), fromAccountId: alices(name).id }, '422 account_not_active')
  })

  test('the currency', async () => {
    await refusedEverywhere({ ...good(), toAccountId: alices('Euro Account').id }, '422 currency_mismatch')
    await refusedEverywhere({ ...good(), currency: 'EUR' }, '422 currency_mismatch')
  })
})

test('three separate writes: where the second entry cannot be written, there is no first one and no transfer', async () => {
  const { sql } = agent.bank
  const before = await moneyOf(agent.bank)
  await sql.unsafe(`
    CREATE FUNCTION lose_credit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.amount_minor > 0 THEN RAISE EXCEPTION 'the disk is full'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER lose_credit BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION lose_credit()`)
  try {
    for (const response of await both(good())) expect(response.status).toBeGreaterThanOrEqual(500)
  } finally {
    await sql.unsafe('DROP TRIGGER lose_credit ON entries; DROP FUNCTION lose_credit()')
  }
  expect(await moneyOf(agent.bank)).toEqual(before)
})

test('floats: ten cents thirty times is three dollars, and a balance beyond 2^53 cents keeps its last cent', async () => {
  const balance = async (name: string) =>
    (await listAccounts(agent.bank.alice.id)).find((account) => account.name === name)?.balance
  const cents = (decimal = '') => BigInt(decimal.replace('.', ''))
  const before = cents(await balance('Savings'))
  for (let time = 0; time < 15; time++) {
    for (const response of await both({ ...good(), amount: '0.10' })) expect(response.status).toBe(201)
  }
  expect(cents(await balance('Savings')) - before).toBe(300n)

  const { sql } = agent.bank
  const large = 2n ** 53n + 1n
  await sql`SELECT open_account(p_id => ${randomUUID()}, p_customer => ${agent.bank.alice.id}, p_name => 'Vault',
    p_type => 'savings', p_number => ${String(Date.now())}, p_currency => 'USD', p_status => 'active', p_opening => ${large},
    p_floor => 0, p_system => (SELECT id FROM accounts WHERE type = 'system' AND currency = 'USD'),
    p_transfer => ${randomUUID()}, p_debit_entry => ${randomUUID()}, p_credit_entry => ${randomUUID()})`
  expect(await balance('Vault')).toBe('90071992547409.93')
})

test('paying down a card that raises its debt: it lowers it, and what is available grows by the same amount', async () => {
  const card = async () => (await listAccounts(agent.bank.alice.id)).find(({ name }) => name === 'Credit Card')
  const before = await card()
  for (const response of await both(orderBetween(alices('Checking'), alices('Credit Card'), '42.50'))) {
    expect(response.status).toBe(201)
  }
  const after = await card()
  const cents = (decimal = '') => Number(decimal.replace('.', ''))
  expect(cents(before?.balance)).toBeLessThan(0)
  expect(cents(after?.balance) - cents(before?.balance)).toBe(8_500)
  expect(cents(after?.available) - cents(before?.available)).toBe(8_500)
})

test('entries that carry the wrong customer: each side of a payment is in its own holder’s statement alone', async () => {
  const order = { ...orderBetween(alices('Checking'), bobs('Checking'), '7.00'), memo: 'whose entry' }
  for (const response of await both(order)) expect(response.status).toBe(201)
  const lines = async (customerId: string, accountId: string) => {
    signInAs(customerId)
    const at = { params: Promise.resolve({ accountId }) }
    const response = await getTransactions(new Request('http://localhost:3000/x?limit=2'), at)
    if (response.status !== 200) return response.status
    return (await response.json()).transactions.map(({ amount }: { amount: string }) => amount)
  }
  expect(await lines(agent.bank.alice.id, alices('Checking').id)).toEqual(['-7.00', '-7.00'])
  expect(await lines(agent.bank.bob.id, bobs('Checking').id)).toEqual(['7.00', '7.00'])
  expect(await lines(agent.bank.alice.id, bobs('Checking').id)).toBe(404)
  expect(await lines(agent.bank.bob.id, alices('Checking').id)).toBe(404)
  signInAs(agent.bank.alice.id)
})

test('no idempotency: an order sent ten times under one key is made once, and its key fits no other order', async () => {
  const key = randomUUID()
  const responses = await Promise.all(Array.from({ length: 10 }, () => byHand(good(), key)))
  const ids = await Promise.all(responses.map(async (response) => (await response.json()).transfer.id))
  expect(new Set(ids).size).toBe(1)
  expect(await codesOf([await byHand({ ...good(), amount: '1.01' }, key)])).toEqual(['409 idempotency_conflict'])
  expect(await codesOf([await byAgent({ ...good(), amount: '1.01' }, key)])).toEqual(['409 idempotency_conflict'])
})

test('after all of it, the whole book is sound', async () => {
  expect((await verifyLedger(agent.bank.ownerUrl)).differences).toEqual([])
})
