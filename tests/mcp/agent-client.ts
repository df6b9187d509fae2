import { randomUUID } from 'node:crypto'
import { Client, StreamableHTTPClientTransport, type VersionNegotiationMode } from '@modelcontextprotocol/client'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { POST as mcp } from '@/app/api/mcp/route'
import type { Agent } from '@/lib/approvals/agent'
import type { Approval } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { type OpenedApproval, openApproval } from '@/lib/approvals/open-approval'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { letAiyaAsk } from '../support/bank/approvals'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { connect } from '../tenant/agents'

/** Both eras of the protocol, as the SDK's client is told to speak them. */
export const ERAS: Record<string, VersionNegotiationMode> = {
  '2026-07-28': { pin: '2026-07-28' },
  '2025-11-25': 'legacy',
}

export interface McpBank extends LiveBank {
  /** Where the endpoint is. */
  endpoint: string
}

/** The live bank with the MCP endpoint beside the agent route, on one port. */
export async function openMcpBank(variables: Record<string, string> = {}): Promise<McpBank> {
  const live = await openLiveBank(variables)
  live.app.handler = (request) => (new URL(request.url).pathname === '/api/mcp' ? mcp : agentTransfer)(request)
  return { ...live, endpoint: `${live.app.origin}/api/mcp` }
}

export interface AgentClient {
  client: Client
  /** Calls a tool; gives its structured result, with `isError` where it is one. */
  call(name: string, args?: Record<string, unknown>): Promise<{ isError: boolean; [member: string]: unknown }>
  close(): Promise<void>
}

/** A client of the SDK with this token. */
export async function clientOf(endpoint: string, token: string, era = '2026-07-28'): Promise<AgentClient> {
  const client = new Client(
    { name: 'test-agent', version: '1.0.0' },
    { versionNegotiation: { mode: ERAS[era] ?? 'auto' } },
  )
  const requestInit = { headers: { Authorization: `Bearer ${token}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(endpoint), { requestInit }))
  return {
    client,
    call: async (name, args = {}) => {
      const { structuredContent, isError = false } = await client.callTool({ name, arguments: args })
      return { ...(structuredContent as Record<string, unknown>), isError }
    },
    close: () => client.close(),
  }
}

/** Lets the command line in for a customer; its token. */
export async function tokenOf({ tenant }: McpBank, email?: string): Promise<string> {
  return (await connect(tenant, email)).access_token
}

export const approvalIn = (result: Record<string, unknown>): Approval => result.approval as Approval

/** What request_transfer takes. */
export interface Wish {
  requestId: string
  memo: string
  [member: string]: unknown
}

let cents = 0
/** From alice's Checking to her Savings; no two alike, or the second would be marked as a repeat. */
export function orderOf({ bank }: McpBank, changes: Record<string, unknown> = {}): Wish {
  const { Checking, Savings } = bank.alice.accounts
  cents += 1
  const amount = `1.${String(cents).padStart(2, '0')}`
  const body = {
    fromAccountId: Checking?.id,
    toAccountId: Savings?.id,
    amount,
    currency: 'USD',
    memo: `memo ${amount}`,
  }
  return { requestId: randomUUID(), ...body, ...changes }
}

/** An agent that is not the one with the token. */
export const OTHER: Agent = { clientId: 'https://agent.example/client.json', name: 'Robo', host: 'agent.example' }

/** Opens an approval for alice as this agent's, and asks nobody. */
export function openFor({ bank }: McpBank, agent: Agent, { requestId, ...body }: Wish): Promise<OpenedApproval> {
  return openApproval({ customerId: bank.alice.id, order: parseTransferOrder(body), outside: { agent, requestId } })
}

/** Withdraws all that waits, and forgets what the customers were asked and refused before. */
export async function startAfresh({ bank }: McpBank): Promise<void> {
  const open = await bank.sql`SELECT id FROM approvals WHERE status IN ('requested', 'pending', 'approved')`
  for (const { id } of open) await moveApproval(id, 'cancelled')
  await letAiyaAsk(bank.alice.id)
}
