import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freezeAgentTransfers, readAgentTransfers, thawAgentTransfers } from '@/lib/approvals/agent-freeze'
import { getApproval } from '@/lib/approvals/approval'
import { endApproval } from '@/lib/approvals/end-approval'
import { FIRST_FENCE } from '@/lib/approvals/lease'
import { moveApproval } from '@/lib/approvals/move-approval'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { Refusal } from '@/lib/ledger/refusal'
import { openFor, openIn } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, approvedBy, balanceOf, orderFor, post, refusalOf } from '../support/ledger/ledger'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterEach(async () => {
  const open = await bank.sql`SELECT id FROM approvals WHERE status IN ('requested', 'pending', 'approved')`
  for (const { id } of open) await moveApproval(id, 'cancelled')
  await bank.sql`UPDATE customers SET agent_transfers_frozen_at = NULL`
})
afterAll(() => bank.close())

const savings = () => accountOf(bank.alice, 'Savings')
const wish = (memo: string = randomUUID()) => orderFor(savings(), accountOf(bank.alice, 'Checking'), '1.00', { memo })
const freeze = () => freezeAgentTransfers(bank.alice.id)
const frozenAt = async () => (await readAgentTransfers(bank.alice.id, null)).frozenAt
const signedIn = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000)
const eventsOf = async (customer: { id: string }) =>
  (
    await bank.sql<{ kind: string; data: { why: string }; approval_id: string | null }[]>`
      SELECT kind, data, approval_id FROM audit_events WHERE customer_id = ${customer.id} AND kind LIKE 'agents.%'
      ORDER BY sequence`
  ).map(({ kind, data, approval_id }) => ({ kind, why: data.why, approvalId: approval_id }))

describe('while agents are frozen', () => {
  test('no approval opens, and nothing is held', async () => {
    await freeze()
    expect(await refusalOf(openFor(bank.alice, wish()))).toBe('agent_transfers_frozen')
    expect((await balanceOf(bank, savings())).held).toBe(0n)
  })

  test('no agent posts, with an approval of Aiya’s or without any', async () => {
    const order = wish()
    const { id } = await openIn('approved', bank.alice, order)
    await bank.sql`SELECT set_agent_freeze(p_customer => ${bank.alice.id}, p_frozen => true, p_why => 'test')`
    for (const key of [id, randomUUID()]) {
      const posted = postTransfer(order, approvedBy(bank.alice, key), key)
      expect(await refusalOf(posted)).toBe('agent_transfers_frozen')
    }
    expect(await getApproval(bank.alice.id, id)).toMatchObject({ status: 'approved' })
  })

  test('a transfer that was posted before is answered again', async () => {
    const [order, key] = [wish(), randomUUID()]
    const first = await postTransfer(order, approvedBy(bank.alice, key), key)
    await freeze()
    const again = await postTransfer(order, approvedBy(bank.alice, key), key)
    expect(again).toEqual({ transfer: first.transfer, replayed: true })
  })

  test('the customer moves money by hand as ever', async () => {
    await freeze()
    expect(await post(bank.alice, wish())).toMatchObject({ replayed: false })
  })

  test('other customers’ agents work as ever', async () => {
    await freeze()
    const order = orderFor(accountOf(bank.bob, 'Checking'), accountOf(bank.bob, 'Savings'), '1.00')
    expect(await openFor(bank.bob, order)).toMatchObject({ status: 'requested' })
  })
})

test('freezing withdraws all that waits and gives the holds back', async () => {
  const ids = [
    (await openFor(bank.alice, wish())).id,
    (await openIn('pending', bank.alice, wish())).id,
    (await openIn('approved', bank.alice, wish())).id,
  ]
  const { frozenAt: since } = await freeze()
  expect(since).toBe(await frozenAt())
  for (const id of ids) {
    expect(await getApproval(bank.alice.id, id)).toMatchObject({ status: 'cancelled', reason: 'agents_frozen' })
  }
  expect((await balanceOf(bank, savings())).held).toBe(0n)
  expect((await eventsOf(bank.alice)).at(-1)).toMatchObject({ kind: 'agents.frozen', why: 'customer' })
})

describe('thawing', () => {
  test.each<[string, () => Date | null]>([
    ['no sign-in is known of', () => null],
    ['the sign-in is older than the freeze', () => signedIn(3)],
    ['the sign-in is in the future', () => signedIn(-120)],
  ])('is refused where %s', async (_, when) => {
    await freeze()
    expect(await refusalOf(thawAgentTransfers(bank.alice.id, when()))).toBe('sign_in_again')
    expect(await frozenAt()).not.toBeNull()
  })

  test('is refused where the sign-in is more than five minutes old, though newer than the freeze', async () => {
    await freeze()
    await bank.sql`UPDATE customers SET agent_transfers_frozen_at = now() - interval '1 hour'`
    expect(await refusalOf(thawAgentTransfers(bank.alice.id, signedIn(310)))).toBe('sign_in_again')
    expect(await thawAgentTransfers(bank.alice.id, signedIn(290))).toEqual({
      frozenAt: null,
      recoveredAt: null,
      mayThaw: false,
      askingPaused: false,
    })
  })

  test('is refused where the freeze was renewed after the sign-in', async () => {
    await freeze()
    await bank.sql`UPDATE customers SET agent_transfers_frozen_at = now() - interval '1 minute'`
    const seen = signedIn(10)
    await freeze()
    expect(await refusalOf(thawAgentTransfers(bank.alice.id, seen))).toBe('sign_in_again')
  })

  test('lets agents ask again, but what was opened before stays dead', async () => {
    const old = await openIn('approved', bank.alice, wish())
    // As if the process had died between raising the flag and withdrawing.
    await bank.sql`SELECT set_agent_freeze(p_customer => ${bank.alice.id}, p_frozen => true, p_why => 'test')`
    await sleep(20)
    expect(await thawAgentTransfers(bank.alice.id, new Date(Date.now() + 1_000))).toEqual({
      frozenAt: null,
      recoveredAt: null,
      mayThaw: false,
      askingPaused: false,
    })
    expect(await getApproval(bank.alice.id, old.id)).toMatchObject({ status: 'cancelled' })
    expect(await openFor(bank.alice, wish())).toMatchObject({ joined: false })
    expect((await eventsOf(bank.alice)).at(-1)?.kind).toBe('agents.thawed')
  })

  test('of what is not frozen does nothing, and says nothing to the audit log', async () => {
    const before = await eventsOf(bank.alice)
    expect(await thawAgentTransfers(bank.alice.id, null)).toEqual({
      frozenAt: null,
      recoveredAt: null,
      mayThaw: false,
      askingPaused: false,
    })
    expect(await eventsOf(bank.alice)).toEqual(before)
  })
})

describe('a denial that says "not me"', () => {
  test('freezes with the very move, although nothing else of this process runs', async () => {
    const { id } = await openIn('pending', bank.alice, wish())
    await bank.sql`UPDATE approvals SET status = 'denied', reason = 'not_me' WHERE id = ${id}`
    expect(await frozenAt()).not.toBeNull()
    expect((await eventsOf(bank.alice)).at(-1)).toEqual({ kind: 'agents.frozen', why: 'not_me', approvalId: id })
  })

  test('withdraws what else waits', async () => {
    const other = await openIn('approved', bank.alice, wish())
    const { id } = await openIn('pending', bank.alice, wish())
    const denied = { id, customerId: bank.alice.id, fence: FIRST_FENCE }
    expect(await endApproval(denied, { status: 'denied', reason: 'not_me' })).toBe(true)
    expect(await getApproval(bank.alice.id, id)).toMatchObject({ status: 'denied', reason: 'not_me' })
    expect(await getApproval(bank.alice.id, other.id)).toMatchObject({ status: 'cancelled', reason: 'agents_frozen' })
  })

  test('by a process whose lease was taken over freezes nothing', async () => {
    const { id } = await openIn('pending', bank.alice, wish())
    const late = { id, customerId: bank.alice.id, fence: FIRST_FENCE + 7n }
    expect(await endApproval(late, { status: 'denied', reason: 'not_me' })).toBe(false)
    expect(await frozenAt()).toBeNull()
  })

  test.each(['wrong_amount', 'other: not_me', null])('is the only one that freezes: %s does not', async (reason) => {
    const { id } = await openIn('pending', bank.alice, wish())
    await bank.sql`UPDATE approvals SET status = 'denied', reason = ${reason} WHERE id = ${id}`
    expect(await frozenAt()).toBeNull()
  })
})

describe('a freeze in the midst of postings', () => {
  /** Until it is told to stop, an agent posts as fast as it can; notes what went through, and when it was answered. */
  async function agent(stop: AbortSignal, keyFor: () => Promise<{ key: string; order: ReturnType<typeof wish> }>) {
    while (!stop.aborted) {
      const next = await keyFor().catch(refused)
      if (!next) continue
      await postTransfer(next.order, approvedBy(bank.alice, next.key), next.key).catch(refused)
    }
  }
  function refused(error: unknown): null {
    if (error instanceof Refusal) return null
    throw error
  }
  const withRow = async () => {
    const order = wish()
    return { order, key: (await openIn('approved', bank.alice, order)).id }
  }
  const withoutRow = async () => ({ order: wish(), key: randomUUID() })
  const posted = async () =>
    (await bank.sql<{ id: string }[]>`SELECT id FROM transfers WHERE authority = 'approval'`).map(({ id }) => id).sort()

  test('once it has answered, no agent’s transfer comes after it, and nothing deadlocks', async () => {
    const deadlocks = async () =>
      Number((await bank.sql`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`)[0]?.deadlocks)
    const before = await deadlocks()
    let moved = 0
    for (let round = 0; round < 12; round++) {
      const start = (await posted()).length
      const stop = new AbortController()
      const agents = [withRow, withRow, withoutRow, withoutRow, withoutRow].map((key) => agent(stop.signal, key))
      await sleep(30 + round * 7)
      await freeze()
      const atTheAnswer = await posted()
      await sleep(60)
      stop.abort()
      await Promise.all(agents)
      expect(await posted()).toEqual(atTheAnswer)
      moved += atTheAnswer.length - start
      await bank.sql`UPDATE customers SET agent_transfers_frozen_at = NULL`
    }
    expect(moved).toBeGreaterThan(12)
    expect(await deadlocks()).toBe(before)
  })

  test('it waits for a posting under way, and the next one is refused already', async () => {
    const order = wish()
    let release = () => {}
    const holding = new Promise<void>((resolve) => {
      release = resolve
    })
    let hold = () => {}
    const held = new Promise<void>((resolve) => {
      hold = resolve
    })
    const key = randomUUID()
    // A posting that has asked whether it may, and has not committed yet.
    const underWay = bank.sql.begin(async (tx) => {
      await postTransfer(order, approvedBy(bank.alice, key), key, { sql: tx as unknown as SeededBank['sql'] })
      hold()
      await holding
    })
    await held
    let answered = false
    const freezing = freeze().then(() => {
      answered = true
    })
    await sleep(150)
    expect(answered).toBe(false)
    const late = randomUUID()
    expect(await refusalOf(postTransfer(wish(), approvedBy(bank.alice, late), late))).toBe('agent_transfers_frozen')
    release()
    await Promise.all([underWay, freezing])
  })

  test('"not me" waits for the customer before it takes the accounts, as opening an approval does', async () => {
    const { id } = await openIn('pending', bank.alice, wish())
    let denied: Promise<unknown> = Promise.resolve()
    await bank.sql.begin(async (tx) => {
      await tx`SELECT FROM customers WHERE id = ${bank.alice.id} FOR NO KEY UPDATE`
      denied = endApproval(
        { id, customerId: bank.alice.id, fence: FIRST_FENCE },
        { status: 'denied', reason: 'not_me' },
      )
      await sleep(200)
      await tx`SELECT FROM accounts WHERE id = ${savings().id} FOR NO KEY UPDATE`
    })
    expect(await denied).toBe(true)
  })

  test('"not me" in the midst of opening and posting deadlocks nothing', async () => {
    for (let round = 0; round < 10; round++) {
      const denied = await openIn('pending', bank.alice, wish())
      const approved = await Promise.all([withRow(), withRow()])
      await Promise.all([
        endApproval(
          { id: denied.id, customerId: bank.alice.id, fence: FIRST_FENCE },
          { status: 'denied', reason: 'not_me' },
        ),
        ...approved.map(({ key, order }) => postTransfer(order, approvedBy(bank.alice, key), key).catch(refused)),
        ...Array.from({ length: 4 }, () => openFor(bank.alice, wish()).catch(refused)),
        freeze(),
      ])
      const open = await bank.sql`SELECT FROM approvals WHERE status IN ('requested', 'pending', 'approved')`
      expect(open).toHaveLength(0)
      await bank.sql`UPDATE customers SET agent_transfers_frozen_at = NULL`
    }
  })
})
