import { getAsyncAuthorizationCredentials } from '@auth0/ai-vercel'
import { tool } from 'ai'
import { z } from 'zod'
import { FIRST_FENCE } from '@/lib/approvals/lease'
import { outcomeOf, type TransferOutcome, unknownOutcome } from '@/lib/approvals/outcome'
import { postApproved } from '@/lib/approvals/post-approved'
import {
  type ChatContext,
  getAuthorizedApproval,
  withAsyncAuthorization,
} from '@/lib/auth0/ai/with-async-authorization'
import { MEMO_CHARACTERS_MAX } from '@/lib/text/limits'
import { formatMoney } from '@/lib/transfers/money'
import type { Turn } from '../turn'

const DESCRIPTION = `Transfers money between two of the customer's own accounts, or to a saved payee's account.
Take both account ids from listAccounts and listPayees. Never ask the customer to confirm in words: the bank itself asks
for approval on their phone while this tool runs, and shows them amount, accounts and memo there.
Only the status "posted" means that money has moved; otherwise say what the message says.`

const input = z.object({
  fromAccountId: z.string().describe('id of the account to pay from'),
  toAccountId: z.string().describe('id of the own account, or accountId of the payee, to pay to'),
  amount: z.string().describe('decimal string with the exact decimals of the currency, such as "25.00"'),
  currency: z.string().describe('ISO 4217 code of both accounts, such as "USD"'),
  memo: z
    .string()
    .nullish()
    .describe(`what it is for, only if the customer said so; at most ${MEMO_CHARACTERS_MAX} characters`),
})

/**
 * The higher-order factory: takes the chat, with its stream writer, and gives back the tool wrapped so that it runs
 * only with the customer's approval, whose states go through that writer. One turn makes its transfers one by one.
 */
export const transferFunds = (context: ChatContext, turn: Turn) =>
  turn.oneByOne(
    withAsyncAuthorization({
      context,
      tool: tool({ description: DESCRIPTION, inputSchema: input, execute: sendTransfer }),
    }),
  )

/** Runs only after the approval. The arguments have done their part: what is sent is what the customer was shown. */
async function sendTransfer(): Promise<TransferOutcome> {
  const approval = getAuthorizedApproval()
  const token = getAsyncAuthorizationCredentials()?.accessToken
  if (!token) throw new Error('the approval came without a token')
  const outcome = await postApproved(approval, token, FIRST_FENCE)
  if (outcome.status === 'unknown') return unknownOutcome()
  if (outcome.status === 'failed') return outcomeOf({ ...approval, status: 'failed', reason: outcome.code })
  const { transfer } = outcome
  const message = `${formatMoney(transfer.amount, transfer.currency)} was transferred to ${approval.details.creditorAccount.name}.`
  return { status: 'posted', transfer, message }
}
