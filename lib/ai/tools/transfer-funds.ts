import { z } from 'zod'
import { paymentOf } from '@/lib/approvals/approved'
import type { PaymentInitiation } from '@/lib/approvals/payment-initiation'
import { prepareTransfer } from '@/lib/approvals/prepare'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { env } from '@/lib/platform/env'
import { ownAddress } from '@/lib/platform/own-address'
import { MEMO_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import type { ProtectedTool } from '../protected/protected-tool'

const DESCRIPTION = `Transfers money between two of the customer's own accounts, or to a saved payee's account.
Take both account ids from the lists of accounts and payees. Never ask the customer to confirm in words: the bank itself asks
for approval on their phone, and shows them amount, accounts and memo there. The status "pending" means that the phone has
been asked and nothing has moved: say so and end your answer; the bank tells the customer how it ends. The status "posted"
means that a standing mandate of the customer covered it, and the money has moved.`

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

/** A transfer by the bank itself, sent to its agent route as any other agent would, but past any proxy. */
export const transferTool = {
  type: 'payment_initiation',
  name: 'transferFunds' as const,
  description: DESCRIPTION,
  input,
  outside: { name: 'request_transfer', title: 'Request a transfer', scope: 'request:transfer' },
  scope: 'create:transfer',
  audience: () => env().AGENT_API_AUDIENCE,
  prepare: (args) => prepareTransfer(parseTransferOrder(args)),
  request: (approved) => ({
    url: `${ownAddress(env()).origin}/api/agent/transfers`,
    body: orderIn(paymentOf(approved) as PaymentInitiation),
  }),
  words: {
    thing: 'transfer',
    asked: (approved) => {
      const { debtorAccount, creditorAccount, instructedAmount } = paymentOf(approved) as PaymentInitiation
      return `${moneyIn(instructedAmount)} from ${debtorAccount.name} to ${creditorAccount.name}`
    },
    waiting: (approved) => {
      const { debtorAccount, creditorAccount, instructedAmount } = paymentOf(approved) as PaymentInitiation
      const [from, to] = [debtorAccount, creditorAccount].map(({ name, mask }) => `${name} ${mask}`)
      return `${moneyIn(instructedAmount)} from ${from} to ${to}`
    },
    done: (approved) => {
      const { creditorAccount, instructedAmount } = paymentOf(approved) as PaymentInitiation
      return `${moneyIn(instructedAmount)} was transferred to ${creditorAccount.name}`
    },
  },
} satisfies ProtectedTool

/** The body is what the customer was shown. */
function orderIn({ debtorAccount, creditorAccount, instructedAmount, ...detail }: PaymentInitiation): object {
  return {
    fromAccountId: debtorAccount.id,
    toAccountId: creditorAccount.id,
    ...instructedAmount,
    memo: detail.remittanceInformationUnstructured ?? null,
  }
}

function moneyIn({ amount, currency }: PaymentInitiation['instructedAmount']): string {
  return formatMoney(amount, currency)
}
