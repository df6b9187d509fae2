import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { paymentOf } from '@/lib/approvals/approved'
import { moveApproval } from '@/lib/approvals/move-approval'
import type { PaymentInitiation } from '@/lib/approvals/payment-initiation'
import { tellTenant } from '@/lib/auth0/ai/tell-tenant'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { beginShutdown } from '@/lib/platform/shutdown'
import { send } from '../support/agent/agent-bank'
import { openIn } from '../support/bank/approvals'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { becomeAnotherReplica } from '../support/bank/replica'
import { accountOf, approvedBy, orderFor } from '../support/ledger/ledger'
import { askFor, poll } from '../tenant/ciba'

let live: LiveBank
beforeAll(async () => {
  live = await openLiveBank()
})
afterEach(() => live.tenantLink.clear())
afterAll(async () => {
  beginShutdown()
  await live.close()
})

/** An approval of the bank's that waits, and its request on alice's phone. */
async function ask(status: 'pending' | 'approved', memo: string) {
  const { alice } = live.bank
  const order = orderFor(accountOf(alice, 'Checking'), accountOf(alice, 'Savings'), '4.00', { memo })
  const approval = await openIn(status, alice, order)
  const { id: approvalId, bindingMessage } = approval
  const details = paymentOf(approval) as PaymentInitiation
  const authReqId = await askFor(live.tenant, {
    authorization_details: JSON.stringify([details]),
    binding_message: bindingMessage,
  })
  const { id } = await live.phone.waitForRequest(memo)
  return { id, approvalId, authReqId, details, order }
}

const stateOnPhone = async (id: string) =>
  new RegExp(`class="past" data-id="${id}" data-state="([^"]+)"`).exec(await live.phone.page())?.[1]

test('a transfer that was made is Transferred on the phone, and never before', async () => {
  const { id, approvalId, authReqId, details } = await ask('approved', 'rent')
  await live.phone.approve(id)
  expect(await stateOnPhone(id)).toBe('yes')
  const { body } = await poll(live.tenant, authReqId)
  const { amount, currency } = details.instructedAmount
  const order = {
    fromAccountId: details.debtorAccount.id,
    toAccountId: details.creditorAccount.id,
    ...{ amount, currency, memo: 'rent' },
  }
  expect((await send(String(body.access_token), approvalId, order)).status).toBe(201)
  await expect.poll(() => stateOnPhone(id)).toBe('transferred')
})

test('what is withdrawn in the bank leaves the phone at once', async () => {
  const { id, approvalId } = await ask('pending', 'books')
  expect(await moveApproval(approvalId, 'cancelled')).toBe(true)
  tellTenant()
  await expect.poll(async () => (await live.phone.pending()).length).toBe(0)
  expect(await stateOnPhone(id)).toBe('withdrawn')
  expect((await live.phone.approve(id)).code).toBe('withdrawn')
})

/** When the tenant is to be told next, in seconds from now; null for never again. */
async function dueIn(approvalId: string): Promise<number | null> {
  const [row] = await live.bank.sql<{ seconds: number | null }[]>`
    SELECT extract(epoch FROM tell_tenant_after - now())::float8 AS seconds FROM approvals WHERE id = ${approvalId}`
  return row?.seconds ?? null
}

function goAway(): void {
  live.tenantLink.become({ kind: 'refuse' })
  live.tenantLink.reset()
}

/** Waits until the first try has failed. */
async function putOff(approvalId: string): Promise<void> {
  const isPutOff = (seconds: number | null) => seconds !== null && seconds < 3 && seconds > -5
  await expect.poll(() => dueIn(approvalId), { interval: 20 }).toSatisfy(isPutOff)
}

/** As though this approval had ended so long ago, and had never been told since. */
async function endedAgo(approvalId: string, ago: string): Promise<void> {
  await live.bank.sql`
    UPDATE approvals SET updated_at = now() - ${ago}::text::interval, tell_tenant_after = now() - interval '1 minute'
    WHERE id = ${approvalId}`
}

test('a tenant that is away is told later and later, and after a day no more', async () => {
  const { approvalId } = await ask('pending', 'away')
  goAway()
  const tries: [ago: string, from: number, to: number][] = [
    ['1 millisecond', 0.5, 1.5],
    ['20 minutes', 1_190, 1_210],
    ['3 hours', 3_590, 3_600],
  ]
  await moveApproval(approvalId, 'cancelled')
  tellTenant()
  await putOff(approvalId)
  for (const [ago, from, to] of tries) {
    await endedAgo(approvalId, ago)
    tellTenant()
    // While it is being told it is due in ten seconds, in case that this process dies.
    await expect.poll(() => dueIn(approvalId)).toSatisfy((s) => Number(s) > from && Number(s) < to)
  }
  await endedAgo(approvalId, '25 hours')
  tellTenant()
  await expect.poll(() => dueIn(approvalId)).toBe(null)
})

test('a tenant that has never heard of the request is asked for some minutes only', async () => {
  const { alice } = live.bank
  const order = orderFor(accountOf(alice, 'Checking'), accountOf(alice, 'Savings'), '4.00', { memo: 'unheard' })
  const { id } = await openIn('failed', alice, order)
  await putOff(id)
  await endedAgo(id, '6 minutes')
  tellTenant()
  await expect.poll(() => dueIn(id)).toBe(null)
})

test('with a real tenant nothing is called, whatever stands in the rows', async () => {
  const { approvalId } = await ask('pending', 'real')
  const { AUTH0_DOMAIN } = process.env
  process.env.AUTH0_DOMAIN = 'https://bank.eu.auth0.com'
  becomeAnotherReplica()
  const called = vi.spyOn(globalThis, 'fetch')
  const fresh = await import('@/lib/auth0/ai/tell-tenant')
  await (await import('@/lib/approvals/move-approval')).moveApproval(approvalId, 'cancelled')
  fresh.tellTenant()
  fresh.startTellingTenant()
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(called).not.toHaveBeenCalled()
  expect(await dueIn(approvalId)).toBeLessThan(0)
  called.mockRestore()
  process.env.AUTH0_DOMAIN = AUTH0_DOMAIN
})

test('what ended in a process that died before it could tell is told by the next one', async () => {
  const posted = await ask('approved', 'died after posting')
  const withdrawn = await ask('pending', 'died after a withdrawal')
  await live.phone.approve(posted.id)
  // The ledger alone, as where the process is killed with the commit.
  await postTransfer(posted.order, approvedBy(live.bank.alice, posted.approvalId), posted.approvalId)
  goAway()
  await moveApproval(withdrawn.approvalId, 'cancelled')
  await putOff(withdrawn.approvalId)
  live.tenantLink.clear()
  expect(await stateOnPhone(posted.id)).toBe('yes')
  becomeAnotherReplica()
  ;(await import('@/lib/auth0/ai/tell-tenant')).startTellingTenant()
  await expect.poll(() => stateOnPhone(posted.id)).toBe('transferred')
  await expect.poll(() => stateOnPhone(withdrawn.id)).toBe('withdrawn')
  for (const { approvalId } of [posted, withdrawn]) await expect.poll(() => dueIn(approvalId)).toBe(null)
})
