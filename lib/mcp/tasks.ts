import {
  type AuthInfo,
  bearerAuthChallengeResponse,
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type McpServer,
  MissingRequiredClientCapabilityError,
  OAuthError,
  OAuthErrorCode,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import { toolOf } from '@/lib/ai/protected/protected-tools'
import type { Approval } from '@/lib/approvals/approval'
import type { ApprovalStatus } from '@/lib/approvals/approval-states'
import { lastMoved } from '@/lib/approvals/last-moved'
import { asProblem } from '@/lib/platform/http/as-problem'
import { findOwnApproval } from './own-approval'
import type { Caller } from './require-agent'
import { lacksAsking, metadataAddress } from './resource'
import { resultOf, shownToAgent } from './tool-result'
import { withdraw } from './withdraw'

// The tasks extension of MCP's revision 2026-07-28 (SEP-2663), which the SDK does not have so far. All of it is in this
// file, so that the SDK's own can replace it. A task is an approval under its id: there is no second store.

const EXTENSION = 'io.modelcontextprotocol/tasks'
const POLL_MS = 2_000

const METHODS: unknown[] = ['tasks/get', 'tasks/update', 'tasks/cancel']
const named = z.object({ taskId: z.string() })
const declared = z.object({ extensions: z.object({ [EXTENSION]: z.looseObject({}) }) })

interface Task {
  taskId: string
  status: 'working' | 'completed' | 'cancelled'
  statusMessage: string
  createdAt: string
  lastUpdatedAt: string
  /** The bank keeps its approvals for ever. */
  ttlMs: null
  pollIntervalMs: number
}

const STATES: Record<ApprovalStatus, [status: Task['status'], statusMessage: string]> = {
  requested: ['working', 'The bank is asking the customer.'],
  pending: ['working', 'The bank has asked the customer, who has not answered yet.'],
  approved: ['working', 'The customer has approved; the bank is making the WISH.'],
  posted: ['completed', 'The WISH was made.'],
  denied: ['completed', 'The customer denied the WISH. Nothing has moved.'],
  expired: ['completed', 'The customer did not answer in time. Nothing has moved.'],
  failed: ['completed', 'The WISH was not made. Nothing has moved.'],
  cancelled: ['cancelled', 'The request was withdrawn. Nothing has moved.'],
}

/** Whether the client says, in this very request, that it knows tasks. One that does not must never be given one. */
export function knowsTasks({ mcpReq }: ServerContext): boolean {
  return declaresTasks(mcpReq.envelope)
}

const declaresTasks = (meta: unknown) => z.object({ [CLIENT_CAPABILITIES_META_KEY]: declared }).safeParse(meta).success

/** What a tool answers in place of its result: the task that stands for the approval (CreateTaskResult). */
export async function asTask(approval: Approval): Promise<CallToolResult> {
  // The SDK's type has no word for it: it knows results that are complete alone.
  return { resultType: 'task', ...(await taskOf(approval)) } as unknown as CallToolResult
}

/** The extension's three methods. An agent finds the tasks that it has asked for itself. */
export function offerTasks({ server }: McpServer, caller: Caller): void {
  server.registerCapabilities({ extensions: { [EXTENSION]: {} } })
  server.setRequestHandler('tasks/get', { params: named }, ({ taskId }, context) =>
    answerTask(context, async () => {
      const approval = await findOwnApproval(caller, taskId)
      return { ...(await taskOf(approval)), ...resultIn(approval) }
    }),
  )
  // The bank asks an agent for nothing, so every answer is one that nobody waits for, and is ignored.
  server.setRequestHandler('tasks/update', { params: named }, ({ taskId }, context) =>
    answerTask(context, async () => {
      await findOwnApproval(caller, taskId)
      return {}
    }),
  )
  server.setRequestHandler('tasks/cancel', { params: named }, ({ taskId }, context) =>
    answerTask(context, async () => {
      await withdraw(caller, taskId).catch((error: unknown) => {
        // A task that has ended already is acknowledged as well; tasks/get tells how it ended.
        if (asProblem(error).code !== 'conflict') throw error
      })
      return {}
    }),
  )
}

/** The challenge of a token that may ask for nothing; the SDK makes it for tools only. */
export function challengeTask(body: unknown, { scopes }: AuthInfo): Response | undefined {
  const lacking = lacksAsking(scopes)
  if (!METHODS.includes((body as { method?: unknown } | null)?.method) || !lacking) return undefined
  const error = new OAuthError(OAuthErrorCode.InsufficientScope, 'Insufficient scope')
  return bearerAuthChallengeResponse(error, { requiredScopes: lacking.scopes, resourceMetadataUrl: metadataAddress() })
}

const listening = z.object({
  id: z.union([z.string(), z.number()]),
  method: z.literal('subscriptions/listen'),
  params: z.object({ notifications: z.object({ taskIds: z.array(z.unknown()).min(1) }), _meta: z.unknown() }),
})

/**
 * The refusal of a client that wants to hear of tasks and does not say that it knows them (SEP-2663). The SDK answers
 * subscriptions itself, and takes no member that it does not know as a reason to refuse.
 */
export function refuseTaskSubscription(body: unknown): Response | undefined {
  const asked = listening.safeParse(body)
  if (!asked.success || declaresTasks(asked.data.params._meta)) return undefined
  const { code, message, data } = tasksAreMissing()
  return Response.json({ jsonrpc: '2.0', id: asked.data.id, error: { code, message, data } }, { status: 400 })
}

const tasksAreMissing = () =>
  new MissingRequiredClientCapabilityError({ requiredCapabilities: { extensions: { [EXTENSION]: {} } } })

async function answerTask<Answer>(context: ServerContext, work: () => Promise<Answer>): Promise<Answer> {
  if (!knowsTasks(context)) throw tasksAreMissing()
  try {
    return await work()
  } catch (error) {
    const { code, message } = asProblem(error)
    if (code === 'not_found') throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'taskId: there is no such task')
    throw new ProtocolError(ProtocolErrorCode.InternalError, message, { code })
  }
}

async function taskOf(approval: Approval): Promise<Task> {
  const { id, status, createdAt } = approval
  const [state, said] = STATES[status]
  const statusMessage = said.replace('WISH', toolOf(approval).words.thing)
  const lastUpdatedAt = await lastMoved(id)
  return { taskId: id, status: state, statusMessage, createdAt, lastUpdatedAt, ttlMs: null, pollIntervalMs: POLL_MS }
}

/** What the tool would have answered had it waited: an error unless the money moved. */
function resultIn(approval: Approval): { result?: CallToolResult } {
  if (STATES[approval.status][0] !== 'completed') return {}
  const result = { resultType: 'complete', ...resultOf({ approval: shownToAgent(approval) }) }
  return { result: approval.status === 'posted' ? result : { ...result, isError: true } }
}
