import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { JSONWebKeySet } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { explanationOf } from '@/app/_ui/approval-looks'
import { GET as getKeys } from '@/app/api/receipts/keys/route'
import type { ProtectedTool } from '@/lib/ai/protected/protected-tool'
import { protectedTools } from '@/lib/ai/protected/protected-tools'
import { purchaseTool } from '@/lib/ai/protected/purchase'
import { shareOrderTool } from '@/lib/ai/protected/share-order'
import { type Approval, getApproval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { allDetails } from '@/lib/approvals/approved'
import { displayedHash } from '@/lib/approvals/displayed'
import { openApproval } from '@/lib/approvals/open-approval'
import type { TransferOutcome } from '@/lib/approvals/outcome'
import { postApproved } from '@/lib/auth0/ai/post-approved'
import { startResuming } from '@/lib/auth0/ai/resume'
import { settleOrder } from '@/lib/auth0/ai/settle-order'
import { withAsyncAuthorization } from '@/lib/auth0/ai/with-async-authorization'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { describeReceipt } from '@/lib/evidence/receipts/describe-receipt'
import { issueReceipt } from '@/lib/evidence/receipts/issue-receipt'
import { verifyReceipt } from '@/lib/evidence/receipts/verify-receipt'
import { beginShutdown } from '@/lib/platform/shutdown'
import { approvalsOf, letAiyaAsk } from '../support/bank/approvals'
import { freshReceiptKey } from '../support/bank/receipts'
import { askThenDie } from '../support/died'
import { ENGLISH } from '../support/english'
import { books } from '../support/services/brokerage-books'
import { type HighStreet, openHighStreet } from '../support/services/high-street'
import { expectSound, SHOES, state } from '../support/services/shop-books'

// Aiya buys and trades: one wrapper around every protected tool, before the real shop, brokerage, tenant and phone.

let street: HighStreet
beforeAll(async () => {
  process.env.RECEIPT_SIGNING_KEY = freshReceiptKey()
  street = await openHighStreet()
  startResuming()
})
afterAll(async () => {
  beginShutdown()
  await street.close()
})
beforeEach(async () => {
  await letAiyaAsk(street.bank.alice.id)
  await street.sql`UPDATE shop.products SET stock = 40, price_minor = 7500 WHERE id = 'running-shoes'`
  await street.sql`UPDATE shop.products SET stock = 999 WHERE id = 'headphones'`
})

const alice = () => ({ id: street.bank.alice.id, subject: 'auth0|alice', name: 'Alice Example' })

/** Aiya's model calls the tool. */
async function call(tool: ProtectedTool, args: object): Promise<TransferOutcome> {
  const wrapped = withAsyncAuthorization(tool, { customer: alice(), chatId: randomUUID() })
  return (await wrapped.execute?.(args, { toolCallId: randomUUID(), messages: [] })) as TransferOutcome
}

const newest = async () => (await approvalsOf(street.bank.alice.id))[0] as Approval

async function ended(id: string): Promise<Approval> {
  const now = () => getApproval(street.bank.alice.id, id)
  await vi.waitUntil(async () => isFinal((await now()).status), { timeout: 20_000, interval: 50 })
  return now()
}

/** Aiya asks, and alice says yes. */
async function bought(tool: ProtectedTool, args: object): Promise<Approval> {
  expect(await call(tool, args)).toMatchObject({ status: 'pending' })
  const { id } = await newest()
  const [request] = await street.phone.pending()
  await street.phone.approve(request?.id ?? '')
  return ended(id)
}

const held = async () => {
  const [row] = await street.bank
    .sql`SELECT sum(held_minor)::int AS held FROM accounts WHERE customer_id = ${street.bank.alice.id}`
  return row?.held
}

const lastEvents = async (id: string) => {
  const rows = await street.bank.sql<{ kind: string; data: Record<string, unknown> }[]>`
    SELECT kind, data FROM audit_events WHERE approval_id = ${id} ORDER BY sequence`
  return Object.fromEntries(rows.map(({ kind, data }) => [kind, data]))
}

describe('a purchase that Aiya asks for', () => {
  test('is shown with product, quantity, price and payment, paid once, and has a receipt over all of it', async () => {
    const before = await state(street)
    expect(await call(purchaseTool, { ...SHOES, priceLimit: '150.00' })).toEqual({
      status: 'pending',
      message:
        'I have asked your phone: 2 × Running shoes for $150.00 from bAInk Shop. Nothing moves unless you approve it there.',
    })
    const approval = await newest()
    expect(approval).toMatchObject({
      bindingMessage: 'Buy 2 x Running shoes, 150.00 USD, bAInk Shop',
      details: { type: 'product_order', identifier: approval.id, qty: 2, unitPrice: '75.00', total: '150.00' },
      payment: { type: 'payment_initiation', identifier: approval.id, creditorName: 'bAInk Shop' },
    })
    expect(await held()).toBe(15_000)
    const request = await street.phone.waitForRequest('asks to buy')
    expect(JSON.parse(request.displayed).authorization_details).toEqual([approval.details, approval.payment])
    await street.phone.approve(request.id)
    expect(await ended(approval.id)).toMatchObject({ status: 'posted', transferId: expect.any(String) })
    const after = { shop: before.shop + 15_000, alice: before.alice - 15_000, transfers: before.transfers + 1 }
    await vi.waitFor(async () =>
      expect(await state(street)).toEqual({ ...before, ...after, stock: 38, confirmed: before.confirmed + 1 }),
    )
    expect(await held()).toBe(0)
    await expectSound(street)
    const events = await lastEvents(approval.id)
    expect(events['transfer.posted']).toMatchObject({ agentClientId: 'baink-shop', act: { sub: 'baink-shop' } })

    const jws = await issueReceipt(street.bank.alice.id, await getApproval(street.bank.alice.id, approval.id))
    const receipt = await verifyReceipt(jws, (await (await getKeys()).json()) as JSONWebKeySet)
    expect(receipt.displayed.document.authorization_details).toEqual([approval.details, approval.payment])
    expect(receipt.displayed).toMatchObject({ recordedWhenAsked: true, confirmedByToken: true })
    expect(describeReceipt(receipt)).toMatch(
      /2 of Running shoes, from bAInk Shop, at \$75\.00 each[\s\S]*which baink-shop got/,
    )
  })

  test.each<[string, object, string]>([
    ['over the limit', { ...SHOES, priceLimit: '149.99' }, 'price_limit'],
    ['of what there is not', { product: 'unicorn', qty: 1 }, 'not_found'],
    ['of half a letter', { product: 'shoes\ud800', qty: 1 }, 'invalid_request'],
    ['of none', { ...SHOES, qty: 0 }, 'invalid_request'],
    ['of more than there are', { ...SHOES, qty: 41 }, 'out_of_stock'],
    ['of more than the customer has money for', { product: 'headphones', qty: 200 }, 'insufficient_funds'],
    ['at a price of the model’s', { ...SHOES, unitPrice: '0.01' }, 'invalid_request'],
  ])('is refused before the phone is asked: %s', async (_, args, code) => {
    const before = await state(street)
    expect(await call(purchaseTool, args)).toMatchObject({ status: 'refused', code })
    expect([await state(street), await held(), await street.phone.pending()]).toEqual([before, 0, []])
  })

  test('is not paid where the goods went meanwhile, and what was held is given back', async () => {
    const before = await state(street)
    expect(await call(purchaseTool, SHOES)).toMatchObject({ status: 'pending' })
    const { id } = await newest()
    await street.sql`UPDATE shop.products SET stock = 1 WHERE id = 'running-shoes'`
    await street.phone.approve((await street.phone.waitForRequest('Running shoes')).id)
    expect(await ended(id)).toMatchObject({ status: 'failed', reason: 'bank_refused:out_of_stock' })
    expect([await held(), await state(street)]).toEqual([0, { ...before, stock: 1 }])
  })

  test('is not paid where it costs something else by then, and the card says so', async () => {
    const before = await state(street)
    await call(purchaseTool, SHOES)
    const { id } = await newest()
    await street.sql`UPDATE shop.products SET price_minor = 7400 WHERE id = 'running-shoes'`
    await street.phone.approve((await street.phone.waitForRequest('Running shoes')).id)
    const failed = await ended(id)
    expect(failed).toMatchObject({ status: 'failed', reason: 'bank_refused:price_limit' })
    expect(explanationOf(failed, ENGLISH)).toBe('It does not cost what you approved. Nothing has moved.')
    expect([await held(), await state(street)]).toEqual([0, before])
  })

  test('is asked for once where the model repeats itself, and apart from another product at the same price', async () => {
    await call(purchaseTool, SHOES)
    expect(await call(purchaseTool, SHOES)).toMatchObject({ status: 'pending', code: 'already_asked' })
    await street.sql`
      INSERT INTO shop.products (id, name, price_minor, currency, stock, position) VALUES ('twin', 'Twin shoes', 7500, 'USD', 9, 99) ON CONFLICT DO NOTHING`
    const other = await call(purchaseTool, { ...SHOES, product: 'twin' })
    expect(other).toMatchObject({ status: 'pending' })
    expect(other).not.toHaveProperty('code')
    for (const request of await street.phone.pending()) await street.phone.deny(request.id)
    await vi.waitUntil(async () => (await held()) === 0, { timeout: 20_000, interval: 50 })
  })

  test('is made by another process where the one that asked has died', async () => {
    const before = await state(street)
    const { id: customerId } = alice()
    const approval = await openApproval({ customerId, prepare: purchaseTool.prepare({ ...SHOES, qty: 1 }) })
    await askThenDie(street, approval)
    await street.phone.approve((await street.phone.waitForRequest('1 x Running shoes')).id)
    expect(await ended(approval.id)).toMatchObject({ status: 'posted' })
    expect(await state(street)).toMatchObject({ alice: before.alice - 7_500 })
    await expectSound(street)
  })
})

describe('an order of shares that Aiya places', () => {
  const shares = { ticker: 'ZEKO', qty: 3 }

  test('is paid when it is a buy, and settled by the brokerage’s answer when it is a sale', async () => {
    const buy = await bought(shareOrderTool, { ...shares, side: 'buy', limitPrice: '1000.00' })
    expect(buy).toMatchObject({
      status: 'posted',
      transferId: expect.any(String),
      payment: { creditorName: 'bAInk Brokerage' },
    })

    const sale = await bought(shareOrderTool, { ...shares, side: 'sell', limitPrice: '0.01' })
    expect(sale).toMatchObject({ status: 'posted', transferId: null, details: { side: 'sell' } })
    expect(sale).not.toHaveProperty('payment')
    // The payout has settled it; the answer brings the evidence a moment later.
    const taken = await vi.waitUntil(async () => (await lastEvents(sale.id))['order.taken'], { timeout: 20_000 })
    expect(taken).toMatchObject({
      displayedHash: displayedHash(allDetails(sale), sale.bindingMessage),
      device: { jkt: expect.any(String) },
      tokenId: expect.any(String),
    })
    // The money came by a transfer of the brokerage's own.
    const [paidOut] = await street.bank.sql`
      SELECT authority FROM transfers WHERE debtor_account_id = ${street.configs.brokerage.accountId}`
    expect(paidOut).toEqual({ authority: 'mandate' })
    await expect(issueReceipt(street.bank.alice.id, sale)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('fails where the shares are not there, and holds nothing', async () => {
    const sale = await bought(shareOrderTool, { ...shares, qty: 50, side: 'sell' })
    expect(sale).toMatchObject({ status: 'failed', reason: 'bank_refused:insufficient_shares' })
  })

  test.each<[object, string]>([
    [{ ...shares, side: 'buy', limitPrice: '0.01' }, 'price_limit'],
    [{ ...shares, side: 'sell', limitPrice: '100000.00' }, 'price_limit'],
    [{ ...shares, ticker: 'NOPE', side: 'buy' }, 'not_found'],
    [{ ...shares, side: 'hold' }, 'invalid_request'],
  ])('is refused before the phone is asked: %j', async (args, code) => {
    expect(await call(shareOrderTool, args)).toMatchObject({ status: 'refused', code })
    expect(await street.phone.pending()).toEqual([])
  })

  test('is apart from another one that waits, though nothing is paid for either', async () => {
    const sell = (ticker: string) => call(shareOrderTool, { ticker, qty: 1, side: 'sell', limitPrice: '0.01' })
    expect(await sell('ZEKO')).not.toHaveProperty('code')
    expect(await sell('ATKO')).not.toHaveProperty('code')
    expect(await sell('ATKO')).toMatchObject({ code: 'already_asked' })
    const waiting = await street.phone.pending()
    expect(waiting).toHaveLength(2)
    for (const request of waiting) await street.phone.deny(request.id)
    const open = async () => (await approvalsOf(street.bank.alice.id)).filter(({ status }) => !isFinal(status))
    await vi.waitUntil(async () => (await open()).length === 0, { timeout: 20_000, interval: 50 })
  })

  test('that is a sale is settled by its payout, and sells nothing once its approval has ended otherwise', async () => {
    const { id: customerId } = alice()
    await bought(shareOrderTool, { ...shares, side: 'buy', limitPrice: '1000.00' })
    const sale = { ...shares, qty: 1, side: 'sell' as const }
    const prepare = shareOrderTool.prepare({ ...sale, limitPrice: '0.01' })
    const approvedSale = async () => {
      const approval = await openApproval({ customerId, prepare })
      const token = await street.approved('brokerage', allDetails(approval), approval.bindingMessage)
      await street.bank.sql`UPDATE approvals SET status = 'pending' WHERE id = ${approval.id}`
      await street.bank.sql`UPDATE approvals SET status = 'approved' WHERE id = ${approval.id}`
      // By then the process that sends it has died.
      return {
        id: approval.id,
        send: () => street.order('brokerage', { ...sale, limitPrice: '0.01' }, approval.id, token),
      }
    }
    const lost = await approvedSale()
    await street.bank.sql`UPDATE approvals SET status = 'failed', reason = 'token_lost' WHERE id = ${lost.id}`
    const before = await books(street)
    expect((await lost.send()).body).toMatchObject({ code: 'approval_mismatch' })
    expect(await books(street)).toEqual(before)

    const made = await approvedSale()
    expect((await made.send()).status).toBe(201)
    expect(await getApproval(customerId, made.id)).toMatchObject({ status: 'posted', transferId: null })
    expect(await books(street)).toMatchObject({ transfers: before.transfers + 1, held: before.held - 1 })
    // A repeat finds both as they are.
    expect((await made.send()).status).toBe(201)
    expect((await lost.send()).body).toMatchObject({ code: 'approval_mismatch' })
    expect(await books(street)).toMatchObject({ transfers: before.transfers + 1, held: before.held - 1 })
  })

  test('is settled by no token but the one for exactly it', async () => {
    const { id: customerId } = alice()
    const prepare = shareOrderTool.prepare({ ...shares, qty: 1, side: 'sell', limitPrice: '0.01' })
    const approval = await openApproval({ customerId, prepare })
    const other = { ...approval, details: { ...approval.details, qty: 2 } } as Approval
    const token = await street.approved('brokerage', allDetails(other), approval.bindingMessage)
    await street.bank.sql`UPDATE approvals SET status = 'pending' WHERE id = ${approval.id}`
    await street.bank.sql`UPDATE approvals SET status = 'approved' WHERE id = ${approval.id}`
    // Also where the tenant gives no hash of what was displayed, so that the details alone tell.
    const plain = await street.bareToken('brokerage', 'stock:trade', { authorization_details: allDetails(other) })
    for (const wrong of [token, plain])
      await expect(settleOrder(approval, wrong)).rejects.toMatchObject({ code: 'approval_mismatch' })
    expect(await postApproved(approval, token, 1n)).toMatchObject({ status: 'failed', code: 'approval_mismatch' })
    expect((await getApproval(customerId, approval.id)).status).toBe('failed')
  })
})

test('the audit is of a piece, and each tool is declared in less than 80 lines', async () => {
  expect((await verifyAudit(street.bank.ownerUrl)).differences).toEqual([])
  expect(protectedTools.map(({ name }) => name)).toEqual(['transferFunds', 'buyProduct', 'placeOrder'])
  for (const file of ['tools/transfer-funds', 'protected/purchase', 'protected/share-order'])
    expect(readFileSync(`lib/ai/${file}.ts`, 'utf8').trimEnd().split('\n').length, file).toBeLessThan(80)
})
