import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { GET as GET_CSV } from '@/app/api/export/csv/route'
import { GET } from '@/app/api/export/route'
import { openChat, saveMessage } from '@/lib/chats/chat'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { placeScheduled } from '@/lib/scheduled-transfers/place-scheduled'
import { openIn } from '../support/bank/approvals'
import { openSeededBank, pay, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'
import { accountOf } from '../support/ledger/ledger'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

test('an export has everything of the customer’s to the last page, nothing of anybody else’s, and no secret', async () => {
  const { id, accounts } = bank.alice
  const [from, to] = [accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking')]
  for (let cents = 1; cents <= 60; cents++)
    await pay({ customerId: id, from, to, amount: `0.${String(cents).padStart(2, '0')}` })
  await pay({
    customerId: bank.bob.id,
    from: bank.bob.accounts.Savings,
    to: bank.bob.accounts.Checking,
    amount: '1.00',
    memo: 'Bob’s own',
  })
  const order = { fromAccountId: from.id, toAccountId: to.id, amount: '5.00', currency: 'USD' }
  await openIn('pending', bank.alice, parseTransferOrder(order))
  const days = { startsOn: '2099-01-31', every: 'month' as const, endsOn: null }
  await placeScheduled(id, { ...parseTransferOrder(order), ...days }, 'UTC')
  const chatId = uuidv7()
  await openChat(id, chatId, 'hello')
  for (let n = 0; n < 120; n++)
    await saveMessage(chatId, { id: uuidv7(), role: 'user', parts: [{ type: 'text', text: `Words ${n}` }] })
  await bank.sql`UPDATE approvals SET sealed_auth_req_id = 'sealed-handle', token_digest = 'token-digest'`
  signInAs(id)
  const response = await GET(new Request('http://localhost:3000/api/export'))
  expect([response.headers.get('cache-control'), response.headers.get('content-disposition')]).toEqual([
    'no-store',
    'attachment; filename="baink-export.json"',
  ])
  const text = await response.text()
  const all = JSON.parse(text)
  expect(all.accounts).toHaveLength(Object.keys(accounts).length)
  expect(all.accounts.map(({ number }: { number: string }) => number)).toContain('100020004321')
  const lines = await bank.sql`
    SELECT e.id FROM entries e JOIN accounts a ON a.id = e.account_id WHERE a.customer_id = ${id}`
  const ids = (items: { id: string }[]) => items.map((item) => item.id).sort()
  expect(lines.length).toBeGreaterThan(120)
  expect(ids(all.transactions)).toEqual(ids(lines as unknown as { id: string }[]))
  expect([all.payees.length, all.approvals.length, all.scheduledTransfers.length]).toEqual([1, 1, 1])
  const [chat] = all.chats
  expect(chat.messages.map(({ parts }: { parts: { text: string }[] }) => parts[0]?.text)).toEqual(
    Array.from({ length: 120 }, (_, n) => `Words ${n}`),
  )
  expect(text).not.toMatch(/Bob’s own|sealed-handle|token-digest|lease|auth_?req/i)
})

/** More than any list shows at once: so many of each row of a table of alice's, as old as each other or older. */
async function multiply(table: string, copies: number, changed: string): Promise<void> {
  await bank.sql.begin(async (tx) => {
    await tx`SET LOCAL session_replication_role = replica`
    await tx.unsafe(`INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, to_jsonb(t) || jsonb_build_object(${changed}))).*
      FROM (SELECT * FROM ${table} WHERE customer_id = '${bank.alice.id}' LIMIT 1) t, generate_series(1, ${copies}) n`)
  })
}

test('no list is cut, as JSON or as CSV, however long it is', async () => {
  const { id } = bank.alice
  const [mandateApproval] = await bank.sql`SELECT id, customer_id FROM approvals WHERE customer_id = ${id} LIMIT 1`
  const account = accountOf(bank.alice, 'Checking').id
  await bank.sql.begin(async (tx) => {
    await tx`SET LOCAL session_replication_role = replica`
    await tx`INSERT INTO mandates (id, customer_id, agent, max_per_transfer_minor, max_per_period_minor, period, currency,
        debtor_account_id, creditor_account_ids, valid_until)
      SELECT ${mandateApproval?.id}, ${id}, 'aiya', 100, 100, 'day', 'USD', ${account}, ARRAY[${account}::uuid], now()`
    await tx`INSERT INTO conditional_orders (id, customer_id, ticker, qty, side, price_is, price_minor, currency, status, expires_at)
      VALUES (${uuidv7()}, ${id}, 'ZEKO', 1, 'buy', 'below', 500, 'USD', 'cancelled', now())`
  })
  const older = "'created_at', t.created_at - (n / 3) * interval '1 second'"
  // Three of each moment, so that a page ends between equal ones.
  await multiply('scheduled_transfers', 250, `'id', gen_random_uuid(), ${older}, 'memo', '=1+1'`)
  await multiply('conditional_orders', 250, `'id', gen_random_uuid(), ${older}`)
  await multiply('approvals', 250, `'id', gen_random_uuid(), ${older}, 'status', 'cancelled', 'token_digest', NULL`)
  await bank.sql.begin(async (tx) => {
    await tx`SET LOCAL session_replication_role = replica`
    await tx`INSERT INTO mandates (id, customer_id, agent, max_per_transfer_minor, max_per_period_minor, period, currency,
        debtor_account_id, creditor_account_ids, valid_until, created_at)
      SELECT a.id, a.customer_id, m.agent, 100, 100, 'day', 'USD', m.debtor_account_id, m.creditor_account_ids, now(), a.created_at
      FROM approvals a, mandates m WHERE a.customer_id = ${id} AND a.id <> m.id`
  })
  await multiply('chats', 250, `'id', gen_random_uuid(), 'updated_at', t.updated_at - (n / 3) * interval '1 second'`)
  signInAs(id)
  const all = JSON.parse(await (await GET(new Request('http://localhost:3000/api/export'))).text())
  for (const [list, table] of Object.entries({
    transactions: 'entries e JOIN accounts a ON a.id = e.account_id',
    scheduledTransfers: 'scheduled_transfers a',
    conditionalOrders: 'conditional_orders a',
    approvals: 'approvals a',
    mandates: 'mandates a',
    chats: 'chats a',
  })) {
    const [kept] = await bank.sql.unsafe(`SELECT count(*)::int AS number FROM ${table} WHERE a.customer_id = '${id}'`)
    const ids = new Set(all[list].map((item: { id: string }) => item.id))
    expect([list, all[list].length, ids.size]).toEqual([list, kept?.number, kept?.number])
    expect(kept?.number).toBeGreaterThan(list === 'transactions' ? 120 : 250)
    const csv = await GET_CSV(new Request(`http://localhost:3000/api/export/csv?list=${list}`))
    expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="baink-${list}.csv"`)
    const [head, ...lines] = (await csv.text()).split('\r\n')
    expect(head).toMatch(/^id,createdAt,/)
    // No cell of these tables has a line break of its own.
    expect(lines.filter(Boolean)).toHaveLength(kept?.number)
    if (list === 'scheduledTransfers') expect(lines[0]).toContain(",'=1+1,")
    if (list === 'transactions') expect(lines.filter((line) => /,-\d+\.\d\d,/.test(line)).length).toBeGreaterThan(60)
  }
  const refused = await GET_CSV(new Request('http://localhost:3000/api/export/csv?list=secrets'))
  expect([refused.status, (await refused.json()).code]).toEqual([400, 'invalid_request'])
})

test('a customer has two files on their way at most, and a reader who leaves frees the place', async () => {
  signInAs(bank.alice.id)
  const ask = () => GET(new Request('http://localhost:3000/api/export'))
  const [first, second] = [await ask(), await ask()]
  expect([first.status, second.status, (await ask()).status]).toEqual([200, 200, 429])
  signInAs(bank.bob.id)
  expect((await ask()).status).toBe(200)
  signInAs(bank.alice.id)
  await first.body?.cancel()
  await second.text()
  await vi.waitFor(async () => expect((await ask()).status).toBe(200))
})
