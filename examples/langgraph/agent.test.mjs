// Against a running bank (npm start) and any Postgres: BANK_URL, CHECKPOINTS_URL, DEMO_PASSWORD, and TENANT_AGENT_SECRET as the bank
// has it. Nobody may have enrolled alice's phone at that bank before: the test's own robot is her phone.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { BANK, endingsIn, losing, stand, start } from './stand.mjs'

let phone
let accounts
let payees
let own
before(async () => {
  const stood = await stand()
  ;({ phone, accounts, payees } = stood)
  own = {
    AUTH0_DOMAIN: stood.tenant,
    AUTH0_ADDRESS: `http://${stood.tenant}`,
    AUTH0_CLIENT_ID: 'own-agent',
    AUTH0_CLIENT_SECRET: process.env.TENANT_AGENT_SECRET ?? '',
  }
})

/** Both ways to pay, which must hold the same: the bank asks the phone, or the agent asks it itself. */
const WAYS = {
  'by the bank': (memo) => ({ ...orderOf(memo), toAccountId: named('Savings').id }),
  'by @auth0/ai-langchain': (memo) => ({ by: 'auth0', ...orderOf(memo), toAccountId: payees[0].accountId }),
}

const named = (name) => accounts.find((account) => account.name === name)
const orderOf = (memo) => ({ fromAccountId: named('Checking').id, amount: '1.00', currency: 'USD', memo })
const memoOf = (what) => `${what} ${randomUUID().slice(0, 8)}`

function ask(orders, changes = {}) {
  return start('agent.mjs', ['ask', randomUUID(), JSON.stringify(orders)], { ...own, ...changes })
}

const watch = (changes = {}) => start('agent.mjs', ['watch'], { ...own, ...changes })
const cards = async (memo) => (await phone.pending()).filter(({ text }) => text.includes(memo))

async function cardsOnceThereAre(memo, count) {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(100)) {
    const found = await cards(memo)
    if (found.length >= count) return found
  }
  throw new Error(`there are not ${count} requests "${memo}"`)
}

/** Cents that alice's checking account has lost since it was read first: what was posted, counted in the book. */
async function spent() {
  const look = start('look.mjs')
  const now = JSON.parse(await look.line(/^({.*)/)).accounts.find(({ name }) => name === 'Checking')
  const cents = (decimal) => Math.round(Number(decimal) * 100)
  return cents(named('Checking').balance) - cents(now.balance)
}

/** Lets it end by a yes to the one card that there is, and sees that one dollar moved, once. */
async function approveAndSee(memo, agent, before) {
  const found = await cardsOnceThereAre(memo, 1)
  assert.equal(found.length, 1)
  await phone.approve(found[0].id)
  assert.equal(await agent.ended, 0, agent.said())
  const statuses = endingsIn(agent.said()).map(({ status }) => status)
  assert.deepEqual(statuses, ['posted'])
  assert.equal((await cards(memo)).length, 0)
  assert.equal((await spent()) - before, 100)
}

test('what the bank refuses ends the thread, and says why', async () => {
  const agent = ask([{ ...WAYS['by the bank']('too much'), amount: '9999.00' }])
  assert.equal(await agent.ended, 0, agent.said())
  const [{ status, reason }] = endingsIn(agent.said())
  assert.deepEqual([status, reason], ['refused', 'insufficient_funds'])
})

for (const [way, order] of Object.entries(WAYS)) {
  describe(way, () => {
    test('killed between push and approval it goes on: one push, one posting', async () => {
      const memo = memoOf('killed')
      const before = await spent()
      const first = ask([order(memo)])
      const [card] = await cardsOnceThereAre(memo, 1)
      assert.match(card.text, /1\.00/)
      // It has looked at what it asked for at least once, and written that down.
      await sleep(4_000)
      first.child.kill('SIGKILL')
      await first.ended
      const second = watch()
      await sleep(8_000)
      await approveAndSee(memo, second, before)
    })
  })
}

describe('by the bank', () => {
  test('killed before the answer to its request came, it asks nobody twice', async (t) => {
    const memo = memoOf('unheard')
    const before = await spent()
    let agent
    const proxy = await losing(BANK, 'request_transfer', (count) => count === 1 && agent.child.kill('SIGKILL'))
    t.after(() => proxy.close())
    agent = ask([WAYS['by the bank'](memo)], { BANK_URL: `http://${proxy.host}` })
    await agent.ended
    const second = watch({ BANK_URL: `http://${proxy.host}` })
    assert.equal(await proxy.asks(2), 2)
    await approveAndSee(memo, second, before)
  })
})

describe('by @auth0/ai-langchain', () => {
  const order = WAYS['by @auth0/ai-langchain']

  test('a look at the tenant that fails forgets nothing, and a process killed as it paid does not pay again', async (t) => {
    const memo = memoOf('paid')
    const before = await spent()
    let agent
    const bank = await losing(BANK, '"fromAccountId"', (count) => count === 1 && agent.child.kill('SIGKILL'))
    const tenant = await losing(own.AUTH0_ADDRESS, 'auth_req_id=', (count) => count === 1)
    const behind = { BANK_URL: `http://${bank.host}`, AUTH0_ADDRESS: `http://${tenant.host}` }
    t.after(() => [bank, tenant].map((proxy) => proxy.close()))
    const first = ask([order(memo)], behind)
    assert.equal(await first.ended, 1, first.said())
    agent = watch(behind)
    const found = await cardsOnceThereAre(memo, 1)
    assert.equal(found.length, 1)
    await phone.approve(found[0].id)
    await agent.ended
    assert.equal((await spent()) - before, 100)
    const last = watch(behind)
    assert.equal(await last.ended, 0, last.said())
    assert.deepEqual(
      endingsIn(last.said()).map(({ status }) => status),
      ['posted'],
    )
    assert.equal((await spent()) - before, 100)
    assert.equal((await cards(memo)).length, 0)
  })

  test('killed before the tenant answered that it rings, it rings no second time and says that it does not know', async (t) => {
    const memo = memoOf('rung')
    const before = await spent()
    let agent
    const tenant = await losing(own.AUTH0_ADDRESS, '/bc-authorize', () => agent.child.kill('SIGKILL'))
    t.after(() => tenant.close())
    agent = ask([order(memo)], { AUTH0_ADDRESS: `http://${tenant.host}` })
    await agent.ended
    const second = watch()
    assert.equal(await second.ended, 0, second.said())
    const [{ status, reason }] = endingsIn(second.said())
    assert.deepEqual([status, reason], ['unknown', 'asked_before'])
    const found = await cards(memo)
    assert.equal(found.length, 1)
    await phone.approve(found[0].id)
    assert.equal((await spent()) - before, 0)
  })
})

for (const [way, order] of Object.entries(WAYS).reverse()) {
  test(`two orders that are alike, in one thread, are two approvals ${way}; each ends by itself`, async () => {
    const memo = memoOf('twice')
    const before = await spent()
    const agent = ask([order(memo), order(memo)])
    const [one, other] = await cardsOnceThereAre(memo, 2)
    await phone.approve(one.id)
    await sleep(3_000)
    await phone.deny(other.id)
    assert.equal(await agent.ended, 0, agent.said())
    const endings = endingsIn(agent.said())
    assert.deepEqual(endings.map(({ status }) => status).sort(), ['denied', 'posted'])
    assert.equal(new Set(endings.map(({ requestId }) => requestId)).size, 2)
    assert.equal((await spent()) - before, 100)
  })
}
