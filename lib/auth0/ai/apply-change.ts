import { eq } from 'drizzle-orm'
import { customers } from '@/db/schema'
import { beginMandate } from '@/lib/approvals/mandates/begin-mandate'
import { moveApproval } from '@/lib/approvals/move-approval'
import type { ChangeRequest } from '@/lib/approvals/phone-request'
import { settleChange } from '@/lib/approvals/settle-change'
import { verifyOwnToken } from '@/lib/auth0/token/verify-own-token'
import { asRefusal } from '@/lib/ledger/refusal'
import { database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { announce } from '@/lib/platform/events/announce'
import { asProblem } from '@/lib/platform/http/as-problem'
import { log } from '@/lib/platform/log'
import { pause, stopped } from '@/lib/platform/shutdown'
import { tellTenant } from './tell-tenant'

const ATTEMPTS_MAX = 6
const FIRST_PAUSE_MS = 250

/** What a moment may mend: the database or the tenant is away, or its newest key is not known here yet. */
const PASSING = new Set(['unavailable', 'internal_error', 'unauthenticated'])

/**
 * Lets an approved change take effect: of when the phone is asked, or a standing mandate. Done again it changes nothing; what cannot be done ends
 * the approval as failed, and from then on the ledger refuses it.
 * @param fence of the lease under which this process drives the approval.
 * @returns whether it was done
 */
export async function applyChange(
  customerId: string,
  request: ChangeRequest,
  accessToken: string,
  fence: bigint,
): Promise<boolean> {
  for (let attempt = 1, ms = FIRST_PAUSE_MS; ; attempt++, ms *= 2) {
    const code = await settle(customerId, request, accessToken).then(
      () => null,
      (error: unknown) => asProblem(error).code,
    )
    if (code === null) {
      tellTenant()
      return true
    }
    if (!PASSING.has(code) || attempt === ATTEMPTS_MAX) {
      const reason = `bank_refused:${code}` as const
      await moveApproval(request.id, 'failed', { fence, reason })
      log.info({ approvalId: request.id, code }, 'an approved change was not made')
      tellTenant()
      return false
    }
    await pause(ms, stopped())
  }
}

async function settle(customerId: string, request: ChangeRequest, accessToken: string): Promise<void> {
  const query = database().db.select({ subject: customers.subject }).from(customers).where(eq(customers.id, customerId))
  const [customer] = await withDeadline(query)
  if (!customer) throw new Error('an approval of nobody')
  const { details, bindingMessage } = request
  const asked = { details: [details], bindingMessage, scope: 'create:transfer', audience: env().AGENT_API_AUDIENCE }
  const { evidence, deviceAnswer } = await verifyOwnToken(accessToken, customer.subject, asked)
  const settled =
    details.type === 'standing_mandate'
      ? beginMandate(customerId, details, evidence, deviceAnswer)
      : settleChange(customerId, details, evidence)
  await settled.catch((error: unknown) => {
    throw asRefusal(error)
  })
  announce(customerId, 'approval')
}
