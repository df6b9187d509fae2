import type { Tool, ToolExecutionOptions, UIMessageStreamWriter } from 'ai'
import { outcomeOf, pendingOutcome } from '@/lib/ai/protected/outcome-of'
import type { ProtectedTool } from '@/lib/ai/protected/protected-tool'
import { getApproval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { type OpenedApproval, openApproval } from '@/lib/approvals/open-approval'
import {
  overLimitOutcome,
  refusedOutcome,
  type TransferOutcome,
  unknownOutcome,
  untilOutcome,
} from '@/lib/approvals/outcome'
import type { Customer } from '@/lib/ledger/customer'
import { Refusal } from '@/lib/ledger/refusal'
import { asProblem } from '@/lib/platform/http/as-problem'
import { driveApproval } from './approval-drive'
import { writeApproval } from './approval-part'

/** The customer whose phone is asked, and the chat's stream for the approval's states, if there is one. */
export interface Asking {
  customer: Customer
  writer?: UIMessageStreamWriter
  /** Called when an approval of this answer ends while this process drives it. */
  onSettled?: (outcome: TransferOutcome) => void
}

/** Whose chat it is, and in which time zone (IANA; UTC where none is told). */
export interface ChatContext extends Asking {
  chatId: string
  /** The running answer, which may ring the phone only so often. */
  turnId?: string
  timeZone?: string
  /** Of the customer's sign-in, which lets the bank read at the brokerage for them; null or left out where there is none. */
  idToken?: string | null
}

/**
 * Makes a protected tool one of Aiya's, for one chat: it does nothing without a token that the customer approved on another
 * device, for exactly what the ledger and the business say the arguments mean. The tool comes back as soon as the phone has
 * been asked, with the status `pending`. The approval outlives the answer: lib/chats/tell-outcomes.ts says in the chat how
 * it ended. Never throws: a refusal and every error become a result that the model can put in words.
 */
export function withAsyncAuthorization(declared: ProtectedTool, context: ChatContext): Tool<object, TransferOutcome> {
  const execute = async (args: object, options: ToolExecutionOptions): Promise<TransferOutcome> => {
    const opened = await open(declared, context, args, options.toolCallId)
    if ('message' in opened) return opened
    writeApproval(context.writer, opened)
    // A standing mandate covered it.
    if (isFinal(opened.status)) return outcomeOf(opened)
    // The process that opened an approval drives it: two processes must not ask for the same one.
    if (opened.joined) return pendingOutcome(opened)
    const asked = await driveApproval({ context, approval: opened })
    return asked ? pendingOutcome(opened) : endOf(context, opened)
  }
  return { description: declared.description, inputSchema: declared.input, execute } as Tool<object, TransferOutcome>
}

/** Finds out what is wished for, checks it by the bank's rules and holds the funds; or says why not. */
async function open(
  { prepare }: ProtectedTool,
  { customer, chatId, timeZone = 'UTC', turnId }: ChatContext,
  args: unknown,
  toolCallId: string,
): Promise<OpenedApproval | TransferOutcome> {
  try {
    return await openApproval({ customerId: customer.id, prepare: prepare(args), chatId, toolCallId, turnId })
  } catch (error) {
    if (error instanceof Refusal && error.limit) return overLimitOutcome(error.limit, timeZone)
    if (error instanceof Refusal && error.until) return untilOutcome(error.code, error.until, timeZone)
    const { code, message } = asProblem(error)
    return refusedOutcome(code, code === 'invalid_request' ? message : undefined)
  }
}

/** The outcome, from its row, of an approval that never reached the phone. */
async function endOf({ customer }: ChatContext, { id }: OpenedApproval): Promise<TransferOutcome> {
  const approval = await getApproval(customer.id, id).catch(() => null)
  return approval ? outcomeOf(approval) : unknownOutcome()
}
