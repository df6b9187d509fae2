import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { POST as portalTransfer } from '@/app/api/accounts/transfers/route'
import { log } from '@/lib/platform/log'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf, balanceOf } from '../support/ledger/ledger'

// An answer that took 28 seconds was given up, and the work behind it goes on. Whoever sends the key again hears of one transfer.

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

let bank: SeededBank
beforeAll(async () => {
  log.level = 'silent'
  bank = await openSeededBank()
  signInAs(bank.alice.id)
})
afterAll(() => bank.close())
/** The deadlines of answers that have begun. All other timers are real, since the database's drivers need them. */
let deadlines: (() => void)[]
beforeEach(() => {
  deadlines = []
  const { setTimeout: begin } = globalThis
  const hold = (call: () => void, ms?: number) => (ms === 28_000 ? void deadlines.push(call) : begin(call, ms))
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(hold as typeof setTimeout)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const savings = () => accountOf(bank.alice, 'Savings')

/** A transfer whose body stops in its middle until `finish`. */
function send(key: string) {
  const [fromAccountId, toAccountId] = [savings().id, accountOf(bank.alice, 'Checking').id]
  const text = JSON.stringify({ fromAccountId, toAccountId, amount: '1.00', currency: 'USD', memo: null })
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const part = (said: string) => writer.write(new TextEncoder().encode(said))
  const request = new Request('http://localhost:3000/api/accounts/transfers', {
    ...{ method: 'POST', body: readable, duplex: 'half' },
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
  } as RequestInit)
  const response = portalTransfer(request)
  void part(text.slice(0, 10))
  const finish = async () => {
    await part(text.slice(10))
    await writer.close()
  }
  return { response, finish }
}

async function givenUp(key: string) {
  const first = send(key)
  for (const pass of deadlines) pass()
  const response = await first.response
  expect([response.status, (await response.json()).code]).toEqual([503, 'unavailable'])
  return first
}

async function again(key: string) {
  const { response, finish } = send(key)
  await finish()
  const { status, headers } = await response
  return { status, replayed: headers.get('Idempotency-Replayed') }
}

const under = async (key: string) => (await bank.sql`SELECT FROM transfers WHERE idempotency_key = ${key}`).length

/** How many requests this process still works on (lib/platform/shutdown.ts). */
const working = () => (globalThis as { bainkShutdown?: { working: number } }).bainkShutdown?.working

test('the work ends after the answer, and the key sent again hears of its transfer', async () => {
  const key = randomUUID()
  const first = await givenUp(key)
  expect(await under(key)).toBe(0)
  await first.finish()
  await vi.waitFor(() => expect(working()).toBe(0))
  expect(await again(key)).toEqual({ status: 201, replayed: 'true' })
  expect(await under(key)).toBe(1)
})

test('the key is sent again while the work still goes on, which then moves nothing more', async () => {
  const key = randomUUID()
  const before = await balanceOf(bank, savings())
  const first = await givenUp(key)
  expect(await again(key)).toEqual({ status: 201, replayed: null })
  const after = await balanceOf(bank, savings())
  expect(after).not.toEqual(before)
  expect(working()).toBe(1)
  await first.finish()
  await vi.waitFor(() => expect(working()).toBe(0))
  expect([await under(key), await balanceOf(bank, savings())]).toEqual([1, after])
})
