import { getAsyncAuthorizationCredentials, setAIContext } from '@auth0/ai-vercel'
import { tool } from 'ai'
import type { JSONWebKeySet } from 'jose'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { GET as getReceipt } from '@/app/api/approvals/[approvalId]/receipt/route'
import { GET as getKeys } from '@/app/api/receipts/keys/route'
import { auth0AI } from '@/lib/auth0/ai/client'
import { readTrail } from '@/lib/evidence/audit/trail'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { verifyReceipt } from '@/lib/evidence/receipts/verify-receipt'
import { env } from '@/lib/platform/env'
import { send } from '../../support/agent/agent-bank'
import { openFor } from '../../support/bank/approvals'
import { type LiveBank, openLiveBank } from '../../support/bank/live-bank'
import { freshReceiptKey } from '../../support/bank/receipts'
import { signInAs } from '../../support/bank/session-double'
import { accountOf, orderFor } from '../../support/ledger/ledger'
import { ALICE } from '../../support/tenant/tenant'

vi.mock('@/lib/auth0/session/session', () => import('../../support/bank/session-double'))

let live: LiveBank
beforeAll(async () => {
  live = await openLiveBank({ RECEIPT_SIGNING_KEY: freshReceiptKey() })
  signInAs(live.bank.alice.id)
})
afterAll(() => live.close())

test('the local tenant’s device is in the receipt, and its display is the one that the bank asked for', async () => {
  const { alice } = live.bank
  const order = orderFor(accountOf(alice, 'Checking'), accountOf(alice, 'Savings'), '25.00', { memo: 'für “Miete” €' })
  const { id, details, bindingMessage } = await openFor(alice, order)
  setAIContext({ threadID: id })
  const authorized = auth0AI().withAsyncAuthorization(
    {
      userID: ALICE,
      scopes: ['create:transfer'],
      audience: env().AGENT_API_AUDIENCE,
      bindingMessage,
      authorizationDetails: [details],
      onAuthorizationRequest: async (_, credentials) => {
        credentials.catch(() => {})
      },
    },
    tool({ inputSchema: z.object({}), execute: async () => getAsyncAuthorizationCredentials()?.accessToken }),
  )
  const token = authorized.execute?.({}, { toolCallId: id, messages: [] })
  await live.phone.approve((await live.phone.waitForRequest('für “Miete” €')).id)
  const body = { ...order, amount: '25.00', amountMinor: undefined }
  expect((await send(String(await token), id, body)).status).toBe(201)

  const response = await getReceipt(new Request('http://x/'), { params: Promise.resolve({ approvalId: id }) })
  const keys = (await (await getKeys()).json()) as JSONWebKeySet
  const { displayed, approved } = await verifyReceipt(await response.text(), keys)
  expect(displayed).toMatchObject({ recordedWhenAsked: true, confirmedByToken: true })
  expect(approved.device).toEqual({ id: expect.any(String), name: expect.any(String), jkt: expect.any(String) })
  expect(approved.tokenId).not.toBeNull()
  const trail = await readTrail({ deviceId: approved.device?.id ?? '' })
  expect(trail.map(({ kind }) => kind)).toContain('approval.requested')
  expect((await verifyAudit(live.bank.ownerUrl)).differences).toEqual([])
})
