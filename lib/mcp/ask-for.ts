import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { approvals } from '@/db/schema'
import type { ProtectedTool } from '@/lib/ai/protected/protected-tool'
import { toolOf } from '@/lib/ai/protected/protected-tools'
import { type Approval, getApproval } from '@/lib/approvals/approval'
import { askPhone } from '@/lib/auth0/ai/ask-phone'
import { database, withDeadline } from '@/lib/platform/database/client'
import { uuid } from '@/lib/platform/text/uuid'
import { type Caller, requireAccessNow } from './require-agent'

const named = z.object({ requestId: uuid })

/**
 * Asks the customer's phone in the agent's name for what a protected tool does.
 * @throws ZodError, Refusal or Problem; nothing is asked then.
 */
export async function askFor(caller: Caller, tool: ProtectedTool, asked: { requestId: string }): Promise<Approval> {
  const { requestId: name, ...args } = asked
  const prepare = tool.prepare(args)
  const { requestId } = named.parse({ requestId: name })
  const { customer, agent } = caller
  await requireAccessNow(caller)
  try {
    return await askPhone({ customer, prepare, outside: { agent, requestId } })
  } catch (refused) {
    const earlier = await findEarlier(caller, requestId)
    if (earlier && isFor(earlier, tool, args)) return earlier
    throw refused
  }
}

/**
 * What this request id has asked for before. A business may refuse today what it took then, and an agent that lost the
 * first answer must not take that for a no.
 */
async function findEarlier({ customer, agent }: Caller, requestId: string): Promise<Approval | null> {
  const mine = and(
    eq(approvals.customerId, customer.id),
    eq(approvals.agentClientId, agent.clientId),
    eq(approvals.requestId, requestId),
  )
  const query = database().db.select({ id: approvals.id }).from(approvals).where(mine)
  const [row] = await withDeadline(query)
  return row ? getApproval(customer.id, row.id) : null
}

/** Whether the approval is for these arguments, whatever limit they set to the price. */
function isFor(approval: Approval, tool: ProtectedTool, args: Record<string, unknown>): boolean {
  if (toolOf(approval) !== tool) return false
  const told = Object.entries(tool.request(approval).body).filter(([member]) => member !== tool.limit)
  return told.every(([member, value]) => (args[member] ?? null) === value)
}
