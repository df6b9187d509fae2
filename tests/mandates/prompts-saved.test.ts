import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '@/db/verify'
import { type AgentBank, CLIENT, type Order, openAgentBank, orderBetween, send } from '../support/agent/agent-bank'
import { activeMandate } from '../support/bank/mandates'
import { accountOf, passDay } from '../support/ledger/ledger'

// A month of an agent's wishes, with the same seed each time: how often the phone would ring with a mandate and without.

const DAYS = 30
const AT_ONCE = 4_000
const A_DAY = 8_000

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())

/** Numbers from 0 up to 1, the same for a seed. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** A day's wishes: mostly small ones to the own account, some larger, some to a friend, now and then to a card. */
function wishesOf(number: () => number): Order[] {
  const { alice, bob } = agent.bank
  const from = accountOf(alice, 'Savings')
  return Array.from({ length: 2 + Math.floor(number() * 5) }, () => {
    const size = number()
    const cents = Math.round(
      size < 0.7 ? 200 + number() * 2_300 : size < 0.9 ? 2_500 + number() * 3_500 : 6_000 + number() * 9_000,
    )
    const who = number()
    const to =
      who < 0.65
        ? accountOf(alice, 'Checking')
        : who < 0.95
          ? accountOf(bob, 'Checking')
          : accountOf(alice, 'Credit Card')
    return { ...orderBetween(from, to, (cents / 100).toFixed(2)), memo: null }
  })
}

test('a mandate saves most prompts of a month, and not a cent moves beyond it', async () => {
  const { alice, bob, sql } = agent.bank
  await activeMandate(
    alice,
    {
      fromAccountId: accountOf(alice, 'Savings').id,
      toAccountIds: [accountOf(alice, 'Checking').id, accountOf(bob, 'Checking').id],
      maxPerTransfer: '40.00',
      maxPerPeriod: '80.00',
      period: 'day',
    },
    { clientId: CLIENT, name: 'The agent', host: null },
  )
  const number = numbersFrom(11)
  let [wishes, prompts, beyond, mostInDay] = [0, 0, 0, 0]
  for (let day = 0; day < DAYS; day++) {
    let today = 0
    for (const order of wishesOf(number)) {
      wishes += 1
      const key = randomUUID()
      const alone = await send(agent.tokenFor(null, { claims: { authorization_details: undefined } }), key, order)
      const cents = Number(order.amount.replace('.', ''))
      if (alone.status === 201) {
        today += cents
        if (cents > AT_ONCE) beyond += cents
        continue
      }
      expect((await alone.json()).code).toBe('approval_required')
      prompts += 1
      // The customer says yes to all that asks.
      expect((await send(agent.tokenFor(agent.detailOf(order, key)), key, order)).status).toBe(201)
    }
    mostInDay = Math.max(mostInDay, today)
    await passDay(agent.bank)
    await sql.begin(async (tx) => {
      await tx`SET LOCAL session_replication_role = replica`
      await tx`UPDATE mandate_uses SET created_at = created_at - interval '1 day'`
      await tx`UPDATE mandates SET activated_at = activated_at - interval '1 day'`
    })
  }
  process.stdout.write(`${wishes} wishes in ${DAYS} days: ${wishes} prompts without a mandate, ${prompts} with it\n`)
  expect(beyond).toBe(0)
  expect(mostInDay).toBeLessThanOrEqual(A_DAY)
  expect({ wishes, prompts }).toEqual({ wishes: 112, prompts: 30 })
  expect((await verifyLedger(agent.bank.ownerUrl)).differences).toEqual([])
})
