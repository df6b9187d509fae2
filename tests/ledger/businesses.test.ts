import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { POST as findPayer } from '@/app/api/agent/payer/route'
import { verifyLedger } from '@/db/verify'
import { displayedHash } from '@/lib/approvals/displayed'
import { openApproval } from '@/lib/approvals/open-approval'
import { findHolder } from '@/lib/ledger/payees/find-holder'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { type AgentBank, expectRefused, type Order, openAgentBank, send } from '../support/agent/agent-bank'

// Businesses as customers of the bank: who may pay whom, on whose word, and what stays of it.

const SHOP = 'baink-shop'
const BROKERAGE = 'baink-brokerage'
const ACT = { sub: SHOP, sub_profile: 'service' }

interface BusinessAccount {
  id: string
  customer: string
  number: string
}

let agents: AgentBank
let shop: BusinessAccount
let brokerage: BusinessAccount
beforeAll(async () => {
  Object.assign(process.env, { SHOP_PORT: '3001', BROKERAGE_PORT: '3002' })
  agents = await openAgentBank()
  const { sql } = agents.bank
  const of = async (client: string) => {
    const [row] = await sql<BusinessAccount[]>`
      SELECT a.id, a.customer_id AS customer, a.number FROM accounts a JOIN customers c ON c.id = a.customer_id
      WHERE c.subject = ${`${client}@clients`} AND a.merchant`
    if (!row) throw new Error(`${client} has no account`)
    return row
  }
  ;[shop, brokerage] = [await of(SHOP), await of(BROKERAGE)]
})
afterAll(() => agents.close())

const alices = (name: string) => agents.bank.alice.accounts[name]?.id ?? ''
const toShop = (amount = '129.00', from = alices('Checking')): Order => ({
  fromAccountId: from,
  toAccountId: shop.id,
  amount,
  currency: 'USD',
  memo: null,
})

async function detailOf(order: Order, identifier: string): Promise<Record<string, unknown>> {
  const [row] = await agents.bank.sql<{ debtor: object; creditor: object; holder: string }[]>`
    SELECT jsonb_build_object('id', d.id, 'name', d.name, 'mask', '••' || right(d.number, 4)) AS debtor,
      jsonb_build_object('id', c.id, 'name', CASE WHEN c.customer_id = d.customer_id THEN c.name ELSE h.name END, 'mask', '••' || right(c.number, 4)) AS creditor,
      h.name AS holder
    FROM accounts d, accounts c JOIN customers h ON h.id = c.customer_id WHERE d.id = ${order.fromAccountId} AND c.id = ${order.toAccountId}`
  return {
    type: 'payment_initiation',
    identifier,
    instructedAmount: { currency: order.currency, amount: order.amount },
    debtorAccount: row?.debtor,
    creditorAccount: row?.creditor,
    creditorName: row?.holder,
  }
}

/** Sends an order under a token that allows exactly it, and is the shop's in exchange for alice's but for `claims`. */
async function exchanged(
  order: Order,
  claims: Record<string, unknown> = {},
  key: string = randomUUID(),
  detail?: object,
) {
  const token = agents.tokenFor(detail ?? (await detailOf(order, key)), {
    claims: { azp: SHOP, act: ACT, scope: 'create:transfer', ...claims },
  })
  return { key, response: await send(token, key, order) }
}

const balanceOf = async (id: string) => {
  const [row] = await agents.bank.sql<
    { balance: string }[]
  >`SELECT balance_minor::text AS balance FROM accounts WHERE id = ${id}`
  return BigInt(row?.balance ?? 0)
}

describe('a merchant’s account', () => {
  test('is paid by anybody on an agent’s authority, and the audit says who acted for whom', async () => {
    const before = await balanceOf(shop.id)
    const { key, response } = await exchanged(toShop())
    expect(response.status).toBe(201)
    expect(((await response.json()) as { transfer: object }).transfer).toMatchObject({
      authority: 'approval',
      amount: '129.00',
    })
    expect(await balanceOf(shop.id)).toBe(before + 12_900n)
    const [event] = await agents.bank.sql<
      { data: object }[]
    >`SELECT data FROM audit_events WHERE kind = 'transfer.posted' AND approval_id = ${key}`
    expect(event?.data).toMatchObject({ agentClientId: SHOP, act: ACT, authority: 'approval' })
  })

  test('is paid by an agent’s own token too', async () => {
    expect((await exchanged(toShop(), { azp: 'the-baink', act: undefined })).response.status).toBe(201)
  })

  test('is never paid by hand, nor found by its number, nor as a saved payee', async () => {
    const { sql, alice } = agents.bank
    await expect(findHolder(alice.id, shop.number)).rejects.toMatchObject({ code: 'account_not_found' })
    await sql`INSERT INTO payees (id, customer_id, account_id) VALUES (${randomUUID()}, ${alice.id}, ${shop.id})`
    const order = parseTransferOrder(toShop('1.00'))
    const byHand = () => postTransfer(order, { kind: 'session', customerId: alice.id }, randomUUID())
    await expect(byHand()).rejects.toMatchObject({ code: 'account_not_found' })
    const confirmed = openApproval({ customerId: alice.id, order, portalKey: randomUUID() })
    await expect(confirmed).rejects.toMatchObject({ code: 'account_not_found' })
    await sql`DELETE FROM payees WHERE account_id = ${shop.id}`
    await expect(byHand()).rejects.toMatchObject({ code: 'account_not_found' })
  })

  test('counts in its payer’s day as every other', async () => {
    const limited = { ...toShop('10000.01', alices('Savings')) }
    const { response } = await exchanged(limited)
    expect(await response.json()).toMatchObject({ code: 'limit_exceeded' })
  })
})

describe('a business’s token in exchange', () => {
  test.each<[string, Record<string, unknown>, number, string]>([
    ['names no actor', { act: undefined }, 401, 'unauthenticated'],
    ['names another actor', { act: { sub: BROKERAGE } }, 401, 'unauthenticated'],
    ['names it only as the actor before', { act: { sub: 'the-baink', act: ACT } }, 401, 'unauthenticated'],
    [
      'has been through six hands',
      { act: [1, 2, 3, 4, 5].reduce<object>((act, n) => ({ sub: `hand-${n}`, act }), ACT) },
      401,
      'unauthenticated',
    ],
    ['has an actor of no form', { act: 'shop' }, 401, 'unauthenticated'],
    [
      'is no business’s that the bank knows',
      { azp: 'another-shop', act: { sub: 'another-shop' } },
      401,
      'unauthenticated',
    ],
    ['lacks the scope', { scope: 'product:buy' }, 403, 'insufficient_scope'],
  ])('moves nothing where it %s', async (_, claims, status, code) => {
    const order = toShop('1.00')
    const key = randomUUID()
    const detail = await detailOf(order, key)
    await expectRefused(agents.bank, async () => (await exchanged(order, claims, key, detail)).response, {
      status,
      code,
    })
  })

  test('is told what to ask for where it names nothing, and by whom it would be paid', async () => {
    const claims = { azp: SHOP, act: ACT, authorization_details: undefined }
    const token = agents.tokenFor({}, { claims })
    const ask = (amount: string) =>
      findPayer(
        new Request('http://localhost:3000/api/agent/payer', {
          method: 'POST',
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
          body: JSON.stringify({ toAccountId: shop.id, amount, currency: 'USD' }),
        }),
      )
    expect(await (await ask('10.00')).json()).toEqual({ fromAccountId: alices('Checking') })
    // More than Checking has, and less than Savings.
    expect(await (await ask('9000.00')).json()).toEqual({ fromAccountId: alices('Savings') })
    const poor = await ask('90000.00')
    expect([poor.status, await poor.json()]).toMatchObject([422, { code: 'insufficient_funds' }])
    expect((await ask('10')).status).toBe(400)
    const key = randomUUID()
    const { problem } = await expectRefused(agents.bank, () => send(token, key, toShop()), {
      status: 403,
      code: 'approval_required',
    })
    expect(problem.authorizationDetails).toEqual([await detailOf(toShop(), key)])
  })

  test('does not make a token look younger than a freeze', async () => {
    const { sql, bob } = agents.bank
    const now = Math.floor(Date.now() / 1_000)
    await sql`UPDATE customers SET agent_tokens_not_before = now() - interval '1 minute' WHERE id = ${bob.id}`
    const order = toShop('1.00', bob.accounts.Checking?.id)
    const old = { sub: 'auth0|bob', subject_issued_at: now - 120 }
    const { response } = await exchanged(order, old)
    expect(await response.json()).toMatchObject({ code: 'agent_transfers_frozen' })
    expect((await exchanged(order, { ...old, subject_issued_at: now - 10 })).response.status).toBe(201)
  })

  describe('where the bank has asked the phone itself', () => {
    async function asked() {
      const order = toShop('3.00')
      const { id, details, bindingMessage } = await openApproval({
        customerId: agents.bank.alice.id,
        order: parseTransferOrder(order),
      })
      return { order, id, details, hash: displayedHash([details], bindingMessage) }
    }

    test('must name one of the details that were asked about, and their hash', async () => {
      const { order, id, details, hash } = await asked()
      const other = `${hash.slice(0, -1)}${hash.endsWith('A') ? 'B' : 'A'}`
      const refusal = { status: 403, code: 'approval_mismatch' }
      const send = async (claims: Record<string, unknown>, detail: object = details) =>
        (await exchanged(order, claims, id, detail)).response
      await expectRefused(agents.bank, () => send({ displayed_hash: other }), refusal)
      await expectRefused(agents.bank, () => send({}), refusal)
      await expectRefused(
        agents.bank,
        () => send({ displayed_hash: hash }, { ...details, remittanceInformationUnstructured: 'more' }),
        refusal,
      )
      expect((await send({ displayed_hash: hash })).status).toBe(201)
    })
  })

  test('of an approval that another agent asked for: the hash is written down, and cannot be computed', async () => {
    const hash = 'a'.repeat(43)
    const { key, response } = await exchanged(toShop('2.00'), { displayed_hash: hash, binding_message: 'Buy' })
    expect(response.status).toBe(201)
    const [event] = await agents.bank.sql<
      { data: object }[]
    >`SELECT data FROM audit_events WHERE kind = 'transfer.posted' AND approval_id = ${key}`
    expect(event?.data).toMatchObject({ displayedHash: hash })
  })
})

describe('a business’s own money', () => {
  const own = { sub: `${BROKERAGE}@clients`, azp: BROKERAGE, act: undefined, gty: 'client-credentials' }
  const payOut = (amount: string, to = alices('Savings')): Order => ({
    ...toShop(amount, brokerage.id),
    toAccountId: to,
  })

  test('goes to any customer without the day’s limit, and the transfer says that it stands without asking', async () => {
    for (const _ of [1, 2, 3]) {
      const { response } = await exchanged(payOut('9999.00'), own)
      expect(await response.json()).toMatchObject({ transfer: { authority: 'mandate', amount: '9999.00' } })
    }
    const [days] = await agents.bank
      .sql`SELECT count(*)::int AS n FROM daily_totals WHERE customer_id = ${brokerage.customer}`
    expect(days?.n).toBe(0)
  })

  test.each<[string, () => Order, Record<string, unknown>, number, string]>([
    ['from a customer’s account', () => toShop('1.00'), own, 404, 'account_not_found'],
    ['from another business’s', () => ({ ...payOut('1.00'), fromAccountId: shop.id }), own, 404, 'account_not_found'],
    ['to the bank itself', () => payOut('1.00', '00000000-0000-7000-8000-000000000000'), own, 404, 'account_not_found'],
    ['to a frozen account', () => payOut('1.00', alices('Holiday Fund')), own, 422, 'account_not_active'],
    ['beyond the limit of one transfer', () => payOut('10000.01'), own, 422, 'limit_exceeded'],
    ['in another currency', () => payOut('1.00', alices('Euro Account')), own, 422, 'currency_mismatch'],
  ])('does not move %s', async (_, order, claims, status, code) => {
    const key = randomUUID()
    const given = await detailOf(order(), key)
    const detail = given.debtorAccount
      ? given
      : {
          ...(await detailOf(payOut('1.00'), key)),
          instructedAmount: given.instructedAmount,
          creditorAccount: { id: order().toAccountId, name: 'x', mask: '••0000' },
        }
    await expectRefused(agents.bank, async () => (await exchanged(order(), claims, key, detail)).response, {
      status,
      code,
    })
  })

  test('is not a customer’s to move by their own means, on any authority', async () => {
    const order = parseTransferOrder(payOut('1.00'))
    for (const kind of ['session', 'own'] as const) {
      const authority = { kind, customerId: agents.bank.alice.id, agentClientId: 'x' }
      await expect(postTransfer(order, authority, randomUUID())).rejects.toMatchObject({ code: 'account_not_found' })
    }
    // Nor does a business's authority reach into a customer's account, whoever claims it.
    const hers = parseTransferOrder({ ...toShop('1.00'), toAccountId: alices('Savings') })
    const claimed = { kind: 'own', customerId: agents.bank.alice.id, agentClientId: SHOP } as const
    await expect(postTransfer(hers, claimed, randomUUID())).rejects.toMatchObject({ code: 'account_not_found' })
  })
})

test('the book stays sound', async () => {
  expect((await verifyLedger(agents.bank.ownerUrl)).differences).toEqual([])
})
