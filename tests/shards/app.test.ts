import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { GET as getTransactions } from '@/app/api/accounts/[accountId]/transactions/route'
import { POST as portalTransfer } from '@/app/api/accounts/transfers/route'
import { POST as lookUp } from '@/app/api/payees/lookup/route'
import { POST as savePayee } from '@/app/api/payees/route'
import { asRole } from '@/db/roles'
import { carry } from '@/db/shards/carry'
import { listAccountsOf, listCustomersOf, listShards, prepareDirectory } from '@/db/shards/directory'
import { findTransactions } from '@/lib/ledger/accounts/find-transactions'
import { openDatabase } from '@/lib/platform/database/client'
import { Link } from '../faults/link'
import { type AgentBank, openAgentBank } from '../support/agent/agent-bank'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'
import { seeded } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'
import { openTwoShards, type TwoShards } from '../support/bank/two-shards'
import { accountOf } from '../support/ledger/ledger'

// The app of shard `a`, through its routes: payees of shard `b` are found in the directory, paid by the customer and by an agent, and
// what is on its way says so.

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

const ORIGIN = 'http://localhost:3000'
const CAROLS_SAVINGS = '100040001121'
const PACE = { leaseSeconds: 30, most: 100 }

let directory: TestDatabase
let reader: { name: string; password: string }
let owner: postgres.Sql
let link: Link
let shards: TwoShards
let agents: AgentBank

beforeAll(async () => {
  directory = await createTestDatabase()
  owner = postgres(directory.url, { max: 1, onnotice: () => {} })
  const other = postgres(directory.url, { max: 1, onnotice: () => {} })
  await Promise.all([prepareDirectory(owner), prepareDirectory(other), prepareDirectory(owner)])
  await other.end()
  reader = { name: `${new URL(directory.url).pathname.slice(1)}_reader`, password: 'a1' }
  await owner.unsafe(`CREATE ROLE ${reader.name} LOGIN PASSWORD '${reader.password}'`)
  const address = new URL(asRole(directory.url, reader))
  link = await Link.open(Number(address.port))
  address.hostname = '127.0.0.1'
  address.port = String(link.port)
  process.env.DATABASE_DIRECTORY = address.href
  shards = await openTwoShards()
  for (const { shard } of [shards.a, shards.b]) expect(await listAccountsOf(shard, owner, null)).toEqual([])
  agents = await openAgentBank(shards.bank)
})
afterAll(async () => {
  const { bainkDirectory } = globalThis as { bainkDirectory?: { sql: postgres.Sql } }
  await bainkDirectory?.sql.end({ timeout: 1 })
  await agents.close()
  await link.close()
  await owner.end()
  await directory.drop([reader.name])
  await shards.close()
})

const checking = () => accountOf(shards.bank.alice, 'Checking')
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(`${ORIGIN}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const order = (amount: string) => ({
  ...{ fromAccountId: checking().id, toAccountId: shards.carol.checking, amount, currency: 'USD', memo: null },
})
const send = async (amount: string, key: string = randomUUID()) => {
  const response = await portalTransfer(post('/api/accounts/transfers', order(amount), { 'Idempotency-Key': key }))
  return { status: response.status, transfer: (await response.json()).transfer }
}
const newest = async () => {
  const request = new Request(`${ORIGIN}/api/accounts/${checking().id}/transactions?limit=1`)
  const response = await getTransactions(request, { params: Promise.resolve({ accountId: checking().id }) })
  return (await response.json()).transactions[0]
}
const carryAll = () => carry(shards.a.shard, shards.b.shard, PACE)

test('who may look a number up may read no list', async () => {
  const sql = postgres(asRole(directory.url, reader), { max: 1 })
  await expect(sql`SELECT FROM listed_accounts`).rejects.toMatchObject({ code: '42501' })
  const [row] =
    await sql`SELECT find_listed(p_number => ${CAROLS_SAVINGS}) ->> 'holder' AS holder, find_listed(p_number => '1') AS none`
  expect(row).toEqual({ holder: 'Carol Example', none: null })
  await sql.end()
})

test('a payee of another shard is found by the full number, saved and paid like any other', async () => {
  const bobs = { ...shards.bank.bob, account: accountOf(shards.bank.bob, 'Checking') }
  signInAs(bobs.id)
  const found = await lookUp(post('/api/payees/lookup', { accountNumber: CAROLS_SAVINGS }))
  expect(await found.json()).toEqual({ holder: { name: 'Carol Example', mask: '••1121' }, payee: null })
  const saved = await savePayee(post('/api/payees', { accountNumber: CAROLS_SAVINGS, nickname: null }))
  expect(saved.status).toBe(201)
  expect((await saved.json()).payee).toMatchObject({
    name: 'Carol Example',
    mask: '••1121',
    accountId: shards.carol.savings,
  })
  const unknown = await lookUp(post('/api/payees/lookup', { accountNumber: '999999999999' }))
  expect([unknown.status, (await unknown.json()).code]).toEqual([404, 'account_not_found'])
  const body = { ...order('3.00'), fromAccountId: bobs.account.id, toAccountId: shards.carol.savings }
  const paid = await portalTransfer(post('/api/accounts/transfers', body, { 'Idempotency-Key': randomUUID() }))
  expect(paid.status).toBe(201)
  await carryAll()
})

test('what is on its way says so in the answer and in the statement, until it is there', async () => {
  signInAs(shards.bank.alice.id)
  const key = randomUUID()
  const { status, transfer } = await send('4.00', key)
  expect([status, transfer.status, transfer.arriving]).toEqual([201, 'posted', true])
  expect(await newest()).toMatchObject({ transferId: transfer.id, counterparty: 'Carol Example', arriving: true })
  await carryAll()
  expect(await newest()).not.toHaveProperty('arriving')
  const { arriving: _, ...there } = transfer
  expect((await send('4.00', key)).transfer).toEqual(there)
})

test('the payee sees on their own shard whom it came from, and can pay it back', async () => {
  signInAs(shards.bank.alice.id)
  const { transfer } = await send('5.00')
  await carryAll()
  const b = openDatabase(shards.b.ownerUrl)
  const scope = { customerId: shards.carol.id, accountId: shards.carol.checking, timeZone: 'UTC' }
  const { transactions } = await findTransactions(scope, { before: null, limit: 1, filter: {} }, b)
  await b.sql.end()
  expect(transactions[0]).toMatchObject({
    transferId: transfer.id,
    amount: '5.00',
    counterparty: 'Alice Example',
    authority: 'clearing',
  })
  expect(transactions[0]).not.toHaveProperty('arriving')
})

test('what came back stands in the statement, and nothing is on its way', async () => {
  signInAs(shards.bank.alice.id)
  await shards.b.sql`UPDATE accounts SET status = 'closed' WHERE id = ${shards.carol.checking}`
  await send('6.00')
  await carryAll()
  await shards.b.sql`UPDATE accounts SET status = 'active' WHERE id = ${shards.carol.checking}`
  expect(await newest()).toMatchObject({
    ...{ amount: '6.00', counterparty: 'Carol Example', description: 'Returned: the account takes no payments' },
    authority: 'clearing',
  })
})

test('an agent’s token pays across, once, under the names that the stand-in has', async () => {
  seeded.set(shards.carol.checking, { holder: 'Carol Example', name: 'Checking', mask: '••1120' })
  const asked = { ...order('7.00'), memo: 'across' }
  const identifier = randomUUID()
  const detail = agents.detailOf(asked, identifier)
  const call = { body: asked, detail, idempotencyKey: identifier }
  const first = await agents.call(call)
  expect(first.status).toBe(201)
  expect((await first.json()).transfer).toMatchObject({ authority: 'approval', arriving: true })
  const again = await agents.call(call)
  expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([201, 'true'])
  const other = randomUUID()
  const otherName = { ...agents.detailOf(asked, other), creditorName: 'Mallory' }
  const refused = await agents.call({ body: asked, detail: otherName, idempotencyKey: other })
  expect((await refused.json()).code).toBe('approval_mismatch')
  expect(await carryAll()).toHaveLength(1)
})

describe('an agent that comes to the wrong shard', () => {
  const callFor = async (sub: string) => {
    const response = await agents.call({ claims: { sub } })
    return { status: response.status, ...(await response.json()) }
  }

  test('hears where its customer banks, and nobody becomes a customer by asking', async () => {
    await listShards(['a', 'b'], {}, owner)
    for (const { shard } of [shards.a, shards.b]) expect(await listCustomersOf(shard, owner, null)).toEqual([])
    expect(await callFor('auth0|carol')).toMatchObject({ status: 421, code: 'misdirected' })
    await listShards(['a', 'b'], { b: 'https://b.bank.example' }, owner)
    expect(await callFor('auth0|carol')).toMatchObject({
      ...{ status: 421, code: 'misdirected', app: 'https://b.bank.example' },
      detail: 'This customer banks at https://b.bank.example',
    })
    expect(await callFor('auth0|nobody')).toMatchObject({ status: 404, code: 'account_not_found' })
    expect(await owner`SELECT FROM listed_customers WHERE subject = 'auth0|nobody'`).toHaveLength(0)
  })

  test('is told nothing about a customer without a token that is theirs', async () => {
    const response = await agents.call({ claims: { sub: 'auth0|carol', aud: 'https://elsewhere.example' } })
    expect([response.status, (await response.json()).app]).toEqual([401, undefined])
  })

  test('is not told that a customer does not exist while the directory is away', async () => {
    link.become({ kind: 'refuse' })
    link.reset()
    expect(await callFor('auth0|carol')).toMatchObject({ status: 503, code: 'unavailable' })
    expect((await agents.call()).status).toBe(201)
    link.clear()
  })
})

test('while the directory is away, known payees are paid, and nobody says that an unknown number does not exist', async () => {
  link.become({ kind: 'refuse' })
  link.reset()
  signInAs(shards.bank.alice.id)
  const unknown = await lookUp(post('/api/payees/lookup', { accountNumber: '999999999999' }))
  expect([unknown.status, (await unknown.json()).code]).toEqual([503, 'unavailable'])
  const known = await lookUp(post('/api/payees/lookup', { accountNumber: '100040001120' }))
  expect((await known.json()).holder).toEqual({ name: 'Carol Example', mask: '••1120' })
  expect((await send('8.00')).status).toBe(201)
  await carryAll()
  link.clear()
  expect(await shards.differences()).toEqual([])
  expect(await shards.clearing()).toEqual({ standIns: 0n, onItsWay: 0n })
})

test('a number that two shards have given leads to the first, and the second is named', async () => {
  await shards.b.sql`UPDATE accounts SET number = '100020008765' WHERE id = ${shards.carol.savings}`
  expect(await listAccountsOf(shards.b.shard, owner, null)).toEqual(['100020008765'])
  const [row] = await owner`SELECT find_listed(p_number => '100020008765') ->> 'shard' AS shard`
  expect(row?.shard).toBe('a')
})
