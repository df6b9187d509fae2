import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import postgres from 'postgres'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { GET as getReceipt } from '@/app/api/approvals/[approvalId]/receipt/route'
import { displayedDocument } from '@/lib/approvals/displayed'
import { readTrail } from '@/lib/evidence/audit/trail'
import { moneyOf } from '../support/agent/agent-bank'
import { approvalsOf, untilEnded } from '../support/bank/approvals'
import { say } from '../support/bank/chat'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { freshReceiptKey } from '../support/bank/receipts'
import { signInAs } from '../support/bank/session-double'
import { phoneRobot, signAnswer } from '../support/phone/phone'
import { ALICE, PASSWORD } from '../support/tenant/tenant'
import { oneCharacterOff } from './mutations'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// Commission Delegated Regulation (EU) 2018/389, Article 5(2): confidentiality, authenticity and integrity of amount and
// payee, and of what is displayed, through all phases: generation, transmission and use of the code.

let live: LiveBank
let tenantSql: postgres.Sql
beforeAll(async () => {
  live = await openLiveBank({ RECEIPT_SIGNING_KEY: freshReceiptKey() })
  tenantSql = postgres(live.tenant.config.databaseUrl, { max: 1, onnotice: () => {} })
  signInAs(live.bank.alice.id, ALICE)
})
afterAll(async () => {
  await tenantSql.end()
  await live.close()
})

/** Asks Aiya; gives the request on the phone, and how its approval ends. */
async function ask(memo: string) {
  await say(uuidv7(), `move $4 from checking to savings for ${memo}`)
  return { request: await live.phone.waitForRequest(memo), ended: () => untilEnded(live.bank.alice.id, memo) }
}

/** Keeps the token that Aiya sends to the agent route. */
function listenIn(): { token(): string } {
  let seen = ''
  live.app.handler = (request) => {
    seen = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? ''
    return agentTransfer(request)
  }
  return { token: () => seen }
}

describe('(2)(a) the amount and the payee, in all phases', () => {
  test('the code is signed by the tenant, with a key that the bank does not hold', async () => {
    const { keys } = await (await fetch(`${live.tenant.issuer}.well-known/jwks.json`)).json()
    expect(keys.length).toBeGreaterThan(0)
    for (const key of keys) expect(key).not.toHaveProperty('d')
  })

  test('the code is kept nowhere: no table of the bank has it', async () => {
    const heard = listenIn()
    const { ended, request } = await ask('a trace')
    await live.phone.approve(request.id)
    expect(await ended()).toMatchObject({ status: 'posted' })
    const signature = heard.token().split('.')[2] ?? ''
    expect(signature.length).toBeGreaterThan(100)
    const { sql } = live.bank
    for (const { tablename } of await sql`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`) {
      const rows = await sql`SELECT 1 FROM ${sql(tablename)} AS t WHERE row_to_json(t)::text LIKE ${`%${signature}%`}`
      expect([tablename, rows.length]).toEqual([tablename, 0])
    }
  })

  test('another customer’s phone shows nothing of it, and cannot answer it', async () => {
    const bob = await phoneRobot(live.tenant.issuer, 'bob@example.com', PASSWORD)
    const { ended, request } = await ask('secrets')
    expect(await bob.page()).not.toContain('secrets')
    const signed = await signAnswer(bob.device, {
      request: request.id,
      answer: 'approved',
      displayed: request.displayed,
    })
    expect((await bob.send(request.id, signed)).status).toBeGreaterThanOrEqual(400)
    await live.phone.deny(request.id)
    expect(await ended()).toMatchObject({ status: 'denied' })
  })
})

describe('(2)(b) the information that is displayed, in all phases', () => {
  test('one and the same hash is in approval, request, token, audit log and receipt, and it is of what was shown', async () => {
    const heard = listenIn()
    const { ended, request } = await ask('hashed')
    await live.phone.approve(request.id)
    await ended()
    const hash = createHash('sha256').update(request.displayed).digest('base64url')

    const [approval] = await approvalsOf(live.bank.alice.id)
    if (!approval) throw new Error('nothing was asked for')
    expect(displayedDocument([approval.details], approval.bindingMessage)).toBe(request.displayed)
    const [row] = await live.bank.sql`SELECT displayed_hash FROM approvals WHERE id = ${approval.id}`
    expect(row?.displayed_hash).toBe(hash)
    expect(decodeJwt(heard.token()).displayed_hash).toBe(hash)
    const trail = await readTrail({ approvalId: approval.id })
    const hashed = trail.filter((event) => JSON.stringify(event).includes(hash)).map(({ kind }) => kind)
    expect(hashed).toEqual(['approval.requested', 'transfer.posted'])
    const params = Promise.resolve({ approvalId: approval.id })
    const receipt = await (await getReceipt(new Request('http://localhost/x'), { params })).text()
    expect(JSON.stringify(decodeJwt(receipt))).toContain(hash)
  })

  test('an answer over other bytes than those that were shown decides nothing: one character at any place', async () => {
    const { ended, request } = await ask('bytes')
    const before = await moneyOf(live.bank)
    const others = oneCharacterOff(request.displayed).filter((_, index) => index % 16 === 0)
    expect(others.length).toBeGreaterThan(50)
    for (const displayed of others) {
      const signed = await signAnswer(live.phone.device, { request: request.id, answer: 'approved', displayed })
      expect((await live.phone.send(request.id, signed)).status).toBe(403)
    }
    expect(await moneyOf(live.bank)).toEqual(before)
    await live.phone.deny(request.id)
    expect(await ended()).toMatchObject({ status: 'denied' })
  })

  test('what the tenant keeps changes after it was shown: the answer no longer fits, and decides nothing', async () => {
    const { ended, request } = await ask('swapped')
    const { id } = request
    const signed = await signAnswer(live.phone.device, {
      request: id,
      answer: 'approved',
      displayed: request.displayed,
    })
    const more = request.displayed.replace('"amount":"4.00"', '"amount":"4000.00"')
    expect(more).not.toBe(request.displayed)
    await tenantSql`UPDATE tenant.approvals SET displayed = ${more} WHERE id = ${id}`
    expect((await live.phone.send(id, signed)).status).toBe(403)
    await tenantSql`UPDATE tenant.approvals SET displayed = ${request.displayed} WHERE id = ${id}`
    await live.phone.deny(id)
    expect(await ended()).toMatchObject({ status: 'denied' })
  })

  test('the display is another than the bank asked for: the token says so, and nothing moves', async () => {
    const { ended, request } = await ask('lies')
    await live.bank.sql`UPDATE approvals SET displayed_hash = ${'x'.repeat(43)} WHERE memo = 'lies'`
    await live.phone.approve(request.id)
    expect(await ended()).toMatchObject({
      status: 'failed',
      reason: 'bank_refused:approval_mismatch',
    })
    const [moved] = await live.bank.sql`SELECT count(*)::int AS count FROM transfers WHERE memo = 'lies'`
    expect(moved?.count).toBe(0)
  })
})
