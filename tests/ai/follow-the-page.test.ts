import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ProtectedTool } from '@/lib/ai/protected/protected-tool'
import type { TransferOutcome } from '@/lib/approvals/outcome'
import { withAsyncAuthorization } from '@/lib/auth0/ai/with-async-authorization'
import { beginShutdown } from '@/lib/platform/shutdown'
import { approvalsOf, letAiyaAsk } from '../support/bank/approvals'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'

// Builds the tool of docs/adding-a-protected-tool.md from the page's own code, and uses it at the real tenant.

const page = readFileSync('docs/adding-a-protected-tool.md', 'utf8')
const [file = '', list = ''] = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code)

let live: LiveBank
let folder: string
let tool: ProtectedTool
beforeAll(async () => {
  live = await openLiveBank({ SHOP_PORT: '0', BROKERAGE_PORT: '0' })
  // In the project, so that what it imports is found from there, where git and the checks do not look.
  mkdirSync('test-results', { recursive: true })
  folder = mkdtempSync(join(process.cwd(), 'test-results', 'follow-the-page-'))
  writeFileSync(join(folder, 'card-payment.ts'), file)
  tool = (await import(join(folder, 'card-payment.ts'))).cardPaymentTool
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  beginShutdown()
  await live.close()
})

async function owed(): Promise<number> {
  const [card] = await live.bank.sql`
    SELECT -balance_minor::int AS minor FROM accounts WHERE id = ${live.bank.alice.accounts['Credit Card']?.id ?? ''}`
  return card?.minor
}

async function answered(answer: 'approve' | 'deny') {
  const { alice } = live.bank
  await letAiyaAsk(alice.id)
  const context = { customer: { id: alice.id, subject: 'auth0|alice', name: 'Alice Example' }, chatId: randomUUID() }
  const args = { fromAccountId: alice.accounts.Savings?.id }
  const call = withAsyncAuthorization(tool, context).execute?.(args, { toolCallId: randomUUID(), messages: [] })
  expect(await (call as Promise<TransferOutcome>)).toMatchObject({ status: 'pending' })
  const { text, id } = await live.phone.waitForRequest('Credit Card')
  expect(text).toContain(`$${(await owed()) / 100}`)
  await live.phone[answer](id)
  const status = async () => (await approvalsOf(alice.id))[0]?.status
  await vi.waitUntil(async () => !['pending', 'approved'].includes((await status()) ?? ''), { timeout: 60_000 })
  return status()
}

test('the list on the page is the list that there is, and the new tool', () => {
  const stands = /^const DECLARED = .*$/m.exec(readFileSync('lib/ai/protected/protected-tools.ts', 'utf8'))?.[0]
  expect(list.trim()).toBe(stands?.replace(']', ', cardPaymentTool]'))
})

test('a no leaves the card as it is, and a yes pays exactly what is owed', async () => {
  const before = await owed()
  expect(before).toBeGreaterThan(0)
  expect(await answered('deny')).toBe('denied')
  expect(await owed()).toBe(before)
  expect(await answered('approve')).toBe('posted')
  expect(await owed()).toBe(0)
})
