import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { GET as getReceipt } from '@/app/api/approvals/[approvalId]/receipt/route'
import { GET as getUses } from '@/app/api/mandates/[mandateId]/uses/route'
import { POST as askForMandate } from '@/app/api/mandates/route'
import { GET as getKeys } from '@/app/api/receipts/keys/route'
import { verifyLedger } from '@/db/verify'
import { requestMandateTool } from '@/lib/ai/tools/request-mandate'
import { Turn } from '@/lib/ai/turn'
import { getMandate, listMandates } from '@/lib/approvals/mandates/list-mandates'
import type { Mandate } from '@/lib/approvals/mandates/mandate'
import { getPhoneRequest } from '@/lib/approvals/phone-request'
import { startTellingOutcomes } from '@/lib/chats/tell-outcomes'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { describeMandateReceipt } from '@/lib/evidence/receipts/describe-mandate-receipt'
import type { MandateUse } from '@/lib/evidence/receipts/issue-mandate-receipts'
import { verifyMandateReceipt } from '@/lib/evidence/receipts/verify-mandate-receipt'
import { verifyReceipt } from '@/lib/evidence/receipts/verify-receipt'
import { revokeAccess } from '@/lib/mcp/agents-with-access'
import { beginShutdown } from '@/lib/platform/shutdown'
import {
  type AgentClient,
  approvalIn,
  clientOf,
  type McpBank,
  openMcpBank,
  orderOf,
  tokenOf,
} from '../mcp/agent-client'
import { letAiyaAsk } from '../support/bank/approvals'
import { approvalsIn, chunksOf, historyOf, resultsIn, say, wordsIn } from '../support/bank/chat'
import { mandateBody } from '../support/bank/mandates'
import { freshReceiptKey } from '../support/bank/receipts'
import { signInAs } from '../support/bank/session-double'
import { ALICE } from '../support/tenant/tenant'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// Aiya and an agent from outside under a mandate that a real device has signed: no phone rings, and each use and each
// refusal leaves a receipt.

let live: McpBank
let agent: AgentClient
beforeAll(async () => {
  process.env.RECEIPT_SIGNING_KEY = freshReceiptKey()
  live = await openMcpBank()
  agent = await clientOf(live.endpoint, await tokenOf(live))
  signInAs(live.bank.alice.id, ALICE)
})
afterAll(async () => {
  expect((await verifyLedger(live.bank.ownerUrl)).differences).toEqual([])
  expect((await verifyAudit(live.bank.ownerUrl)).differences).toEqual([])
  await agent.close()
  beginShutdown()
  await live.close()
})
beforeEach(async () => {
  await letAiyaAsk(live.bank.alice.id)
  await live.bank.sql`UPDATE mandates SET revoked_at = now() WHERE revoked_at IS NULL`
})

/** Makes one in the portal and approves it on the phone. */
async function approvedMandate(changes: Record<string, unknown>): Promise<Mandate> {
  const body = JSON.stringify(mandateBody(live.bank.alice, changes))
  const headers = { 'Content-Type': 'application/json' }
  const answer = await askForMandate(new Request('http://localhost/', { method: 'POST', headers, body }))
  const { mandate } = (await answer.json()) as { mandate: Mandate }
  await live.phone.approve((await live.phone.waitForRequest(`At most at once ${mandate.maxPerTransfer}`)).id)
  const now = () => getMandate(live.bank.alice.id, mandate.id)
  await vi.waitUntil(async () => (await now()).status === 'active', { timeout: 20_000, interval: 50 })
  return mandate
}
async function usesOf({ id }: Mandate): Promise<MandateUse[]> {
  const answer = await getUses(new Request('http://localhost/'), { params: Promise.resolve({ mandateId: id }) })
  return ((await answer.json()) as { uses: MandateUse[] }).uses
}
/** Denies the request on the phone, and waits until the bank has heard it. */
async function deny(words: string): Promise<void> {
  await live.phone.deny((await live.phone.waitForRequest(words)).id)
  const open = () => live.bank.sql`SELECT FROM approvals WHERE status IN ('requested', 'pending', 'approved')`
  await vi.waitUntil(async () => (await open()).length === 0, { timeout: 20_000, interval: 50 })
}
const keys = async () => (await getKeys()).json()
const forged = (jws: string, from: string, to: string) =>
  jws
    .split('.')
    .map((part, place) =>
      place === 1
        ? Buffer.from(Buffer.from(part, 'base64url').toString().replace(from, to)).toString('base64url')
        : part,
    )
    .join('.')

test('Aiya moves what her mandate covers, says so, and asks the phone for the rest', async () => {
  const mandate = await approvedMandate({ maxPerTransfer: '100.00' })
  const chat = uuidv7()
  const chunks = await chunksOf(await say(chat, 'move $25 from checking to savings for rent'))
  const [card, ...others] = approvalsIn(chunks)
  expect(others).toEqual([])
  expect(card).toMatchObject({ status: 'posted', mandateId: mandate.id, transferId: expect.any(String) })
  expect(resultsIn(chunks).at(-1)).toEqual({
    status: 'posted',
    message: '$25.00 was transferred to Savings, under your mandate.',
  })
  expect(wordsIn(chunks)).toMatch(/^Done: \*\*\$25\.00\*\* from Checking/)
  expect(await live.phone.pending()).toEqual([])
  const stored = (await historyOf(chat)).flatMap(({ parts }) => parts).filter(({ type }) => type === 'data-approval')
  expect(stored).toEqual([expect.objectContaining({ data: expect.objectContaining({ status: 'posted' }) })])
  const over = await chunksOf(await say(chat, 'move $100.01 from checking to savings for paint'))
  expect(approvalsIn(over).map(({ status }) => status)).toEqual(['requested', 'pending'])
  await deny('paint')
  expect(await usesOf(mandate)).toMatchObject([
    { result: 'refused', code: 'approval_required', why: 'per_transfer', amount: '100.01', transferId: null },
    { result: 'posted', code: null, why: null, amount: '25.00', transferId: card?.transferId },
  ])
})

test('an agent from outside gets a posted approval, the same for the same request id, and the phone beyond', async () => {
  const mandate = await approvedMandate({ agent: 'baink-cli', maxPerTransfer: '90.00', maxPerPeriod: '90.00' })
  const wish = orderOf(live, { amount: '90.00' })
  const asked = approvalIn(await agent.call('request_transfer', { ...wish }))
  expect(asked).toMatchObject({ status: 'posted', transferId: expect.any(String), reason: null })
  expect(approvalIn(await agent.call('request_transfer', { ...wish }))).toEqual(asked)
  expect(approvalIn(await agent.call('get_approval', { approvalId: asked.id }))).toEqual(asked)
  expect(await live.phone.pending()).toEqual([])
  const beyond = orderOf(live, { amount: '0.01' })
  expect(approvalIn(await agent.call('request_transfer', { ...beyond }))).toMatchObject({ status: 'pending' })
  await deny(beyond.memo)
  expect(await usesOf(mandate)).toMatchObject([{ why: 'per_period' }, { transferId: asked.transferId }])
  // Twenty at once under one request id are one transfer.
  const many = await approvedMandate({ agent: 'baink-cli', maxPerTransfer: '7.00', maxPerPeriod: '70.00' })
  const one = orderOf(live, { amount: '7.00' })
  const all = await Promise.all(Array.from({ length: 10 }, () => agent.call('request_transfer', { ...one })))
  expect(new Set(all.map((result) => approvalIn(result).transferId)).size).toBe(1)
  expect(await getMandate(live.bank.alice.id, many.id)).toMatchObject({ usedInPeriod: '7.00' })
})

test('each receipt shows offline that the device allowed it, and a forged one does not', async () => {
  const mandate = await approvedMandate({ agent: 'baink-cli', maxPerTransfer: '20.00', maxPerPeriod: '20.00' })
  const { id: approvalId } = approvalIn(await agent.call('request_transfer', { ...orderOf(live, { amount: '20.00' }) }))
  const beyond = orderOf(live, { amount: '0.02' })
  await agent.call('request_transfer', { ...beyond })
  await deny(beyond.memo)
  const [refused, posted] = await usesOf(mandate)
  const read = await verifyMandateReceipt(posted?.receipt ?? '', await keys())
  expect(read).toMatchObject({ mandateId: mandate.id, result: 'posted', order: { key: approvalId, amount: '20.00' } })
  expect(read.signedMandate).not.toBeNull()
  expect(describeMandateReceipt(read)).toContain('as the customer’s device signed it, and allows this')
  expect(await verifyMandateReceipt(refused?.receipt ?? '', await keys())).toMatchObject({ why: 'per_period' })
  const download = await getReceipt(new Request('http://localhost/'), { params: Promise.resolve({ approvalId }) })
  expect(await verifyMandateReceipt(await download.text(), await keys())).toMatchObject({ order: { key: approvalId } })
  for (const jws of [
    forged(posted?.receipt ?? '', '"20.00"', '"20.01"'),
    `${posted?.receipt}x`,
    refused?.receipt.replace(/^[^.]+/, 'e30') ?? '',
  ])
    await expect(verifyMandateReceipt(jws, await keys())).rejects.toThrow(/sign|receipt|JWS|canonical/i)
  await expect(verifyReceipt(posted?.receipt ?? '', await keys())).rejects.toThrow('not a receipt')
})

test('Aiya asks the phone for a mandate of her own, and the chat hears that it is in force', async () => {
  startTellingOutcomes()
  const chat = uuidv7()
  const wish = 'let Aiya move up to $200 a week between my own accounts, at most $100 at once, until 24 December 2027'
  const chunks = await chunksOf(await say(chat, wish))
  expect(resultsIn(chunks).at(-1)).toMatchObject({ status: 'pending' })
  expect(wordsIn(chunks)).toContain('I have asked your phone for a mandate: at most $100.00 at once and $200.00 a week')
  const request = await live.phone.waitForRequest('At most at once 100.00 USD')
  expect(request.text).toContain('Until 2027-12-24 23:59 UTC')
  await live.phone.approve(request.id)
  const told = async () => JSON.stringify(await historyOf(chat)).includes('Your mandate is in force: at most $100.00')
  await vi.waitUntil(told, { timeout: 20_000, interval: 100 })
  const after = await chunksOf(await say(uuidv7(), 'move $12 from checking to savings for plants'))
  expect(approvalsIn(after)).toMatchObject([{ status: 'posted' }])
})

test.each([
  ['America/Los_Angeles', '2027-06-01T06:59:59.999Z', '2027-06-01 06:59 UTC'],
  ['Pacific/Kiritimati', '2027-05-31T09:59:59.999Z', '2027-05-31 09:59 UTC'],
])('the last day is the customer’s: in %s', async (timeZone, until, onPhone) => {
  const { id } = live.bank.alice
  const chat = uuidv7()
  await chunksOf(await say(chat, 'hello'))
  const context = { customer: { id, subject: ALICE, name: 'Alice Example' }, chatId: chat, timeZone }
  const input = mandateBody(live.bank.alice, { validUntil: '2027-05-31' })
  const outcome = await requestMandateTool(context, new Turn()).execute?.(input as never, {
    toolCallId: 'c',
    messages: [],
  })
  expect(outcome).toMatchObject({ status: 'pending', message: expect.stringContaining(', until 2027-05-31.') })
  const request = await live.phone.waitForRequest('At most at once 100.00 USD')
  expect(request.text).toContain(`Until ${onPhone}`)
  expect(await getPhoneRequest(id, (await listMandates(id))[0]?.id ?? '')).toMatchObject({
    bindingMessage: 'Aiya: 100.00 USD at once, 200.00 a week, to 2027-05-31',
  })
  expect((await listMandates(id))[0]?.validUntil).toBe(until)
  await live.phone.approve(request.id)
  const told = async () => JSON.stringify(await historyOf(chat)).includes(`, until ${onPhone}.`)
  await vi.waitUntil(told, { timeout: 20_000, interval: 100 })
})

test('an agent whose access is taken back has no mandate any more', async () => {
  const { id } = await approvedMandate({ agent: 'baink-cli', maxPerTransfer: '30.00', maxPerPeriod: '30.00' })
  const { id: customerId } = live.bank.alice
  expect(await revokeAccess({ id: customerId, subject: ALICE, name: 'Alice Example' }, 'baink-cli')).toBe(true)
  expect(await getMandate(customerId, id)).toMatchObject({ status: 'revoked' })
})
