import {
  type McpServer,
  requireScopes,
  type ScopeChallengeHandler,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { ProtectedTool } from '@/lib/ai/protected/protected-tool'
import { askFor } from './ask-for'
import { offerTool } from './offer-tool'
import { findOwnApproval } from './own-approval'
import type { Caller } from './require-agent'
import { lacksAsking } from './resource'
import { asTask, knowsTasks } from './tasks'
import { resultOf, shownToAgent } from './tool-result'
import { WAIT_SECONDS_MAX, waitForChange } from './wait-for-change'
import { withdraw } from './withdraw'

/** What was asked for is seen and withdrawn with any scope that lets an agent ask. */
const scopeChallenge: ScopeChallengeHandler = ({ authInfo }) => authInfo && lacksAsking(authInfo.scopes)

const approvalId = z.string().describe('id of an approval that you have asked for')
const requestId = z.string().describe('a UUID of your own for this one wish; the same again asks nobody again')

const AT_ONCE = `Answers at once. Nothing happens until the customer approves it on their phone, which the bank asks now;
get_approval tells how it stands.`

/** The tools that ask the phone, see how that ends, and withdraw. An agent sees what it has asked for itself. */
export function offerAsking(server: McpServer, caller: Caller, tools: ProtectedTool[]): void {
  for (const tool of tools) {
    const { name, title, scope } = tool.outside
    offerTool(server, name, {
      title,
      description: `${tool.description} ${AT_ONCE}`,
      input: z.strictObject({ requestId, ...tool.input.shape }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
      scopeChallenge: requireScopes(scope),
      answer: async (asked, context) => {
        const approval = await askFor(caller, tool, asked)
        return knowsTasks(context) ? asTask(approval) : resultOf({ approval: shownToAgent(approval) })
      },
    })
  }
  offerTool(server, 'get_approval', {
    title: 'See how a request stands',
    description:
      'How a request stands: "requested" or "pending" while it waits for the customer, then "approved" and "posted", or "denied", "expired", "cancelled", "failed". Waits up to waitSeconds for the next change.',
    input: z.strictObject({
      approvalId,
      waitSeconds: z.number().int().min(0).max(WAIT_SECONDS_MAX).describe('0 by default').optional(),
    }),
    annotations: { readOnlyHint: true, openWorldHint: false },
    scopeChallenge,
    answer: async ({ approvalId: id, waitSeconds = 0 }, context) =>
      resultOf({ approval: shownToAgent(await seen(caller, id, waitSeconds, context)) }),
  })
  offerTool(server, 'cancel_transfer', {
    title: 'Withdraw a request',
    description: 'Withdraws a requested transfer, purchase or order that still waits for the customer.',
    input: z.strictObject({ approvalId }),
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    scopeChallenge,
    answer: async ({ approvalId: id }) => resultOf({ approval: shownToAgent(await withdraw(caller, id)) }),
  })
}

async function seen(caller: Caller, id: string, waitSeconds: number, { mcpReq }: ServerContext) {
  const approval = await findOwnApproval(caller, id)
  if (waitSeconds === 0) return approval
  const progressToken = mcpReq._meta?.progressToken
  const tell = async (seconds: number) => {
    if (progressToken === undefined) return
    const params = {
      progressToken,
      progress: seconds,
      total: waitSeconds,
      message: 'The customer has not answered yet.',
    }
    await mcpReq.notify({ method: 'notifications/progress', params })
  }
  return waitForChange(approval, caller.customer.id, { waitSeconds, tell, signal: mcpReq.signal })
}
