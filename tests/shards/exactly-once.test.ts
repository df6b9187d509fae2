import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { carry, claim, deliver, settle } from '@/db/shards/carry'
import { openApproval } from '@/lib/approvals/open-approval'
import { postTransfer } from '@/lib/ledger/post-transfer'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { letAiyaAsk } from '../support/bank/approvals'
import { openTwoShards, type TwoShards } from '../support/bank/two-shards'
import { accountOf, approvedBy, balanceOf, passDay, refusalOf } from '../support/ledger/ledger'

// A transfer to another shard is two postings, in two databases that no transaction spans: here two on one server. Whatever
// dies between them, the payee is credited once or the payer gets the money back once, and both books stay sound.

const PACE = { leaseSeconds: 30, most: 100 }
const AMOUNT = 1_000n

let shards: TwoShards
beforeAll(async () => {
  shards = await openTwoShards()
})
afterAll(() => shards.close())

let before: { alice: bigint; carol: bigint }
beforeEach(async () => {
  await passDay(shards.bank)
  before = await balances()
})
afterEach(async () => {
  expect(await shards.differences()).toEqual([])
  expect(await shards.clearing()).toEqual({ standIns: 0n, onItsWay: 0n })
})

const checking = () => accountOf(shards.bank.alice, 'Checking')
const toCarol = (memo = 'lunch'): TransferOrder => ({
  fromAccountId: checking().id,
  toAccountId: shards.carol.checking,
  amountMinor: AMOUNT,
  currency: 'USD',
  memo,
})
const send = (order = toCarol(), key: string = randomUUID()) =>
  postTransfer(order, { kind: 'session', customerId: shards.bank.alice.id }, key)
const carryAll = () => carry(shards.a.shard, shards.b.shard, PACE)

async function balances() {
  const [alice, carol] = await Promise.all([
    balanceOf(shards.bank, checking()),
    balanceOf({ sql: shards.b.sql }, { id: shards.carol.checking }),
  ])
  return { alice: alice.balance, carol: carol.balance }
}

/** What Alice has less, and Carol more, than at the beginning of the test. */
async function moved(): Promise<[left: bigint, arrived: bigint]> {
  const { alice, carol } = await balances()
  return [before.alice - alice, carol - before.carol]
}

/** As after so much time that every lease is over. Trap: the column's milliseconds are rounded, and a fast sweeper would find `now()` ahead. */
const leasesEnd = () => shards.a.sql`UPDATE outbox SET look_after = now() - interval '1 second' WHERE state = 'posted'`
const stateOf = async (transfer: string) =>
  (
    await shards.a.sql<
      { state: string; reason: string | null }[]
    >`SELECT state, reason FROM outbox WHERE transfer_id = ${transfer}`
  )[0]

test('a transfer leaves at once, arrives once, and is the same one in both books', async () => {
  const { transfer } = await send()
  expect(await moved()).toEqual([AMOUNT, 0n])
  expect(await stateOf(transfer.id)).toEqual({ state: 'posted', reason: null })
  expect(await carryAll()).toEqual([
    {
      transfer: transfer.id,
      outcome: 'arrived',
      reason: null,
      creditorCustomerId: shards.carol.id,
      payerCustomerId: shards.bank.alice.id,
    },
  ])
  expect(await carryAll()).toEqual([])
  expect(await moved()).toEqual([AMOUNT, AMOUNT])
  const books = await Promise.all(
    [shards.a, shards.b].map(
      ({ sql }) => sql`
      SELECT id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo
      FROM transfers WHERE id = ${transfer.id}`,
    ),
  )
  expect(books[1]?.[0]).toEqual(books[0]?.[0])
  const [arrival] = await shards.b.sql`
    SELECT c.name, a.number, t.memo FROM transfers t JOIN accounts a ON a.id = t.debtor_account_id JOIN customers c ON c.id = a.customer_id
    WHERE t.id = ${transfer.id}`
  expect(arrival).toEqual({ name: 'Alice Example', number: '100020004321', memo: 'lunch' })
})

test('the same key again answers the same transfer, and sends nothing more', async () => {
  const key = randomUUID()
  const first = await send(toCarol(), key)
  const again = await send(toCarol(), key)
  expect([again.replayed, again.transfer]).toEqual([true, first.transfer])
  await carryAll()
  expect((await send(toCarol(), key)).replayed).toBe(true)
  expect(await carryAll()).toEqual([])
  expect(await moved()).toEqual([AMOUNT, AMOUNT])
})

test('transfers that are posted together are sent together, each once', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, place) => send(toCarol(String(place)))))
  expect(await carryAll()).toHaveLength(12)
  expect(await moved()).toEqual([12n * AMOUNT, 12n * AMOUNT])
})

test('the outbox has it from the very commit that posts it, alone or together', async () => {
  await Promise.all(Array.from({ length: 5 }, () => send()))
  await send()
  const [row] = await shards.a.sql`
    SELECT count(*)::int AS sent, count(DISTINCT o.xmin::text)::int AS commits, bool_and(o.xmin::text = t.xmin::text) AS same
    FROM outbox o JOIN transfers t ON t.id = o.transfer_id WHERE o.state = 'posted'`
  expect(row).toEqual({ sent: 6, commits: expect.any(Number), same: true })
  expect(row?.commits).toBeLessThan(6)
  await carryAll()
})

test('an approval settles at home with the first posting, at most once', async () => {
  await letAiyaAsk(shards.bank.alice.id)
  const order = toCarol('asked')
  const { id } = await openApproval({
    customerId: shards.bank.alice.id,
    order,
    chatId: randomUUID(),
    toolCallId: 'call',
  })
  const post = () => postTransfer(order, approvedBy(shards.bank.alice, id), id)
  expect((await post()).transfer.authority).toBe('approval')
  const [approval] = await shards.a.sql`SELECT status FROM approvals WHERE id = ${id}`
  expect([approval?.status, (await balanceOf(shards.bank, checking())).held]).toEqual(['posted', 0n])
  expect((await post()).replayed).toBe(true)
  await carryAll()
  expect((await post()).replayed).toBe(true)
  await carryAll()
  expect(await moved()).toEqual([AMOUNT, AMOUNT])
})

test('the rules at home hold for a payee elsewhere: what is refused is not sent', async () => {
  const { bank, carol } = shards
  expect(await refusalOf(send({ ...toCarol(), amountMinor: 900_000_000n }))).toBe('limit_exceeded')
  expect(
    await refusalOf(send({ ...toCarol(), currency: 'EUR', fromAccountId: accountOf(bank.alice, 'Euro Account').id })),
  ).toBe('currency_mismatch')
  // Bob has not saved Carol as a payee.
  const bobs = { ...toCarol(), fromAccountId: accountOf(bank.bob, 'Checking').id }
  expect(await refusalOf(postTransfer(bobs, { kind: 'session', customerId: bank.bob.id }, randomUUID()))).toBe(
    'account_not_found',
  )
  // Nobody spends from the account that stands in for Carol's, not even under her name.
  for (const customerId of [bank.alice.id, carol.id]) {
    const spent = { ...toCarol(), fromAccountId: carol.checking, toAccountId: carol.savings }
    const alone = postTransfer(spent, { kind: 'session', customerId }, randomUUID())
    expect(await refusalOf(alone)).toBe('account_not_found')
    const together = await Promise.allSettled(
      Array.from({ length: 4 }, () => postTransfer(spent, { kind: 'session', customerId }, randomUUID())),
    )
    expect(together.map(({ status }) => status)).toEqual(Array(4).fill('rejected'))
  }
  expect(await carryAll()).toEqual([])
})

describe('a sweeper that dies leaves all it had to the next', () => {
  test('after it has claimed', async () => {
    await send()
    expect(await claim(shards.a.shard, 'b', PACE)).toHaveLength(1)
    expect(await carryAll()).toEqual([])
    await leasesEnd()
    expect(await carryAll()).toHaveLength(1)
    expect(await moved()).toEqual([AMOUNT, AMOUNT])
  })

  test('after the other shard has credited', async () => {
    await send()
    await deliver(shards.b.shard, await claim(shards.a.shard, 'b', PACE))
    expect(await moved()).toEqual([AMOUNT, AMOUNT])
    await leasesEnd()
    expect(await carryAll()).toHaveLength(1)
    expect(await moved()).toEqual([AMOUNT, AMOUNT])
  })

  test('while the other shard credits: its connection is cut before the commit', async () => {
    await send()
    const sent = await claim(shards.a.shard, 'b', PACE)
    const held = await shards.b.sql.reserve()
    await held`BEGIN`
    await held`SELECT FROM accounts WHERE id = ${shards.carol.checking} FOR NO KEY UPDATE`
    const delivery = deliver(shards.b.shard, sent).catch((error: Error) => error)
    const cut = () => shards.b.sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%receive_transfers%'`
    await expect.poll(async () => (await cut()).length).toBe(1)
    await held`COMMIT`
    held.release()
    expect(await delivery).toBeInstanceOf(Error)
    // The driver learns a moment later that the connection is gone.
    const all = () => Promise.all(Array.from({ length: 4 }, () => shards.b.shard.sql`SELECT pg_sleep(0.05)`))
    await expect.poll(() => all().then(Boolean, () => false)).toBe(true)
    expect(await moved()).toEqual([AMOUNT, 0n])
    await leasesEnd()
    await carryAll()
    expect(await moved()).toEqual([AMOUNT, AMOUNT])
  })

  test('after it has settled, a slow one that settles the same changes nothing', async () => {
    const { transfer } = await send()
    const answers = await deliver(shards.b.shard, await claim(shards.a.shard, 'b', PACE))
    await settle(shards.a.shard, answers)
    await settle(
      shards.a.shard,
      answers.map((answer) => ({ ...answer, outcome: 'refused', reason: 'account_not_active' })),
    )
    expect(await stateOf(transfer.id)).toEqual({ state: 'arrived', reason: null })
    expect(await moved()).toEqual([AMOUNT, AMOUNT])
  })
})

test('several sweepers at once carry each transfer once', async () => {
  const sent: string[] = []
  while (sent.length < 10) sent.push((await send()).transfer.id)
  const few = { ...PACE, most: 2 }
  const sweep = async () => {
    const carried: string[] = []
    for (
      let answers = await carry(shards.a.shard, shards.b.shard, few);
      answers.length > 0;
      answers = await carry(shards.a.shard, shards.b.shard, few)
    )
      carried.push(...answers.map(({ transfer }) => transfer))
    return carried
  }
  const carried = (await Promise.all([sweep(), sweep(), sweep(), sweep()])).flat()
  expect(carried.sort()).toEqual(sent.sort())
  expect(await moved()).toEqual([10n * AMOUNT, 10n * AMOUNT])
})

test('two that deliver the same at the same moment get the same answer, and credit once', async () => {
  await send()
  const sent = await claim(shards.a.shard, 'b', PACE)
  const [one, other] = await Promise.all([deliver(shards.b.shard, sent), deliver(shards.b.shard, sent)])
  expect(other).toEqual(one)
  await settle(shards.a.shard, one)
  expect(await moved()).toEqual([AMOUNT, AMOUNT])
})

describe('an account that does not take the money', () => {
  const setStatus = (status: string) =>
    shards.b.sql`UPDATE accounts SET status = ${status} WHERE id = ${shards.carol.checking}`
  afterEach(() => setStatus('active'))

  test('closed meanwhile: the money comes back once, under a key of its own, and says why', async () => {
    const key = randomUUID()
    const { transfer } = await send(toCarol(), key)
    await setStatus('closed')
    expect(await carryAll()).toMatchObject([{ outcome: 'refused', reason: 'account_not_active' }])
    expect(await stateOf(transfer.id)).toEqual({ state: 'returned', reason: 'account_not_active' })
    expect(await moved()).toEqual([0n, 0n])
    const [back] = await shards.a.sql`
      SELECT t.memo, t.authority, t.idempotency_key = return_key(o.transfer_id) AS derived FROM outbox o JOIN transfers t ON t.id = o.return_id
      WHERE o.transfer_id = ${transfer.id}`
    expect(back).toEqual({ memo: 'Returned: the account takes no payments', authority: 'clearing', derived: true })
    expect((await send(toCarol(), key)).replayed).toBe(true)
    expect(await carryAll()).toEqual([])
    expect(await moved()).toEqual([0n, 0n])
  })

  test('open again before the second sweeper asks: the first answer stands, and the money comes back', async () => {
    await send()
    await setStatus('closed')
    await deliver(shards.b.shard, await claim(shards.a.shard, 'b', PACE))
    await setStatus('active')
    await leasesEnd()
    expect(await carryAll()).toMatchObject([{ outcome: 'refused', reason: 'account_not_active' }])
    expect(await moved()).toEqual([0n, 0n])
  })

  test('closed after it has credited: the first answer stands, and nothing comes back', async () => {
    await send()
    await deliver(shards.b.shard, await claim(shards.a.shard, 'b', PACE))
    await setStatus('closed')
    await leasesEnd()
    expect(await carryAll()).toMatchObject([{ outcome: 'arrived', reason: null }])
    expect(await moved()).toEqual([AMOUNT, AMOUNT])
  })
})

test('a sweeper with another shard’s address moves nothing there', async () => {
  await send()
  const wrong = { ...shards.a.shard, name: 'b' }
  await expect(carry(shards.a.shard, wrong, PACE)).rejects.toThrow('this is not shard b')
  expect(await moved()).toEqual([AMOUNT, 0n])
  await leasesEnd()
  await carryAll()
})
