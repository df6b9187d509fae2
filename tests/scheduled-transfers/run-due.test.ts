import { version as uuidVersion, v5 as uuidv5 } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { DELETE, PATCH } from '@/app/api/scheduled-transfers/[scheduledId]/route'
import { GET, POST } from '@/app/api/scheduled-transfers/route'
import { verifyLedger } from '@/db/verify'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { database } from '@/lib/platform/database/client'
import { beginShutdown } from '@/lib/platform/shutdown'
import { localDate } from '@/lib/platform/time/day-start'
import { keyOf, runDue } from '@/lib/scheduled-transfers/run-due'
import type { ScheduledTransfer } from '@/lib/scheduled-transfers/scheduled-transfer'
import { letAiyaAsk } from '../support/bank/approvals'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf, balanceOf } from '../support/ledger/ledger'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// What is ordered for a day to come is made on that day, once, whoever runs and whatever dies.

const ZONE = 'Pacific/Auckland'
const today = () => localDate(new Date(), ZONE)

let live: LiveBank
beforeAll(async () => {
  live = await openLiveBank()
})
afterAll(async () => {
  expect((await verifyLedger(live.bank.ownerUrl)).differences).toEqual([])
  beginShutdown()
  await live.close()
})
beforeEach(async () => {
  signInAs(live.bank.alice.id, 'auth0|alice')
  await live.bank
    .sql`UPDATE scheduled_transfers SET status = 'cancelled', next_on = NULL, look_after = NULL WHERE next_on IS NOT NULL`
  await letAiyaAsk(live.bank.alice.id)
})

const savings = () => accountOf(live.bank.alice, 'Savings')
const checking = () => accountOf(live.bank.alice, 'Checking')
const order = () => ({
  fromAccountId: savings().id,
  toAccountId: checking().id,
  amount: '12.00',
  currency: 'USD',
  memo: 'Rent',
})
const request = (method: string, body?: object, key?: string) =>
  new Request('http://localhost/api/scheduled-transfers', {
    method,
    headers: {
      ...{ 'Content-Type': 'application/json', Cookie: `baink_time_zone=${encodeURIComponent(ZONE)}` },
      ...(key !== undefined && { 'Idempotency-Key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
const at = (scheduledId: string) => ({ params: Promise.resolve({ scheduledId }) })

async function schedule(terms: object = {}): Promise<ScheduledTransfer> {
  const response = await POST(request('POST', { ...order(), startsOn: today(), every: 'month', ...terms }))
  const { scheduledTransfer, ...problem } = await response.json()
  expect(problem).toEqual({})
  return scheduledTransfer
}
async function stateOf(id: string): Promise<ScheduledTransfer | undefined> {
  return (await (await GET()).json()).scheduledTransfers.find((each: ScheduledTransfer) => each.id === id)
}
/** The day of the next run has come. */
const comes = (id: string) =>
  live.bank.sql`UPDATE scheduled_transfers SET look_after = now() - interval '1 second' WHERE id = ${id}`
const moved = async (work: () => Promise<unknown>) => {
  const before = await balanceOf(live.bank, savings())
  await work()
  return before.balance - (await balanceOf(live.bank, savings())).balance
}
const refusalIn = async (body: object) => {
  const response = await POST(request('POST', { ...order(), startsOn: today(), every: 'month', ...body }))
  const { code, errors } = await response.json()
  return errors ? errors.map(({ member }: { member: string }) => member) : code
}

test('it waits for its day and is then made once, however many run, on the session’s authority; the next day is named', async () => {
  const later = await schedule({ startsOn: '2099-01-31' })
  const now = await schedule({ every: 'week' })
  expect([now.status, now.nextOn, now.lastRun, now.timeZone]).toEqual(['active', today(), null, ZONE])
  expect(await moved(() => Promise.all([runDue(), runDue(), runDue()]))).toBe(1_200n)
  expect(await moved(runDue)).toBe(0n)
  const made = await stateOf(now.id)
  expect(made?.lastRun).toMatchObject({ on: today(), outcome: 'posted', reason: null, approvalId: null })
  expect(Date.parse(made?.nextOn ?? '') - Date.parse(today())).toBe(7 * 86_400_000)
  expect((await stateOf(later.id))?.nextOn).toBe('2099-01-31')
  const [audit] = await live.bank.sql<{ data: object }[]>`
    SELECT data FROM audit_events WHERE transfer_id = ${made?.lastRun?.transferId ?? null}`
  expect(audit?.data).toMatchObject({ authority: 'session', scheduledTransferId: now.id })
})

test('a transfer that its key has made already is written down and not made again, also after a process has died', async () => {
  const { id } = await schedule({ every: null })
  const key = keyOf(id, today())
  await postTransfer(parseTransferOrder(order()), { kind: 'session', customerId: live.bank.alice.id }, key)
  // A backend that dies within the statement takes the posting and the note about it away together.
  const other = await schedule({ every: null })
  await live.bank.sql`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''died''; END'`
  await live.bank.sql`CREATE TRIGGER dies BEFORE INSERT ON scheduled_runs FOR EACH ROW EXECUTE FUNCTION die()`
  expect(await moved(runDue)).toBe(0n)
  await live.bank.sql`DROP FUNCTION die CASCADE`
  await Promise.all([comes(id), comes(other.id)])
  expect(await moved(runDue)).toBe(1_200n)
  expect([(await stateOf(id))?.status, (await stateOf(other.id))?.status]).toEqual(['done', 'done'])
})

test('what the bank’s rules refuse that day is skipped with the reason, and goes on', async () => {
  const run = async (id: string) => {
    await comes(id)
    expect(await moved(runDue)).toBe(0n)
    return (await stateOf(id))?.lastRun
  }
  const poor = await schedule({ fromAccountId: checking().id, toAccountId: savings().id, amount: '9999.00' })
  expect(await run(poor.id)).toMatchObject({ outcome: 'skipped', reason: 'insufficient_funds', transferId: null })
  expect((await stateOf(poor.id))?.status).toBe('active')
  const frozen = await schedule()
  await live.bank.sql`UPDATE accounts SET status = 'frozen' WHERE id = ${savings().id}`
  expect(await run(frozen.id)).toMatchObject({ outcome: 'skipped', reason: 'account_not_active' })
  await live.bank.sql`UPDATE accounts SET status = 'active' WHERE id = ${savings().id}`
  const { id: bobs } = accountOf(live.bank.bob, 'Checking')
  const { id: alice } = live.bank.alice
  await live.bank
    .sql`INSERT INTO payees (id, customer_id, account_id) VALUES (gen_random_uuid(), ${alice}, ${bobs}) ON CONFLICT DO NOTHING`
  const toBob = await schedule({ toAccountId: bobs })
  await live.bank.sql`DELETE FROM payees WHERE customer_id = ${alice} AND account_id = ${bobs}`
  expect(await run(toBob.id)).toMatchObject({ outcome: 'skipped', reason: 'account_not_found' })
  expect(await refusalIn({ toAccountId: bobs })).toBe('account_not_found')
})

test('what is over a limit that day is skipped with the limit, what was left of it, and when it renewed', async () => {
  const [customer, { sql }] = [live.bank.alice.id, live.bank]
  const [{ total } = { total: 0n }] = await sql<{ total: bigint }[]>`
    SELECT total_minor AS total FROM daily_totals WHERE customer_id = ${customer} AND currency = 'USD'`
  const used = (minor: bigint) =>
    sql`UPDATE daily_totals SET total_minor = ${minor} WHERE customer_id = ${customer} AND currency = 'USD'`
  await used(2_499_500n)
  const midnight = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000).toISOString()
  const limit = { currency: 'USD', limit: '25000.00', left: '5.00', renewsAt: midnight }
  const skipped = { reason: 'limit_exceeded', limit }
  const { id } = await schedule()
  expect(await moved(runDue)).toBe(0n)
  expect((await stateOf(id))?.lastRun).toMatchObject(skipped)
  await database().sql`SELECT set_confirmation(${customer}, '{"above":{"USD":1000},"firstPayments":false}')`
  const onThePhone = await schedule({ memo: 'Over' })
  await runDue()
  expect((await stateOf(onThePhone.id))?.lastRun).toMatchObject(skipped)
  await database().sql`SELECT set_confirmation(${customer}, '{"above":{},"firstPayments":false}')`
  await used(total)
})

test('it can be paused, goes on without the days that passed, and moves nothing once it is ended', async () => {
  const { id } = await schedule({ every: 'week' })
  const change = async (status: string) => (await PATCH(request('PATCH', { status }), at(id))).json()
  expect((await change('paused')).scheduledTransfer.status).toBe('paused')
  expect(await moved(runDue)).toBe(0n)
  await live.bank
    .sql`UPDATE scheduled_transfers SET starts_on = starts_on - 10, next_on = next_on - 10 WHERE id = ${id}`
  const resumed = (await change('active')).scheduledTransfer
  expect([resumed.status, Date.parse(resumed.nextOn) - Date.parse(today())]).toEqual(['active', 4 * 86_400_000])
  await comes(id)
  const [, ended] = await Promise.all([runDue(), DELETE(request('DELETE'), at(id))])
  expect((await ended.json()).scheduledTransfer.status).toBe('cancelled')
  expect(await moved(runDue)).toBe(0n)
  expect([
    (await DELETE(request('DELETE'), at(id))).status,
    (await PATCH(request('PATCH', { status: 'active' }), at(id))).status,
  ]).toEqual([409, 409])
  // Whoever asked the phone meanwhile can write nothing down any more.
  const [late] = await database().sql<{ written: boolean }[]>`
    SELECT finish_scheduled(p_scheduled => ${id}, p_due => ${resumed.nextOn}, p_outcome => 'skipped', p_reason => 'denied',
      p_transfer => NULL, p_approval => NULL, p_next => NULL, p_next_at => NULL) AS written`
  expect([late?.written, (await stateOf(id))?.status]).toEqual([false, 'cancelled'])
  signInAs(live.bank.bob.id)
  expect((await DELETE(request('DELETE'), at(id))).status).toBe(404)
})

test('what the customer wants to confirm is asked on the phone that day, once, and not at night', async () => {
  const { id: customerId } = live.bank.alice
  await database().sql`SELECT set_confirmation(${customerId}, '{"above":{"USD":1000},"firstPayments":false}')`
  const { id } = await schedule({ memo: 'Big rent' })
  expect(await moved(() => Promise.all([runDue(), runDue()]))).toBe(0n)
  expect((await stateOf(id))?.lastRun).toMatchObject({
    on: today(),
    outcome: 'waiting',
    approvalId: keyOf(id, today()),
  })
  const asked = await live.phone.waitForRequest('Big rent')
  await live.phone.approve(asked.id)
  await vi.waitUntil(async () => (await stateOf(id))?.lastRun?.outcome === 'posted', { timeout: 20_000, interval: 50 })
  const [row] = await live.bank.sql<{ authority: string; n: number }[]>`
    SELECT min(authority) AS authority, count(*)::int AS n FROM transfers WHERE memo = 'Big rent'`
  expect(row).toEqual({ authority: 'session+approval', n: 1 })

  // Ordered before that day: a day's beginning is night, and the phone waits for the morning.
  const [night, morning] = ['2098-06-01', '2098-06-01T09:00:00']
  const sleeping = await schedule({ startsOn: night, memo: 'At night' })
  await comes(sleeping.id)
  await runDue()
  const [waits] = await live.bank.sql<{ at: string }[]>`
    SELECT to_char(look_after AT TIME ZONE ${ZONE}, 'YYYY-MM-DD"T"HH24:MI:SS') AS at FROM scheduled_transfers WHERE id = ${sleeping.id}`
  expect([waits?.at, (await stateOf(sleeping.id))?.lastRun]).toEqual([morning, null])
})

test('ended while the phone is asked, its request is withdrawn, also one that goes out at that moment', async () => {
  const statusOf = async (memo: string) =>
    (await live.bank.sql<{ status: string }[]>`SELECT status FROM approvals WHERE memo = ${memo}`).map(
      (row) => row.status,
    )
  const { id } = await schedule({ memo: 'Still waits' })
  await runDue()
  await live.phone.waitForRequest('Still waits')
  const held = () => balanceOf(live.bank, savings()).then((row) => row.held)
  expect(await held()).toBe(1_200n)
  const ended = (await (await DELETE(request('DELETE'), at(id))).json()).scheduledTransfer
  expect([ended.status, ended.lastRun]).toMatchObject(['cancelled', { outcome: 'skipped', reason: 'cancelled' }])
  expect([await statusOf('Still waits'), await held()]).toEqual([['cancelled'], 0n])

  const late = await schedule({ memo: 'Just asked' })
  await live.bank.sql`CREATE FUNCTION end_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE scheduled_transfers SET status = 'cancelled', next_on = NULL, look_after = NULL WHERE memo = 'Just asked'; RETURN NULL; END $$`
  await live.bank.sql`CREATE TRIGGER end_it AFTER INSERT ON approvals FOR EACH ROW EXECUTE FUNCTION end_it()`
  await runDue()
  await live.bank.sql`DROP FUNCTION end_it CASCADE`
  expect([(await stateOf(late.id))?.status, await statusOf('Just asked')]).toEqual(['cancelled', ['cancelled']])
})

test('a wish says which member is wrong, and what no day could mend is refused at once', async () => {
  expect(await refusalIn({ startsOn: '2020-01-01' })).toEqual(['startsOn'])
  expect(await refusalIn({ every: 'day' })).toEqual(['every'])
  expect(await refusalIn({ every: null, endsOn: '2099-01-01' })).toEqual(['endsOn'])
  expect(await refusalIn({ endsOn: '2020-01-01' })).toEqual(['endsOn'])
  expect(await refusalIn({ amount: '1.0' })).toEqual(['amount'])
  expect(await refusalIn({ toAccountId: savings().id })).toBe('same_account')
  expect(await refusalIn({ amount: '10000.01' })).toBe('limit_exceeded')
  const inEuro = Object.values(live.bank.alice.accounts).find(({ currency }) => currency === 'EUR')
  expect(await refusalIn({ toAccountId: inEuro?.id })).toBe('currency_mismatch')
})

test('a customer has fifty scheduled transfers at most, however many are made at once', async () => {
  const { id } = await schedule()
  await live.bank.sql`
    INSERT INTO scheduled_transfers (id, customer_id, debtor_account_id, creditor_account_id, amount_minor, currency, memo, starts_on,
      every, ends_on, time_zone, next_on, look_after)
    SELECT gen_random_uuid(), customer_id, debtor_account_id, creditor_account_id, amount_minor, currency, memo, starts_on,
      every, ends_on, time_zone, next_on, look_after + interval '1 year'
    FROM scheduled_transfers, generate_series(1, 47) WHERE id = ${id}`
  const made = await Promise.all(
    Array.from({ length: 5 }, () => POST(request('POST', { ...order(), startsOn: today(), every: 'month' }))),
  )
  expect(made.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409])
})

test('one order under one key is kept once, sent at once or after it is over; another order under it is refused', async () => {
  const key = crypto.randomUUID()
  const wish = { ...order(), startsOn: today(), every: 'month' }
  const send = async (body: object = wish, by = key) => {
    const response = await POST(request('POST', body, by))
    const { scheduledTransfer, code } = await response.json()
    return scheduledTransfer?.id ?? code
  }
  const ids = await Promise.all([send(), send(), send(), send()])
  expect(new Set(ids).size).toBe(1)
  expect(uuidVersion(ids[0])).toBe(7)
  expect(await stateOf(ids[0])).toMatchObject({ status: 'active', amount: '12.00' })
  for (const other of [{ amount: '12.01' }, { memo: 'rent' }, { every: 'week' }, { endsOn: '2099-01-01' }])
    expect(await send({ ...wish, ...other })).toBe('idempotency_conflict')
  expect(await send(wish, 'not-a-uuid')).toBe('invalid_request')
  await DELETE(request('DELETE'), at(ids[0]))
  expect(await send()).toBe(ids[0])
  expect(await stateOf(ids[0])).toMatchObject({ status: 'cancelled' })
  signInAs(live.bank.bob.id, 'auth0|bob')
  expect(await send()).toBe('account_not_found')
})

test('an order that an earlier version has kept under a key is still that one', async () => {
  const key = crypto.randomUUID()
  const { id } = await schedule()
  const former = uuidv5(key, live.bank.alice.id)
  await live.bank.sql`UPDATE scheduled_transfers SET id = ${former} WHERE id = ${id}`
  const again = await POST(request('POST', { ...order(), startsOn: today(), every: 'month' }, key))
  expect((await again.json()).scheduledTransfer.id).toBe(former)
})

test('another customer neither reads, pauses nor ends a scheduled transfer', async () => {
  const { id } = await schedule()
  signInAs(live.bank.bob.id, 'auth0|bob')
  const answers = [await PATCH(request('PATCH', { status: 'paused' }), at(id)), await DELETE(request('DELETE'), at(id))]
  expect(answers.map(({ status }) => status)).toEqual([404, 404])
  expect(await stateOf(id)).toBeUndefined()
  signInAs(live.bank.alice.id, 'auth0|alice')
  expect(await stateOf(id)).toMatchObject({ id, status: 'active' })
})
