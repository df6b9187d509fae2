import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Tool, ToolExecutionOptions, UIMessageStreamWriter } from 'ai'
import type { Approval } from '@/lib/approvals/approval'
import { endApproval } from '@/lib/approvals/end-approval'
import { followApproval } from '@/lib/approvals/follow-approval'
import { FIRST_FENCE, handBackLease, keepLease } from '@/lib/approvals/lease'
import { type OpenedApproval, openApproval } from '@/lib/approvals/open-approval'
import { outcomeOf, refusedOutcome, type TransferOutcome, unknownOutcome } from '@/lib/approvals/outcome'
import { crashPoint } from '@/lib/crash-point'
import type { Customer } from '@/lib/customers/customer'
import { env } from '@/lib/env'
import { asProblem } from '@/lib/http/answer'
import { log } from '@/lib/log'
import { holdDoorsOpen, orStopped, stopping } from '@/lib/shutdown'
import { parseTransferOrder } from '@/lib/transfers/transfer-order'
import { writeApproval } from './approval-part'
import { auth0AI } from './client'
import { handleOnAuthorize } from './handle-on-authorize'
import { endingFor } from './on-unauthorized'
import { pollWhile } from './stop-polling'

/** Whose chat it is, and where to stream. The writer is missing where only the tools' types are wanted. */
export interface ChatContext {
  customer: Customer
  chatId: string
  writer?: UIMessageStreamWriter
}

/** Past the expiry by so much, whatever the SDK waits for is left to resume.ts, which ends what nobody answered. */
const AFTER_EXPIRY_SECONDS = 15

const approvals = new AsyncLocalStorage<Approval>()

/** Inside a wrapped tool: the approval that the token at hand was given for. */
export function getAuthorizedApproval(): Approval {
  const approval = approvals.getStore()
  if (!approval) throw new Error('The tool must be wrapped by withAsyncAuthorization.')
  return approval
}

interface AuthorizedTool<Input> {
  context: ChatContext
  tool: Tool<Input, TransferOutcome>
}

/**
 * Wraps a tool so that it runs only with a token that the customer approved on another device, for exactly what the
 * ledger says the arguments mean. The model's arguments choose ids and an amount; everything that is shown is read
 * from the ledger. The approval outlives this call: whatever happens here, its row decides what is reported.
 * Never throws: a refusal, a denial and every error become a result that the model can put in words.
 */
export function withAsyncAuthorization<Input>({ context, tool }: AuthorizedTool<Input>): Tool<Input, TransferOutcome> {
  const execute = async (args: Input, options: ToolExecutionOptions): Promise<TransferOutcome> => {
    const opened = await open(context, args, options.toolCallId)
    if ('message' in opened) return opened
    writeApproval(context.writer, opened)
    // What waits already is driven by whoever opened it: two processes must not ask for one approval.
    const posted = opened.joined ? null : await authorize({ context, tool, approval: opened, args, options })
    const settled = await followApproval(context.customer.id, opened).catch(() => null)
    if (!settled) return unknownOutcome()
    writeApproval(context.writer, settled)
    return posted?.status === settled.status ? posted : outcomeOf(settled)
  }
  return { ...tool, execute } as Tool<Input, TransferOutcome>
}

/** Reads the order, checks it by the bank's rules and holds the funds; or says why not. */
async function open(
  { customer, chatId }: ChatContext,
  args: unknown,
  toolCallId: string,
): Promise<OpenedApproval | TransferOutcome> {
  try {
    const order = parseTransferOrder(args)
    return await openApproval({ customerId: customer.id, order, chatId, toolCallId })
  } catch (error) {
    const { code, message } = asProblem(error)
    return refusedOutcome(code, code === 'invalid_request' ? message : undefined)
  }
}

interface Authorization<Input> extends AuthorizedTool<Input> {
  approval: Approval
  args: Input
  options: ToolExecutionOptions
}

/**
 * Lets the SDK ask the phone and poll for the token, while this process holds the approval's lease. Comes back early
 * if the approval ends or another process takes it over. If this one is told to stop, it polls no more and hands the
 * lease back; with the token at hand, it has ten seconds to post the transfer.
 */
async function authorize<Input>({
  context,
  tool,
  approval,
  args,
  options,
}: Authorization<Input>): Promise<TransferOutcome | null> {
  // Until the request's handle is stored, nobody else could go on with it: this process must not stop before.
  const letGo = holdDoorsOpen()
  const handle = handleOnAuthorize(context.writer, approval, letGo)
  let asked = false
  let posting = false
  const post = (input: Input, toolOptions: ToolExecutionOptions) => {
    posting = true
    return tool.execute?.(input, toolOptions)
  }
  const authorized = auth0AI().withAsyncAuthorization(
    {
      userID: () => context.customer.subject,
      bindingMessage: () => approval.bindingMessage,
      // A tenant without rich authorization requests refuses them; the approval's row says then what was approved.
      ...(env().APPROVAL_BINDING === 'token' && { authorizationDetails: () => [approval.details] }),
      scopes: ['create:transfer'],
      audience: env().AGENT_API_AUDIENCE,
      requestedExpiry: env().APPROVAL_EXPIRY_SECONDS,
      onAuthorizationRequest: (request, credentials) => {
        asked = true
        return handle(request, credentials)
      },
      onUnauthorized: (error: Error) => settle({ id: approval.id, customerId: context.customer.id }, error, asked),
    },
    { ...tool, execute: post } as Tool,
  )
  crashPoint('before_request')
  const lease = keepLease(approval.id)
  let gone = false
  const lost = lease.lost.then(() => {
    gone = true
    return null
  })
  const run = approvals.run(approval, () =>
    pollWhile(
      () => !gone && lease.sure() && !stopping().aborted,
      () => authorized.execute?.(args, options) as Promise<TransferOutcome | null>,
    ),
  )
  const deadline = new AbortController()
  const tooLate = sleep((env().APPROVAL_EXPIRY_SECONDS + AFTER_EXPIRY_SECONDS) * 1000, null, {
    signal: deadline.signal,
  }).catch(() => null)
  try {
    // With the token in hand it is not too late.
    return await orStopped(Promise.race([run, lost, tooLate.then(() => (posting ? run : null))]))
  } catch (error) {
    log.error({ err: error, approvalId: approval.id }, 'the approved tool failed')
    return null
  } finally {
    run
      .catch(() => {})
      .finally(() => {
        if (!asked) letGo()
      })
    gone = true
    deadline.abort()
    lease.release()
  }
}

/** Ends the approval if what happened is an end; where the tenant only did not answer, any process may poll on. */
async function settle(approval: { id: string; customerId: string }, error: unknown, asked: boolean): Promise<null> {
  const ending = endingFor(error, asked)
  const named = error instanceof Error ? error.name : 'unknown'
  log.info({ approvalId: approval.id, ending: ending?.status ?? null, reason: named }, 'no token')
  if (ending) await endApproval({ ...approval, fence: FIRST_FENCE }, ending)
  else await handBackLease(approval.id)
  return null
}
