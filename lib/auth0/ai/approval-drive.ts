import { getAsyncAuthorizationCredentials, setAIContext } from '@auth0/ai-vercel'
import { tool } from 'ai'
import { z } from 'zod'
import { outcomeOf } from '@/lib/ai/protected/outcome-of'
import { toolOf } from '@/lib/ai/protected/protected-tools'
import { isFinal } from '@/lib/approvals/approval-states'
import { allDetails } from '@/lib/approvals/approved'
import { endApproval } from '@/lib/approvals/end-approval'
import { FIRST_FENCE, handBackLease, keepLease } from '@/lib/approvals/lease'
import { getPhoneRequest, isApproval, type PhoneRequest } from '@/lib/approvals/phone-request'
import { signalApproval } from '@/lib/approvals/signal-approval'
import { crashPoint } from '@/lib/platform/crash-point'
import { env } from '@/lib/platform/env'
import { log } from '@/lib/platform/log'
import { holdDoorsOpen, orStopped, pause, stopping } from '@/lib/platform/shutdown'
import { inSpan } from '@/lib/platform/telemetry/tracing'
import { writeApproval } from './approval-part'
import { auth0AI } from './client'
import { handleOnAuthorize } from './handle-on-authorize'
import { onBehalfOf } from './on-behalf-of'
import { endingFor } from './on-unauthorized'
import { spendToken } from './post-approved'
import { type Polls, pollWhile } from './stop-polling'
import type { Asking } from './with-async-authorization'

/** This long after the expiry the SDK is no longer awaited, and resume.ts ends the approval. */
const AFTER_EXPIRY_SECONDS = 15

interface Driven {
  context: Asking
  approval: PhoneRequest
}

/** This process's work on the approval: asking the tenant, waiting for the phone, posting, or finished. */
type Phase = 'asking' | 'waiting' | 'posting' | 'over'

/**
 * Asks the phone, then polls for the token and does what it allows (post-approved.ts) in the background.
 * @returns true once the phone has been asked; false if this process finished with the approval before that.
 */
export function driveApproval(driven: Driven): Promise<boolean> {
  return new Promise((tellAsked) => {
    const attributes = { 'baink.approval_id': driven.approval.id }
    void inSpan('approval', () => new ApprovalDrive(driven, tellAsked).run(), { attributes })
  })
}

class ApprovalDrive {
  #phase: Phase = 'asking'
  #polls: Polls | undefined
  /** Resolves once storing the request's handle has succeeded or failed; no other process can continue before that. */
  readonly #stored: Promise<void>
  #tellStored = () => {}

  constructor(
    private readonly driven: Driven,
    private readonly tellAsked: (asked: boolean) => void,
  ) {
    this.#stored = new Promise((resolve) => {
      this.#tellStored = resolve
    })
  }

  /** Never throws. */
  async run(): Promise<void> {
    const { approval } = this.driven
    signalApproval(approval.id, 'requested', approval.createdAt)
    void this.#stored.then(holdDoorsOpen())
    crashPoint('before_request')
    const lease = keepLease(approval.id)
    const deadline = new AbortController()
    const work = pollWhile(
      () => this.#phase === 'waiting' && lease.sure() && !stopping().aborted,
      (polls) => {
        this.#polls = polls
        return onBehalfOf(approval, () => this.#authorize())
      },
    )
    try {
      const handedBack = this.#handBackAtStop(work, deadline.signal)
      await orStopped(Promise.race([work, lease.lost, handedBack, this.#tooLate(work, deadline.signal)]))
    } catch (error) {
      log.error({ err: error, approvalId: approval.id }, 'an approval could not be driven to its end')
    }
    this.#phase = 'over'
    deadline.abort()
    lease.release()
    work.catch(() => {}).finally(() => this.#tellStored())
    this.tellAsked(false)
    await this.#tellEnd()
  }

  /** Lets the SDK ask the phone, poll for the token and run the tool with it. */
  async #authorize(): Promise<void> {
    const { context, approval } = this.driven
    const { details, scope, audience } = askedFor(approval)
    // The SDK requires a thread id to tell its stored tokens apart; our store keeps none (client.ts).
    setAIContext({ threadID: approval.id })
    const handle = handleOnAuthorize(context.writer, approval, {
      stored: () => this.#tellStored(),
      asked: () => this.tellAsked(true),
    })
    const authorizedTool = auth0AI().withAsyncAuthorization(
      {
        userID: () => context.customer.subject,
        bindingMessage: () => approval.bindingMessage,
        // A tenant without rich authorization requests refuses the details; the approval's row records them instead.
        ...(env().APPROVAL_BINDING === 'token' && { authorizationDetails: () => details }),
        scopes: [scope],
        audience,
        requestedExpiry: env().APPROVAL_EXPIRY_SECONDS,
        onAuthorizationRequest: (request, credentials) => {
          if (this.#phase === 'asking') this.#phase = 'waiting'
          return handle(request, credentials)
        },
        onUnauthorized: (error: Error) => this.#settle(error),
      },
      tool({ inputSchema: z.object({}), execute: () => this.#spend() }),
    )
    await authorizedTool.execute?.({}, { toolCallId: approval.id, messages: [] })
  }

  /** The arguments have done their part: what is done is what the customer was shown. */
  async #spend(): Promise<void> {
    this.#phase = 'posting'
    const token = getAsyncAuthorizationCredentials()?.accessToken
    if (!token) throw new Error('the approval came without a token')
    const { context, approval } = this.driven
    await spendToken(context.customer.id, approval, token, FIRST_FENCE)
  }

  /** Ends the approval if the error is final; otherwise hands back the lease, so that any process may poll on. */
  async #settle(error: unknown): Promise<void> {
    const { context, approval } = this.driven
    const ending = endingFor(error, this.#phase !== 'asking')
    const named = error instanceof Error ? error.name : 'unknown'
    log.info({ approvalId: approval.id, ending: ending?.status ?? null, reason: named }, 'no token')
    const { id } = approval
    if (ending) await endApproval({ id, customerId: context.customer.id, fence: FIRST_FENCE }, ending)
    else await handBackLease(id)
  }

  /** Resolves after the expiry, but lets a posting under way finish. */
  async #tooLate(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
    await pause((env().APPROVAL_EXPIRY_SECONDS + AFTER_EXPIRY_SECONDS) * 1000, signal)
    if (this.#phase === 'posting') await work
  }

  /**
   * Hands the lease back between two polls once this process is told to stop, so that another replica goes on at once.
   * `holdDoorsOpen` keeps the process alive until then, because no running request may be left to do so.
   */
  async #handBackAtStop(work: Promise<unknown>, over: AbortSignal): Promise<void> {
    const letGo = await new Promise<() => void>((resolve) => {
      const told = () => resolve(holdDoorsOpen())
      if (stopping().aborted) return told()
      stopping().addEventListener('abort', told, { signal: over })
    })
    await this.#stored
    const lastWord = await this.#polls?.untilIdle()
    if (!lastWord && this.#phase === 'waiting') await handBackLease(this.driven.approval.id).finally(letGo)
    letGo()
    // The tenant gives a token or a denial only once, so this process must act on it.
    if (lastWord) await work
  }

  /** Streams the end into the answer, if it still runs; tell-outcomes.ts adds it to the chat. */
  async #tellEnd(): Promise<void> {
    const { context, approval } = this.driven
    const ended = await getPhoneRequest(context.customer.id, approval.id).catch(() => null)
    if (!ended || !isFinal(ended.status) || !isApproval(ended)) return
    writeApproval(context.writer, ended)
    context.onSettled?.(outcomeOf(ended))
  }
}

/** What the tenant is asked for: a tool's own API; for a change, the agent API, which is the bank's. */
function askedFor(request: PhoneRequest): { details: { type: string }[]; scope: string; audience: string } {
  if (!isApproval(request))
    return { details: [request.details], scope: 'create:transfer', audience: env().AGENT_API_AUDIENCE }
  const { scope, audience } = toolOf(request)
  return { details: allDetails(request), scope, audience: audience() }
}
