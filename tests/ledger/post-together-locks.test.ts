import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '@/db/verify'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import type { Authority } from '@/lib/ledger/authority'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { Refusal } from '@/lib/ledger/refusal'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { type Database, openDatabase } from '@/lib/platform/database/client'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, balanceOf, openAccount, orderFor, passDay } from '../support/ledger/ledger'

// Orders that are posted in one statement meet others on the same accounts: they wait for each other, and never in a circle.

let bank: SeededBank
let over: Database
beforeAll(async () => {
  Object.assign(process.env, { TRANSFER_LIMIT: '5000.00', DAILY_LIMIT: '6000.00' })
  bank = await openSeededBank()
  over = openDatabase(String(process.env.DATABASE_URL))
})
afterAll(async () => {
  await over.sql.end({ timeout: 1 })
  await bank.close()
})

const byHand = (customer: { id: string }): Authority => ({ kind: 'session', customerId: customer.id })
const answerTo = (order: TransferOrder, authority: Authority, key: string = randomUUID(), on?: Database) =>
  postTransfer(order, authority, key, on).then(
    ({ replayed }) => (replayed ? 'replayed' : 'posted'),
    (error: unknown) => {
      if (error instanceof Refusal) return error.code
      throw error
    },
  )

const savings = () => accountOf(bank.alice, 'Savings')
const withMoney = (opening: bigint) => openAccount(bank, bank.alice, { name: randomUUID(), opening })

test('an account that somebody holds makes its own order wait, and the others only for a moment', async () => {
  await passDay(bank)
  const [held, free] = [await withMoney(1_000n), await withMoney(1_000n)]
  let waiting: Promise<string> | undefined
  await bank.sql.begin(async (tx) => {
    await tx`SELECT FROM accounts WHERE id = ${held.id} FOR NO KEY UPDATE`
    waiting = answerTo(orderFor(held, savings(), '1.00'), byHand(bank.alice))
    expect(await answerTo(orderFor(free, accountOf(bank.alice, 'Checking'), '1.00'), byHand(bank.alice))).toBe('posted')
  })
  expect(await waiting).toBe('posted')
})

test('many that cross each other on two pools neither deadlock nor lose a cent', async () => {
  await passDay(bank)
  const accounts = [await withMoney(50_000n), await withMoney(50_000n), await withMoney(50_000n)]
  const bobs = [accountOf(bank.bob, 'Checking'), accountOf(bank.bob, 'Savings')]
  const route = (place: number) => {
    const [from, to] = [accounts[place % 3], accounts[(place + 1 + (place % 2)) % 3]]
    if (place % 5 > 0 && from && to) return [orderFor(from, to, '0.07'), byHand(bank.alice)] as const
    const [one, other] = place % 2 ? bobs : [...bobs].reverse()
    if (!one || !other) throw new Error('bob has two accounts')
    return [orderFor(one, other, '0.07'), byHand(bank.bob)] as const
  }
  for (let round = 0; round < 4; round++) {
    const sent = Array.from({ length: 60 }, (_, place) =>
      answerTo(...route(place), undefined, place % 2 ? over : undefined),
    )
    expect(new Set(await Promise.all(sent))).toEqual(new Set(['posted']))
  }
  expect((await verifyLedger(bank.ownerUrl)).differences).toEqual([])
  const [row] = await bank.sql<{ deadlocks: number }[]>`
    SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()`
  expect(row?.deadlocks).toBe(0)
})

test('two customers who pay each other at once, on two pools, end with what was sent and with their own audit chains', async () => {
  await passDay(bank)
  const [hers, his] = [
    await withMoney(50_000n),
    await openAccount(bank, bank.bob, { name: randomUUID(), opening: 50_000n }),
  ]
  await bank.sql`
    INSERT INTO payees (id, customer_id, account_id, nickname) VALUES
      (${randomUUID()}, ${bank.alice.id}, ${his.id}, 'his'), (${randomUUID()}, ${bank.bob.id}, ${hers.id}, 'hers')`
  const sent = Array.from({ length: 120 }, (_, place) =>
    place % 2
      ? answerTo(orderFor(hers, his, '0.05'), byHand(bank.alice), undefined, place % 4 > 1 ? over : undefined)
      : answerTo(orderFor(his, hers, '0.03'), byHand(bank.bob), undefined, place % 4 > 1 ? over : undefined),
  )
  expect(new Set(await Promise.all(sent))).toEqual(new Set(['posted']))
  const left = [(await balanceOf(bank, hers)).balance, (await balanceOf(bank, his)).balance]
  expect(left).toEqual([50_000n - 60n * 2n, 50_000n + 60n * 2n])
  expect((await verifyLedger(bank.ownerUrl)).differences).toEqual([])
  expect((await verifyAudit(bank.ownerUrl)).differences).toEqual([])
  const [row] = await bank.sql<{ unaudited: number }[]>`
    SELECT count(*)::int AS unaudited FROM transfers t WHERE authority <> 'opening'
      AND NOT EXISTS (SELECT FROM audit_events e WHERE e.transfer_id = t.id AND e.kind = 'transfer.posted')`
  expect(row?.unaudited).toBe(0)
})

/** Waits until a statement of this database waits for another's lock. */
async function untilOneWaits(): Promise<void> {
  for (;;) {
    const waiting = await bank.sql`
      SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    if (waiting.length > 0) return
  }
}

test('many wait for one that is under way on the same accounts, and go on from what it left', async () => {
  await passDay(bank)
  const [hers, his] = [
    await withMoney(1_000n),
    await openAccount(bank, bank.bob, { name: randomUUID(), opening: 1_000n }),
  ]
  await bank.sql`
    INSERT INTO payees (id, customer_id, account_id, nickname) VALUES
      (${randomUUID()}, ${bank.alice.id}, ${his.id}, 'his'), (${randomUUID()}, ${bank.bob.id}, ${hers.id}, 'hers')`
  let many: Promise<string>[] = []
  await bank.sql.begin(async (tx) => {
    await postTransfer(orderFor(his, hers, '4.00'), byHand(bank.bob), randomUUID(), {
      sql: tx as unknown as Database['sql'],
    })
    many = [1, 2].map(() => answerTo(orderFor(hers, his, '1.00'), byHand(bank.alice)))
    await untilOneWaits()
  })
  expect(await Promise.all(many)).toEqual(['posted', 'posted'])
  expect([(await balanceOf(bank, hers)).balance, (await balanceOf(bank, his)).balance]).toEqual([1_200n, 800n])
  expect((await verifyLedger(bank.ownerUrl)).differences).toEqual([])
})

test('many take their accounts in the order of their ids, as one does, so that neither holds what the other waits for', async () => {
  await passDay(bank)
  const [low, high] = [await withMoney(1_000n), await withMoney(1_000n)].sort((a, b) => (a.id < b.id ? -1 : 1))
  if (!low || !high) throw new Error('two accounts were opened')
  let many: Promise<string>[] = []
  await bank.sql.begin(async (tx) => {
    await tx`SELECT FROM accounts WHERE id = ${low.id} FOR NO KEY UPDATE`
    many = [orderFor(low, high, '1.00'), orderFor(high, low, '1.00')].map((order) =>
      answerTo(order, byHand(bank.alice)),
    )
    await untilOneWaits()
    await tx`SELECT FROM accounts WHERE id = ${high.id} FOR NO KEY UPDATE NOWAIT`
  })
  expect(await Promise.all(many)).toEqual(['posted', 'posted'])
})
