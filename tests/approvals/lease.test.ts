import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openFor, openIn } from '../support/bank/approvals'
import { becomeAnotherReplica } from '../support/bank/replica'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, orderFor } from '../support/ledger/ledger'

type Replica = typeof import('@/lib/approvals/lease')

let bank: SeededBank
let replicas: Replica[]
/** The replica that opens approvals in these tests. */
let own: Replica
beforeAll(async () => {
  bank = await openSeededBank()
  own = await import('@/lib/approvals/lease')
  replicas = []
  for (let n = 0; n < 4; n++) {
    becomeAnotherReplica()
    replicas.push(await import('@/lib/approvals/lease'))
  }
})
afterAll(() => bank.close())
beforeEach(async () => {
  for (const { id } of await bank.sql`SELECT id FROM approvals`) await moveApproval(id, 'cancelled')
})

/** No two are the same wish. */
const order = () =>
  orderFor(accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking'), '1.00', { memo: randomUUID() })
const lapse = (id: string) => bank.sql`UPDATE approvals SET lease_until = now() - interval '1 s' WHERE id = ${id}`
const rowOf = async (id: string) =>
  (
    await bank.sql`SELECT lease_owner AS owner, fence, lease_until > now() AS alive, lease_until AS until
    FROM approvals WHERE id = ${id}`
  )[0]

test('each process owns its leases under an id of its own', () => {
  expect(new Set([own, ...replicas].map(({ PROCESS }) => PROCESS)).size).toBe(5)
})

test('whoever opens an approval holds its lease first', async () => {
  const { id } = await openFor(bank.alice, order())
  expect(await rowOf(id)).toMatchObject({ owner: own.PROCESS, alive: true, fence: 1n })
  for (const replica of replicas) expect(await replica.claimLapsed(10)).toEqual([])
})

test('of many replicas that look at once, one takes over what has lapsed', async () => {
  for (let round = 0; round < 5; round++) {
    const { id } = await openFor(bank.alice, order())
    await lapse(id)
    const looks = Array.from({ length: 24 }, async (_, n) => {
      const replica = replicas[n % replicas.length] as Replica
      return (await replica.claimLapsed(5)).map((claim) => ({ id: claim.id, by: replica.PROCESS }))
    })
    const claims = (await Promise.all(looks)).flat()
    expect(claims.map((claim) => claim.id)).toEqual([id])
    expect(await rowOf(id)).toMatchObject({ owner: claims[0]?.by, alive: true, fence: 2n })
    await moveApproval(id, 'cancelled')
  }
})

test('lapsed approvals are shared out among replicas, none twice, and not more than were asked for', async () => {
  const ids = await Promise.all(Array.from({ length: 3 }, async () => (await openFor(bank.alice, order())).id))
  for (const id of ids) await lapse(id)
  const shares = await Promise.all(replicas.slice(0, 2).map((replica) => replica.claimLapsed(1)))
  for (const share of shares) expect(share.length).toBeLessThanOrEqual(1)
  const rest = await replicas[3]?.claimLapsed(5)
  const claimed = [...shares.flat(), ...(rest ?? [])].map(({ id }) => id)
  expect(claimed.sort()).toEqual([...ids].sort())
})

test('nobody takes over an approval that has ended', async () => {
  for (const status of ['posted', 'denied', 'expired', 'cancelled', 'failed'] as const) {
    const { id } = await openIn(status, bank.alice, order())
    await lapse(id)
  }
  expect(await replicas[0]?.claimLapsed(10)).toEqual([])
})

test('a claim brings what is needed to go on', async () => {
  const chatId = randomUUID()
  const { id } = await openFor(bank.alice, order(), chatId)
  const expiresAt = new Date(Date.now() + 60_000)
  await moveApproval(id, 'pending', { pending: { sealedAuthReqId: 'sealed', intervalSeconds: 7, expiresAt } })
  await lapse(id)
  expect(await replicas[0]?.claimLapsed(1)).toMatchObject([
    { id, customerId: bank.alice.id, chatId, status: 'pending', sealedAuthReqId: 'sealed', intervalSeconds: 7 },
  ])
})

test('a lease that is kept is renewed', async () => {
  const { id } = await openFor(bank.alice, order())
  await bank.sql`UPDATE approvals SET lease_until = now() + interval '3 s' WHERE id = ${id}`
  const before = await rowOf(id)
  const lease = own.keepLease(id)
  await vi.waitUntil(async () => Date.parse((await rowOf(id))?.until) > Date.parse(before?.until) + 5_000, 20_000)
  lease.release()
})

test('renewing writes every few seconds, and touches no index', async () => {
  const { id } = await openFor(bank.alice, order())
  const lease = own.keepLease(id)
  const versions = async () =>
    (await bank.sql`SELECT xmin::text AS version FROM approvals WHERE id = ${id}`)[0]?.version
  const first = await versions()
  await sleep(3_500)
  expect(await versions()).toBe(first)
  await vi.waitUntil(async () => (await versions()) !== first, 20_000)
  lease.release()
  const indexed = await bank.sql`
    SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indexrelid
    WHERE i.indrelid = 'approvals'::regclass AND a.attname = 'lease_until'`
  expect(indexed).toHaveLength(0)
})

test('a process that could not renew its lease for some seconds is no longer sure of it, until it could', async () => {
  const { id } = await openFor(bank.alice, order())
  const lease = own.keepLease(id)
  expect(lease.sure()).toBe(true)
  const now = performance.now.bind(performance)
  // As for a process that stood still.
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 13_000)
  expect(lease.sure()).toBe(false)
  await vi.waitUntil(() => lease.sure(), 20_000)
  clock.mockRestore()
  lease.release()
})

test('a process that keeps a lease notices that the customer has cancelled', async () => {
  const { id } = await openFor(bank.alice, order())
  const lease = own.keepLease(id)
  await moveApproval(id, 'cancelled')
  expect(await lease.lost).toEqual({ status: 'cancelled', mine: false })
})

test('a process that keeps a lease notices that another replica has taken over, and leaves it the lease', async () => {
  const { id } = await openFor(bank.alice, order())
  const lease = own.keepLease(id)
  await lapse(id)
  expect(await replicas[0]?.claimLapsed(1)).toHaveLength(1)
  expect(await lease.lost).toEqual({ status: 'requested', mine: false })
  expect(await rowOf(id)).toMatchObject({ owner: replicas[0]?.PROCESS, alive: true })
})

test('a lease is handed back by its owner alone', async () => {
  const { id } = await openFor(bank.alice, order())
  await replicas[0]?.handBackLease(id)
  await replicas[0]?.handBackLeases()
  expect(await replicas[1]?.claimLapsed(1)).toEqual([])
  await own.handBackLease(id)
  expect(await replicas[1]?.claimLapsed(1)).toMatchObject([{ id }])
})

test('a process that stops hands all of its leases back', async () => {
  const ids = await Promise.all([1, 2, 3].map(async () => (await openFor(bank.alice, order())).id))
  await own.handBackLeases()
  const claimed = (await replicas[0]?.claimLapsed(10)) ?? []
  expect(claimed.map(({ id }) => id).sort()).toEqual(ids.sort())
})

test('a process does not take over from itself what it still works on, however long the database was away', async () => {
  const { id } = await openFor(bank.alice, order())
  const lease = own.keepLease(id)
  await lapse(id)
  expect(await own.claimLapsed(10)).toEqual([])
  lease.release()
  await lapse(id)
  expect(await own.claimLapsed(10)).toMatchObject([{ id, fence: 2n }])
})
