import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { withConnection } from '@/db/connect'
import { migrateDatabase } from '@/db/migrate'
import { seed } from '@/db/seed'
import { thawAgentTransfers } from '@/lib/approvals/agent-freeze'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import type { Authority } from '@/lib/ledger/authority'
import { findCustomer } from '@/lib/ledger/customer'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { Refusal } from '@/lib/ledger/refusal'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { database } from '@/lib/platform/database/client'
import { log } from '@/lib/platform/log'

const UNUSED = 'not-used-by-this-drill-at-all----------'
const AT_ONCE = 20
/** Pages are told of a transfer a moment later, over the same pool. */
const TOLD_MS = 100

/** The bank's book in a drill: posts through the ledger's own function, as the app does. */
export interface DrillBook {
  /** Posts so many transfers by hand. @returns how many it posted in a second */
  post(transfers: number): Promise<number>
  /** Asks for an approval. @returns its id */
  ask(): Promise<string>
  /** The phone says yes, and the agent's transfer is posted. */
  use(approval: string): Promise<void>
  /** What became of the approval; null where the book knows of none. */
  stateOf(approval: string): Promise<string | null>
  /** Sends a used approval's token again. @returns the code of the refusal; null if money moved again */
  refusalOf(approval: string): Promise<string | null>
  /** The customer has signed in again, and lets agents go on. */
  thaw(): Promise<void>
  /** The ids of all transfers, in order. */
  transfers(): Promise<string[]>
  /** Waits until nothing is under way any more. */
  quiet(): Promise<void>
  close(): Promise<void>
}

/** Sets this process's environment for a bank on the database, in which nothing meets a limit. */
export function setEnvironment(url: string): void {
  // The server is ended on purpose.
  log.level = 'silent'
  Object.assign(process.env, {
    ...{ DATABASE_URL: url, SHOP_PORT: '0', BROKERAGE_PORT: '0' },
    ...{ TRANSFER_LIMIT: '1000000000.00', DAILY_LIMIT: '1000000000.00', RATE_LIMIT_PER_MINUTE: '1000000000' },
    ...{
      AUTH0_DOMAIN: 'http://localhost:1',
      AUTH0_CLIENT_ID: 'drill',
      AUTH0_CLIENT_SECRET: UNUSED,
      AUTH0_SECRET: UNUSED,
    },
  })
}

export async function makeBook(url: string): Promise<void> {
  await migrateDatabase(url)
  await seed(url)
}

/** Opens the book on the database that `setEnvironment` has set. */
export async function openBook(): Promise<DrillBook> {
  const alice = await findCustomer('auth0|alice')
  if (!alice) throw new Error('the book was not seeded')
  const accounts = await listAccounts(alice.id)
  const named = (name: string) => accounts.find((account) => account.name === name)?.id ?? ''
  const [checking, savings] = [named('Checking'), named('Savings')]
  const cent = (from: string, to: string): TransferOrder => ({
    ...{ fromAccountId: from, toAccountId: to, amountMinor: 1n, currency: 'USD', memo: 'drill' },
  })
  const wish = cent(savings, checking)
  const tokens = new Map<string, Authority>()
  const tokenFor = (approvalId: string): Authority => ({
    ...{ kind: 'approval', customerId: alice.id, approvalId, agentClientId: 'drill' },
    evidence: { tokenIssuedAt: Math.floor(Date.now() / 1_000) },
  })
  return {
    async post(transfers) {
      const begun = performance.now()
      const lane = async (mine: number) => {
        for (let number = 0; number < mine; number++) {
          const order = number % 2 ? cent(checking, savings) : cent(savings, checking)
          await postTransfer(order, { kind: 'session', customerId: alice.id }, randomUUID())
        }
      }
      const lanes = Array.from({ length: AT_ONCE }, (_, lane) => Math.floor((transfers + lane) / AT_ONCE))
      await Promise.all(lanes.map(lane))
      return transfers / ((performance.now() - begun) / 1_000)
    },
    async ask() {
      const { id } = await openApproval({ customerId: alice.id, order: wish })
      const pending = { sealedAuthReqId: 'drill', intervalSeconds: 5, expiresAt: new Date(Date.now() + 300_000) }
      await moveApproval(id, 'pending', { pending })
      return id
    },
    async use(approval) {
      await moveApproval(approval, 'approved')
      const token = tokenFor(approval)
      tokens.set(approval, token)
      await postTransfer(wish, token, approval)
    },
    async stateOf(approval) {
      const [found] = await database().sql<{ state: string }[]>`
        SELECT concat_ws(' ', status, '(' || reason || ')') AS state FROM approvals WHERE id = ${approval}`
      return found?.state ?? null
    },
    async refusalOf(approval) {
      try {
        await postTransfer(wish, tokens.get(approval) ?? tokenFor(approval), approval)
        return null
      } catch (error) {
        if (error instanceof Refusal) return error.code
        throw error
      }
    },
    async thaw() {
      await thawAgentTransfers(alice.id, new Date())
    },
    async transfers() {
      const rows = await database().sql<{ id: string }[]>`SELECT id FROM transfers ORDER BY id`
      return rows.map(({ id }) => id)
    },
    quiet: () => sleep(TOLD_MS),
    async close() {
      await sleep(TOLD_MS)
      await database().sql.end({ timeout: 5 })
    },
  }
}

/** The database's clock, as a moment to restore to. */
export function momentOf(url: string): Promise<string> {
  return withConnection(url, async (sql) => {
    const [{ at }] = await sql<[{ at: string }]>`SELECT clock_timestamp()::text AS at`
    return at
  })
}
