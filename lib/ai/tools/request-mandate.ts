import { tool } from 'ai'
import { z } from 'zod'
import { AIYA_AGENT } from '@/lib/approvals/agent'
import { PERIODS, parseMandateWish } from '@/lib/approvals/mandates/mandate'
import { mandateLine } from '@/lib/approvals/mandates/mandate-outcome'
import { refusedOutcome, type TransferOutcome } from '@/lib/approvals/outcome'
import { requestMandate } from '@/lib/auth0/ai/request-mandate'
import type { ChatContext } from '@/lib/auth0/ai/with-async-authorization'
import { asProblem } from '@/lib/platform/http/as-problem'
import { dayEnd } from '@/lib/platform/time/day-start'
import type { Turn } from '../turn'

const DESCRIPTION = `Asks the customer's phone for a standing mandate: that you, Aiya, may move money by yourself within limits.
Only where the customer asks for exactly that, and says how much at once, how much in all, and until when; ask back for what is
missing and invent nothing. Ids are from listAccounts and listPayees. "pending" means that the phone has been asked and nothing
is allowed yet.`

const input = z.object({
  fromAccountId: z.string().describe('id of the own account to pay from'),
  toAccountIds: z.array(z.string()).describe('ids of own accounts, or accountIds of payees, that may be paid'),
  maxPerTransfer: z.string().describe('at most at once: decimal string such as "100.00"'),
  maxPerPeriod: z.string().describe('at most in all in a period: decimal string such as "200.00"'),
  period: z.enum(PERIODS),
  currency: z.string().describe('ISO 4217 code of all the accounts'),
  validUntil: z.string().describe('the last day where the customer is, such as "2027-05-31"'),
})

/** Lets Aiya ask for a mandate of her own, for no other agent. It is active only after the phone's yes. */
export const requestMandateTool = (context: ChatContext, turn: Turn) =>
  turn.oneByOne(
    tool({
      description: DESCRIPTION,
      inputSchema: input,
      execute: async (args, { toolCallId }): Promise<TransferOutcome> => {
        const { customer, chatId, turnId, timeZone = 'UTC' } = context
        try {
          const wish = parseMandateWish({ ...args, validUntil: endOf(args.validUntil, timeZone) })
          const mandate = await requestMandate(customer, wish, AIYA_AGENT, { chatId, toolCallId, turnId }, timeZone)
          const message = `I have asked your phone for a mandate: ${mandateLine(mandate, timeZone)}. Nothing is allowed unless you approve it there.`
          return { status: 'pending', message }
        } catch (error) {
          const { code, message } = asProblem(error)
          return refusedOutcome(code, code === 'invalid_request' ? message : undefined)
        }
      },
    }),
  )

/** The end of a day where the customer is. What is no day is for the bank to refuse. */
function endOf(validUntil: string, timeZone: string): string {
  return z.iso.date().safeParse(validUntil).success ? dayEnd(validUntil, timeZone).toISOString() : validUntil
}
