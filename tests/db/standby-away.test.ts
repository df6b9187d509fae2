import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { POST } from '@/app/api/accounts/transfers/route'
import { withConnection } from '@/db/connect'
import { demoCustomer, seed } from '@/db/seed'
import { moveFirmly } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { findCustomer } from '@/lib/ledger/customer'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { DatabaseUnavailable } from '@/lib/platform/database/client'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/tenant/postgres/embedded'
import { openFor } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'
import { orderFor, post } from '../support/ledger/ledger'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

// A server that must not commit without its standby, and a standby that is away (decision 021).

const ANSWERED_MS_MAX = 13_000
const ORDERS = 'http://localhost:3000/api/accounts/transfers'

const folder = mkdtempSync(join(tmpdir(), 'baink-standby-'))
let server: EmbeddedPostgres
let bank: SeededBank

beforeAll(async () => {
  server = await startEmbeddedPostgres(join(folder, 'postgres'), 'tests-only')
  bank = await openSeededBank(server.adminUrl)
})
afterAll(async () => {
  await standby('here')
  await bank.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** `away`: no commit is confirmed from now on, but what says that it need not be. */
async function standby(state: 'away' | 'here'): Promise<void> {
  await withConnection(server.adminUrl, async (admin) => {
    await admin`SET synchronous_commit = local`
    await admin.unsafe(`ALTER SYSTEM SET synchronous_standby_names = '${state === 'away' ? 'standby' : ''}'`)
    await admin`SELECT pg_reload_conf()`
    await vi.waitUntil(async () => {
      const [row] = await admin`SHOW synchronous_standby_names`
      return row?.synchronous_standby_names === (state === 'away' ? 'standby' : '')
    })
  })
}

/** As an administrator, or Postgres itself before it stops: what waits is committed on this server alone. */
async function breakOffWaits(by: 'pg_cancel_backend' | 'pg_terminate_backend'): Promise<number> {
  return withConnection(server.adminUrl, async (admin) => {
    const rows = await admin.unsafe(`SELECT ${by}(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`)
    return rows.length
  })
}

/** Somebody with accounts of their own: who waits for a standby holds the locks of a customer's book. */
interface Person {
  id: string
  order(amount: string): TransferOrder
}

async function person(name: string): Promise<Person> {
  await seed(bank.ownerUrl, [demoCustomer(`test|${name}`, name)])
  const customer = await findCustomer(`test|${name}`)
  if (!customer) throw new Error(`${name} was not seeded`)
  const accounts = await listAccounts(customer.id)
  const [checking, savings] = ['Checking', 'Savings'].map((one) => accounts.find((account) => account.name === one))
  if (!checking || !savings) throw new Error(`${name} has no accounts`)
  return { id: customer.id, order: (amount) => orderFor(savings, checking, amount) }
}

/** A transfer in the portal. */
function byHand({ id, order }: Person, key: string): Promise<Response> {
  signInAs(id)
  const { amountMinor: _, ...body } = { ...order('1.00'), amount: '1.00' }
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key }
  return POST(new Request(ORDERS, { method: 'POST', headers, body: JSON.stringify(body) }))
}

const asError = (error: unknown) => error
const waiting = async () => (await bank.sql`SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'`).length
const transfersUnder = async (key: string) =>
  (await bank.sql`SELECT FROM transfers WHERE idempotency_key = ${key}`).length

/** Whatever is said, it is said in time. */
async function timed<T>(work: Promise<T>): Promise<T> {
  const begun = performance.now()
  try {
    return await work
  } finally {
    expect(performance.now() - begun).toBeLessThan(ANSWERED_MS_MAX)
  }
}

test('nothing is called done that the standby does not have, and the same key makes it once', async () => {
  const [ann, ben, cem, dan] = [await person('ann'), await person('ben'), await person('cem'), await person('dan')]
  const [key, broken] = [uuidv7(), uuidv7()]
  const toMove = await openFor(ben, ben.order('2.00'))
  // Not by openFor, which first writes something of its own, and waits for it.
  const asked = { chatId: uuidv7(), toolCallId: 'call' }
  await standby('away')

  const first = timed(byHand(ann, key))
  const opened = timed(openApproval({ ...asked, customerId: cem.id, order: cem.order('3.00') }).catch(asError))
  let standing: unknown
  const moved = moveFirmly(toMove.id, 'pending', { fence: 1n }).then((stands) => {
    standing = stands
  })
  await vi.waitUntil(async () => (await waiting()) === 3, 20_000)
  // Sent again while the first still waits.
  for (const response of await Promise.all([first, timed(byHand(ann, key))])) {
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'unavailable' })
  }
  expect(await opened).toBeInstanceOf(DatabaseUnavailable)
  // Nothing was cancelled, and nothing shows yet.
  expect([await waiting(), await transfersUnder(key)]).toEqual([3, 0])

  // Broken off by somebody else: Postgres says success to whoever still asks, and adds a warning.
  const cut = timed(post(dan, dan.order('4.00'), broken).catch(asError))
  await vi.waitUntil(async () => (await waiting()) === 4, 20_000)
  await breakOffWaits('pg_cancel_backend')
  expect(await cut).toBeInstanceOf(DatabaseUnavailable)

  // It is in this server's book now, and may be lost with it: whoever asks again waits as well.
  expect([await transfersUnder(key), await transfersUnder(broken)]).toEqual([1, 1])
  const replay = timed(byHand(ann, key))
  const cutOff = timed(post(dan, dan.order('4.00'), broken).catch(asError))
  await vi.waitUntil(async () => (await waiting()) === 3, 20_000)
  // A connection that is lost while it waits is replaced by one that waits.
  await breakOffWaits('pg_terminate_backend')
  expect((await replay).status).toBe(503)
  expect(await cutOff).toBeInstanceOf(DatabaseUnavailable)
  expect(standing).toBeUndefined()

  await standby('here')
  for (let n = 0; n < 2; n++) {
    const response = await byHand(ann, key)
    expect([response.status, response.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect((await post(dan, dan.order('4.00'), broken)).replayed).toBe(true)
  }
  expect([await transfersUnder(key), await transfersUnder(broken)]).toEqual([1, 1])
  await moved
  expect(standing).toBe(true)
})
