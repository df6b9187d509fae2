import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { moveApproval } from '@/lib/approvals/move-approval'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { accountOf, openAccount, orderFor } from '../../support/ledger/ledger'
import { Crowd, shareOut } from '../../support/ledger/ledger-crowd'
import type { Order } from '../../support/ledger/ledger-steps'

// A crowd takes time, and there are several.
vi.setConfig({ testTimeout: 120_000 })

const RUNS = 6
const WORKERS = 16

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
  // Two pairs of accounts each: nothing but the day's limit and the head of the chain is common to both.
  for (const customer of [bank.alice, bank.bob])
    for (const name of ['Third', 'Fourth'])
      customer.accounts[name] = await openAccount(bank, customer, { name, opening: 500_000n })
  // Each may pay the other: transfers of two customers meet on the same accounts, in both directions.
  for (const [customer, other] of [
    [bank.alice, bank.bob],
    [bank.bob, bank.alice],
  ] as const)
    await bank.sql`INSERT INTO payees (id, customer_id, account_id)
      VALUES (${randomUUID()}, ${customer.id}, ${accountOf(other, 'Checking').id}) ON CONFLICT DO NOTHING`
})
afterAll(() => bank.close())

const step = fc.record({
  who: fc.constantFrom('alice' as const, 'bob' as const),
  what: fc.constantFrom(
    'send' as const,
    'replay' as const,
    'ask' as const,
    'approve' as const,
    'cancel' as const,
    'look' as const,
  ),
  pair: fc.constantFrom(['Checking', 'Savings'] as const, ['Third', 'Fourth'] as const),
  to: fc.constantFrom('own' as const, 'other' as const),
  back: fc.boolean(),
  cents: fc.integer({ min: 1, max: 500 }),
})

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function orderOf({ who, pair, to, back, cents }: Step): Order {
  const [customer, other] = who === 'alice' ? [bank.alice, bank.bob] : [bank.bob, bank.alice]
  const [from, own] = back ? [...pair].reverse() : pair
  const paid = to === 'other' ? accountOf(other, 'Checking') : accountOf(customer, `${own}`)
  const order = orderFor(accountOf(customer, `${from}`), paid, (cents / 100).toFixed(2))
  return { customerId: customer.id, order }
}

async function take(next: Step, crowd: Crowd, replayed: string): Promise<void> {
  const order = orderOf(next)
  const open = crowd.asked.filter((one) => one.open && one.customerId === order.customerId)
  const asked = open[next.cents % Math.max(1, open.length)]
  if (next.what === 'ask') await crowd.ask(order)
  else if (next.what === 'approve' && asked) await crowd.approve(asked)
  else if (next.what === 'cancel' && asked) await crowd.cancel(asked)
  else if (next.what === 'look' && asked) await moveApproval(asked.id, 'pending')
  else await crowd.send(order, next.what === 'replay' ? replayed : randomUUID())
}

test('whatever many customers do at once, their chains come out, and nobody deadlocks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 120 }), async (steps) => {
      const before = await verifyAudit(bank.ownerUrl)
      // Any answer but a transfer or a refusal, such as a deadlock (40P01) or 40001, is thrown by the crowd.
      const crowd = await new Crowd(bank).start()
      const key = { alice: randomUUID(), bob: randomUUID() }
      await shareOut(steps, WORKERS, (next) => take(next, crowd, key[next.who]))
      await bank.sql`UPDATE approvals SET status = 'cancelled' WHERE status IN ('requested', 'pending', 'approved')`
      const { differences, links } = await verifyAudit(bank.ownerUrl, {
        lists: [before.heads],
        hashes: [],
      })
      expect(differences).toEqual([])
      expect(links).toBeGreaterThan(before.links)
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
})

/** An event of this customer's whose link is made, and whose transaction stays open until it is let go. */
async function holdHead(customerId: string): Promise<{ letGo(): Promise<void> }> {
  let linked = () => {}
  let end = () => {}
  const held = new Promise<void>((resolve) => {
    linked = resolve
  })
  const slow = bank.sql.begin(async (tx) => {
    await tx`INSERT INTO audit_events (customer_id, kind) VALUES (${customerId}, 'test.event')`
    await tx`SET CONSTRAINTS ALL IMMEDIATE`
    linked()
    await new Promise<void>((resolve) => {
      end = resolve
    })
  })
  await held
  return {
    async letGo() {
      end()
      await slow
    },
  }
}

const sound = async () => expect((await verifyAudit(bank.ownerUrl)).differences).toEqual([])
const cent = () => orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), '0.01')

test('one customer’s commit does not wait for another’s', async () => {
  const head = await holdHead(bank.bob.id)
  const crowd = new Crowd(bank)
  await crowd.send({ customerId: bank.alice.id, order: cent() }, randomUUID())
  expect(crowd.postings).toBe(1)
  await head.letGo()
  await sound()
})

test('two commits of one customer take turns, and both are linked', async () => {
  const head = await holdHead(bank.alice.id)
  const crowd = new Crowd(bank)
  const second = crowd.send({ customerId: bank.alice.id, order: cent() }, randomUUID())
  const waits = async () => (await bank.sql`SELECT 1 FROM pg_locks WHERE NOT granted`).length > 0
  await expect.poll(waits, { interval: 20 }).toBe(true)
  await head.letGo()
  await second
  expect(crowd.postings).toBe(1)
  await sound()
})
